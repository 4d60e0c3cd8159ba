// Menus that open at a button or where the pointer is.

import { arrows, h } from './dom.js';
import { icon } from './icons.js';

let open = null;

/** Closes the menu that is open. */
export function closeMenu() {
  open?.();
}

/**
 * Opens a menu.
 * @param {{x: number, y: number} | HTMLElement} at
 * @param {(null | false | undefined | {label?: string, icon?: string, detail?: string, danger?: boolean, checked?: boolean, run?: () => void, node?: Node})[]} items
 * @param {{label: string, align?: 'left' | 'right', above?: boolean}} how
 */
export function menu(at, items, { label, align = 'left', above = false }) {
  closeMenu();
  const before = document.activeElement;
  const box = h('div', { class: 'menu', role: 'menu', 'aria-label': label, tabindex: '-1' });
  for (const item of items) {
    if (!item) continue;
    if (item.node) box.append(item.node);
    else if (!item.run) box.append(h('div', { class: item.label ? 'menu-title' : 'menu-line', role: item.label ? 'presentation' : 'separator' }, item.label ?? ''));
    else {
      const checked = item.checked === undefined ? {} : { role: 'menuitemradio', 'aria-checked': String(item.checked) };
      box.append(h('button', { type: 'button', role: 'menuitem', ...checked, class: `menu-item ${item.danger ? 'danger' : ''}`, onclick: () => choose(item) }, item.avatar ?? (item.icon ? icon(item.icon, 18) : null), h('span', { class: 'menu-label' }, item.label), item.checked ? icon('check', 16) : null, item.detail ? h('kbd', {}, item.detail) : null));
    }
  }

  function choose(item) {
    close();
    item.run();
  }

  function close(back = true) {
    if (open !== close) return;
    open = null;
    box.remove();
    document.removeEventListener('pointerdown', outside, true);
    window.removeEventListener('resize', close);
    if (back && before?.isConnected) before.focus?.({ preventScroll: true });
  }

  const outside = (event) => !box.contains(event.target) && close(false);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else arrows(event, [...box.querySelectorAll('button')]);
  });
  open = close;
  // Before a window, only what is in it can be reached.
  const dialog = at instanceof Element ? at.closest('dialog') : null;
  (dialog ?? document.body).append(box);
  place(box, at, align, above);
  document.addEventListener('pointerdown', outside, true);
  window.addEventListener('resize', close);
  (box.querySelector('.menu-item[aria-checked="true"]') ?? box.querySelector('.menu-item') ?? box).focus({ preventScroll: true });
}

function place(box, at, align, above) {
  const { width, height } = box.getBoundingClientRect();
  let x;
  let y;
  if (at instanceof Element) {
    const rect = at.getBoundingClientRect();
    x = align === 'right' ? rect.right - width : rect.left;
    y = above ? rect.top - height - 6 : rect.bottom + 6;
    if (!above && y + height > innerHeight - 8) y = rect.top - height - 6;
  } else {
    ({ x, y } = at);
    if (y + height > innerHeight - 8) y -= height;
  }
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
}
