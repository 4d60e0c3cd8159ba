// Pictures and videos at full size, one after the other.

import { fileUrl } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';

/** Shows one of several; arrows go through them, Escape and a click beside end it. */
export function lightbox(items, start = 0) {
  let at = Math.max(0, start);
  const stage = h('div', { class: 'lightbox-stage' });
  const caption = h('p', { class: 'lightbox-caption' });
  const count = h('span', { class: 'lightbox-count' });
  const save = h('a', { class: 'icon-button', 'aria-label': 'Save', title: 'Save', download: true }, icon('download'));
  const step = (by) => {
    at = (at + by + items.length) % items.length;
    show();
  };
  const side = (name, by, label) => h('button', { type: 'button', class: `lightbox-side ${name}`, 'aria-label': label, onclick: () => step(by) }, icon('back', 26));
  const box = h(
    'dialog',
    { class: 'lightbox', 'aria-label': 'Media' },
    h('div', { class: 'lightbox-bar' }, count, h('span', { class: 'grow' }), save, h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', title: 'Close', onclick: () => box.close() }, icon('close'))),
    items.length > 1 ? side('left', -1, 'Previous') : null,
    stage,
    items.length > 1 ? side('right', 1, 'Next') : null,
    caption,
  );

  function show() {
    const { kind, file, message } = items[at];
    const url = fileUrl(file.file_id);
    const node = kind === 'photo'
      ? h('img', { src: url, alt: message.caption ?? 'Photo' })
      : h('video', { src: url, controls: kind === 'video', autoplay: true, loop: kind === 'animation', playsinline: true });
    stage.replaceChildren(node);
    save.href = url;
    save.download = file.file_name ?? `${kind}-${file.file_unique_id ?? at + 1}`;
    caption.textContent = message.caption ?? '';
    caption.hidden = !message.caption;
    count.textContent = items.length > 1 ? `${at + 1} of ${items.length}` : '';
  }

  stage.addEventListener('click', (event) => event.target === stage && box.close());
  box.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft') step(-1);
    if (event.key === 'ArrowRight') step(1);
  });
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  show();
  box.showModal();
}
