// Inline mode: what a bot offers for `@bot words`, asked for while one writes.

import { fileUrl } from './api.js';
import { h, safeUrl } from './dom.js';
import { icon } from './icons.js';
import { failed } from './toast.js';
import { run } from './verbs.js';

const PAUSE = 250;

/** @param {any} suggestions where results are shown */
export function inlineResults(suggestions) {
  let timer = 0;
  let asked = 0;
  let last = '';

  const note = (text, spinner) => h('div', { class: 'suggestion-note' }, spinner ? h('span', { class: 'spinner' }) : null, text);

  async function look(bot, query) {
    const { composer } = suggestions;
    const mine = (asked += 1);
    suggestions.show([], { head: note(`Asking @${bot.user.username}…`, true) });
    try {
      const { query: id } = await run('ask_inline', { ...composer.pane.where, bot: bot.id, query });
      const { results, button } = await run('inline_results', { user: composer.pane.user, bot: bot.id, inline_query: id });
      if (mine !== asked) return;
      const head = button ? h('button', { type: 'button', class: 'inline-top', onclick: () => button.start_parameter !== undefined && run('send', { user: composer.pane.user, bot: bot.id, text: `/start ${button.start_parameter}` }) }, button.text) : results.length ? null : note('Nothing found');
      suggestions.show(results.map((result, index) => item(bot, id, index, result)), { className: results.every(pictorial) ? 'inline-grid' : 'inline-list', head });
    } catch (error) {
      if (mine === asked) suggestions.show([], { head: note(error.status === 408 ? `@${bot.user.username} did not answer` : error.message.split('\n')[0]) });
    }
  }

  function item(bot, query, index, result) {
    const { composer } = suggestions;
    return {
      class: `inline-result ${result.type ?? ''}`,
      title: result.title ?? result.id,
      node: pictorial(result) ? [thumb(result)] : [thumb(result), h('span', { class: 'inline-text-box' }, h('strong', {}, result.title ?? result.first_name ?? result.type ?? result.id), h('span', {}, result.description ?? result.address ?? result.caption ?? result.input_message_content?.message_text ?? ''))],
      take: async () => {
        composer.field.value = '';
        composer.grow();
        suggestions.hide();
        try {
          await run('choose_inline', { user: composer.pane.user, bot: bot.id, inline_query: query, index });
        } catch (error) {
          failed(error, composer.pane.toasts);
        }
      },
    };
  }

  return {
    ask(bot, query) {
      const key = `${bot.id} ${query}`;
      if (key === last) return;
      last = key;
      clearTimeout(timer);
      timer = setTimeout(() => look(bot, query), PAUSE);
    },
    stop() {
      clearTimeout(timer);
      asked += 1;
      last = '';
    },
  };
}

const pictorial = (result) => ['photo', 'gif', 'mpeg4_gif', 'sticker'].includes(result.type) && !result.description;

function thumb(result) {
  const id = result.photo_file_id ?? result.gif_file_id ?? result.mpeg4_file_id ?? result.sticker_file_id;
  const kind = { photo: 'photo', gif: 'photo', mpeg4_gif: 'video', video: 'video', audio: 'audio', voice: 'mic', document: 'document', location: 'location', venue: 'location', contact: 'contact', game: 'game', sticker: 'smile' }[result.type] ?? 'document';
  if (id) {
    const image = h('img', { src: fileUrl(id), alt: result.title ?? 'Result', loading: 'lazy' });
    image.addEventListener('error', () => image.replaceWith(h('span', { class: 'inline-thumb' }, icon(kind, 20))), { once: true });
    return h('span', { class: 'inline-thumb' }, image);
  }
  // Pictures elsewhere are not loaded: the page loads nothing from outside.
  const url = safeUrl(result.thumbnail_url ?? result.photo_url ?? result.gif_url ?? '');
  return h('span', { class: 'inline-thumb', title: url }, result.type === 'article' ? (result.title ?? '?').slice(0, 1) : icon(kind, 20));
}
