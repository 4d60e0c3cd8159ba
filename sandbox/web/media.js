// Photos, videos, sounds and files in a message.

import { fileUrl } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { lightbox } from './lightbox.js';
import { player } from './player.js';
import { duration, size } from './time.js';

/** The largest side of a picture in a bubble. */
const WIDEST = 340;
const TALLEST = 380;

/** The size that a picture takes, known before it is there, so that nothing moves when it comes. */
function fit(element, width, height, widest = WIDEST, tallest = TALLEST) {
  if (!(width > 0 && height > 0)) [width, height] = [240, 180];
  const scale = Math.min(widest / width, tallest / height, Math.max(1, 160 / Math.max(width, height)));
  element.style.width = `${Math.max(96, Math.round(width * scale))}px`;
  element.style.aspectRatio = `${Math.max(96, width * scale)} / ${Math.max(64, height * scale)}`;
  return element;
}

/** What is shown in place of a picture that does not come. */
function fallback(image, name) {
  image.addEventListener('error', () => {
    image.replaceWith(h('span', { class: 'media-missing' }, icon(name, 28), h('span', {}, 'Not a picture that can be shown')));
  }, { once: true });
  return image;
}

const largest = (photo) => photo.reduce((best, one) => (one.width * one.height >= best.width * best.height ? one : best), photo[0]);

/** What of a message can be looked at at full size. */
export function viewable({ message }) {
  if (message.photo?.length) return { kind: 'photo', file: largest(message.photo), message };
  if (message.animation) return { kind: 'animation', file: message.animation, message };
  if (message.video) return { kind: 'video', file: message.video, message };
  if (message.document?.mime_type?.startsWith('image/')) return { kind: 'photo', file: message.document, message };
  return null;
}

function covered(message, node) {
  if (!message.has_media_spoiler) return node;
  const cover = h('button', { type: 'button', class: 'media-cover', 'aria-label': 'Hidden media, press to reveal' }, icon('eye', 26));
  cover.addEventListener('click', (event) => {
    event.stopPropagation();
    cover.remove();
  });
  node.append(cover);
  return node;
}

/** One picture or video that fills its frame, and opens at full size. */
function frame(entry, all, filling = false) {
  const { kind, file, message } = viewable(entry);
  const at = all.findIndex((other) => other.id === entry.id);
  const open = () => lightbox(all.map(viewable), at);
  const label = { photo: 'Photo', video: 'Video', animation: 'GIF' }[kind];
  let content;
  if (kind === 'photo') {
    content = fallback(h('img', { src: fileUrl(file.file_id), alt: message.caption ? `Photo: ${message.caption}` : 'Photo', loading: 'lazy', decoding: 'async', draggable: 'false' }), 'photo');
  } else {
    content = h('video', { src: fileUrl(file.file_id), preload: 'metadata', playsinline: true, tabindex: '-1', 'aria-hidden': 'true' });
    content.muted = true;
    if (kind === 'animation') {
      content.loop = true;
      content.autoplay = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    }
  }
  const mark = kind === 'video' ? h('span', { class: 'play-mark' }, icon('play', 22)) : null;
  const chip = kind === 'photo' ? null : h('span', { class: 'media-chip' }, kind === 'video' ? duration(file.duration ?? 0) : 'GIF');
  const button = h('button', { type: 'button', class: `media-frame media-${kind}`, 'aria-label': `Open ${label}`, onclick: open }, content, mark, chip);
  return covered(message, filling ? h('div', { class: 'media-cell' }, button) : fit(h('div', { class: 'media-one' }, button), file.width, file.height));
}

/** Several pictures and videos that were sent as one. */
export function album(entries) {
  const shown = entries.filter(viewable);
  return h('div', { class: `album album-${Math.min(shown.length, 10)}` }, shown.map((entry) => frame(entry, shown, true)));
}

export const picture = (entry) => frame(entry, [entry]);

