// Polls and quizzes: options that are voted for, bars once one has voted, and what is right.

import { h } from './dom.js';
import { formatted } from './entities.js';
import { icon } from './icons.js';
import { plural } from './time.js';

/**
 * @param {any} entry a message with a poll
 * @param {{user: number, vote: (options: number[]) => Promise<void>}} act
 */
export function poll(entry, act) {
  const { poll: it } = entry.message;
  const mine = entry.votes?.[act.user] ?? null;
  const voted = Boolean(mine?.length);
  const results = voted || it.is_closed;
  const total = it.total_voter_count || 0;
  const quiz = it.type === 'quiz';
  const right = it.correct_option_ids ?? (it.correct_option_id === undefined ? [] : [it.correct_option_id]);
  const several = it.allows_multiple_answers && !results;
  const chosen = new Set();

  const submit = h('button', { type: 'button', class: 'card-action', disabled: true, onclick: () => vote([...chosen]) }, 'Vote');
  const rows = it.options.map((option, at) => (results ? result(option, at) : choice(option, at)));
  const box = h(
    'div',
    { class: `poll ${results ? 'poll-results' : ''}`, role: 'group', 'aria-label': `Poll: ${it.question}` },
    h('p', { class: 'poll-question' }, formatted(it.question, it.question_entities)),
    h('p', { class: 'poll-kind' }, kindOf(it, quiz)),
    h('div', { class: 'poll-options' }, rows),
    several ? submit : null,
    voted && it.explanation ? h('div', { class: 'poll-explanation' }, formatted(it.explanation, it.explanation_entities)) : null,
    h('p', { class: 'poll-total' }, total ? plural(total, 'vote') : 'No votes yet', voted && !it.is_closed && !quiz && it.allows_revoting !== false ? [' · ', h('button', { type: 'button', class: 'text-button', onclick: () => vote([]) }, 'Retract vote')] : null),
  );

  async function vote(options) {
    box.classList.add('busy');
    try {
      await act.vote(options);
    } finally {
      box.classList.remove('busy');
    }
  }

  function choice(option, at) {
    const mark = h('span', { class: several ? 'poll-mark poll-square' : 'poll-mark', 'aria-hidden': 'true' });
    const button = h('button', { type: 'button', class: 'poll-option', 'aria-pressed': several ? 'false' : null }, mark, h('span', { class: 'poll-text' }, formatted(option.text, option.text_entities)));
    button.addEventListener('click', () => {
      if (!several) return vote([at]);
      if (chosen.has(at)) chosen.delete(at);
      else chosen.add(at);
      button.setAttribute('aria-pressed', String(chosen.has(at)));
      submit.disabled = !chosen.size;
      submit.textContent = chosen.size ? `Vote (${chosen.size})` : 'Vote';
    });
    return button;
  }

  function result(option, at) {
    const share = total ? Math.round((option.voter_count / total) * 100) : 0;
    const own = mine?.includes(at);
    const state = quiz && right.includes(at) ? 'right' : quiz && own ? 'wrong' : own ? 'own' : '';
    const bar = h('span', { class: 'poll-bar' });
    bar.style.width = `${Math.max(share, 1)}%`;
    const words = `${option.text}: ${share} percent, ${plural(option.voter_count, 'vote')}${own ? ', your vote' : ''}${state === 'right' ? ', right' : ''}`;
    return h(
      'div',
      { class: `poll-result ${state}`, role: 'img', 'aria-label': words },
      h('span', { class: 'poll-share' }, `${share}%`),
      h('span', { class: 'poll-text' }, formatted(option.text, option.text_entities), own || state === 'right' ? h('span', { class: 'poll-own' }, icon(state === 'wrong' ? 'close' : 'check', 13)) : null),
      bar,
    );
  }

  return box;
}

function kindOf(it, quiz) {
  const words = [it.is_anonymous ? 'Anonymous' : 'Public', quiz ? 'quiz' : 'poll'].join(' ');
  const more = [it.is_closed ? 'final results' : null, it.allows_multiple_answers && !it.is_closed ? 'several answers' : null];
  return [words, ...more.filter(Boolean)].join(' · ');
}
