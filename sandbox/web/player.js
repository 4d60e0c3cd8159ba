// A player of sounds: a button, a line that can be pulled, and the time. One plays at a time.

import { h } from './dom.js';
import { icon } from './icons.js';
import { duration } from './time.js';

let playing = null;
const BARS = 36;

/** Heights that look like a voice, always the same for the same sound. */
function wave(seed) {
  let state = 7;
  for (const letter of String(seed)) state = (state * 31 + letter.charCodeAt(0)) >>> 0;
  return Array.from({ length: BARS }, (_, at) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.round(18 + (state / 2 ** 32) * 62 * (0.55 + 0.45 * Math.sin((at / BARS) * Math.PI)) + 8);
  });
}

/**
 * @param {string} url
 * @param {{seconds?: number, title?: string, detail?: string, seed?: string, label: string}} what
 */
export function player(url, { seconds = 0, title, detail, seed, label }) {
  const sound = new Audio();
  sound.preload = 'none';
  const button = h('button', { type: 'button', class: 'player-button', 'aria-label': `Play: ${title ?? label}` }, icon('play', 20));
  const time = h('span', { class: 'player-time' }, duration(seconds));
  const line = h('input', { type: 'range', class: 'player-line', min: '0', max: '1000', step: '1', value: '0', 'aria-label': `Position in ${title ?? label}` });
  const bars = seed ? h('span', { class: 'player-wave', 'aria-hidden': 'true' }, wave(seed).map((height) => {
    const bar = h('i');
    bar.style.height = `${height}%`;
    return bar;
  })) : null;
  const root = h(
    'div',
    { class: `player ${seed ? 'player-voice' : 'player-audio'}` },
    button,
    h('div', { class: 'player-body' }, title ? h('span', { class: 'player-title' }, title) : null, h('span', { class: 'player-track' }, bars, line), h('span', { class: 'player-foot' }, time, detail ? h('span', { class: 'player-detail' }, detail) : null)),
  );

  const length = () => (Number.isFinite(sound.duration) && sound.duration > 0 ? sound.duration : seconds || 1);
  const show = () => {
    const part = Math.min(1, sound.currentTime / length());
    line.value = String(Math.round(part * 1000));
    root.style.setProperty('--played', `${part * 100}%`);
    bars?.childNodes.forEach((bar, at) => bar.classList.toggle('played', at / BARS < part));
    time.textContent = sound.currentTime > 0 ? `${duration(sound.currentTime)} / ${duration(length())}` : duration(seconds);
  };
  const mark = () => {
    button.replaceChildren(icon(sound.paused ? 'play' : 'pause', 20));
    button.setAttribute('aria-label', `${sound.paused ? 'Play' : 'Pause'}: ${title ?? label}`);
  };
  const load = () => {
    if (!sound.src) sound.src = url;
  };
  button.addEventListener('click', async () => {
    load();
    if (!sound.paused) return sound.pause();
    if (playing !== sound) playing?.pause();
    playing = sound;
    try {
      await sound.play();
    } catch {
      time.textContent = 'Not a sound that can be played';
    }
  });
  line.addEventListener('input', () => {
    load();
    sound.currentTime = (Number(line.value) / 1000) * length();
  });
  for (const name of ['play', 'pause', 'ended']) sound.addEventListener(name, mark);
  for (const name of ['timeupdate', 'seeked', 'ended', 'loadedmetadata']) sound.addEventListener(name, show);
  return root;
}