export function sticker({ message }) {
  const { sticker: it } = message;
  const box = fit(h('div', { class: 'sticker', title: it.set_name ? `From the set ${it.set_name}` : 'Sticker' }), it.width, it.height, 176, 176);
  const emoji = () => box.replaceChildren(h('span', { class: 'sticker-emoji', role: 'img', 'aria-label': `Sticker ${it.emoji ?? ''}` }, it.emoji ?? '🙂'));
  if (it.is_animated) {
    emoji();
  } else if (it.is_video) {
    const video = h('video', { src: fileUrl(it.file_id), loop: true, autoplay: true, playsinline: true, 'aria-label': `Sticker ${it.emoji ?? ''}` });
    video.muted = true;
    video.addEventListener('error', emoji, { once: true });
    box.append(video);
  } else {
    const image = h('img', { src: fileUrl(it.file_id), alt: `Sticker ${it.emoji ?? ''}`, loading: 'lazy', draggable: 'false' });
    image.addEventListener('error', emoji, { once: true });
    // A file of one point stands for a sticker that nobody drew.
    image.addEventListener('load', () => image.naturalWidth < 8 && emoji(), { once: true });
    box.append(image);
  }
  return box;
}

export function videoNote({ message }) {
  const file = message.video_note;
  const video = h('video', { src: fileUrl(file.file_id), playsinline: true, loop: true, preload: 'metadata' });
  const mark = h('span', { class: 'play-mark' }, icon('play', 24));
  const button = h('button', { type: 'button', class: 'video-note', 'aria-label': 'Play the video message' }, video, mark, h('span', { class: 'media-chip' }, duration(file.duration ?? 0)));
  button.addEventListener('click', () => (video.paused ? video.play().catch(() => {}) : video.pause()));
  for (const name of ['play', 'pause']) video.addEventListener(name, () => button.classList.toggle('playing', !video.paused));
  return button;
}

export function voice({ message }) {
  return player(fileUrl(message.voice.file_id), { seconds: message.voice.duration, seed: message.voice.file_unique_id, label: 'Voice message' });
}

export function audio({ message }) {
  const { audio: it } = message;
  return player(fileUrl(it.file_id), {
    seconds: it.duration,
    title: it.title ?? it.file_name ?? 'Audio',
    detail: it.performer ?? size(it.file_size),
    label: 'Audio',
  });
}

export function documentFile({ message }) {
  const { document: it } = message;
  const name = it.file_name ?? 'File';
  const ending = name.includes('.') ? name.split('.').pop().slice(0, 4) : '';
  return h(
    'a',
    { class: 'file', href: fileUrl(it.file_id), download: name, title: `Save ${name}` },
    h('span', { class: 'file-mark', 'aria-hidden': 'true' }, ending ? h('span', { class: 'file-ending' }, ending) : icon('document', 22)),
    h('span', { class: 'file-text' }, h('span', { class: 'file-name' }, name), h('span', { class: 'file-detail' }, [size(it.file_size), it.mime_type].filter(Boolean).join(' · '))),
    h('span', { class: 'file-save', 'aria-hidden': 'true' }, icon('download', 18)),
  );
}

/** Media behind a price in Stars. */
export function paidMedia({ message }, pay) {
  const { star_count: stars, paid_media: items } = message.paid_media;
  const cells = items.map((item) => {
    const file = item.photo ? largest(item.photo) : item.video;
    if (!file) return fit(h('div', { class: 'media-cell locked' }), item.width, item.height, 220, 220);
    const entry = { id: file.file_id, message: item };
    return frame(entry, [entry], true);
  });
  const locked = items.some((item) => item.type === 'preview');
  return h(
    'div',
    { class: `album album-${Math.min(items.length, 10)} paid` },
    cells,
    pay || locked ? h('button', { type: 'button', class: 'paid-price', onclick: pay }, `Unlock for ⭐ ${stars}`) : h('span', { class: 'media-chip' }, `⭐ ${stars}`),
  );
}
