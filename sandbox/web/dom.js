// Building the page: elements are made by `h`, and text only ever becomes text. Nothing here, or anywhere in the
// page, parses markup, so what users and bots are called and what they write cannot become part of it.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. `onclick`-like members are listeners, `class`, `hidden` and the like are what they are on elements,
 * `dataset` is an object, and all others are attributes; `null`, `undefined` and `false` leave an attribute out.
 * @param {string} name
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | number | null | undefined | false | any[])} children
 * @returns {any}
 */
export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'class') element.className = value;
    else if (key === 'dataset') Object.assign(element.dataset, value);
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Adds children; nothing for what is empty. */
export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
  return parent;
}

/** Replaces all children. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

/** An SVG element, for icons and drawings that are made of numbers. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Reads an address that may be opened: web pages, mail, phone and Telegram; nothing for scripts and the like. */
export function safeUrl(text) {
  const complete = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `http://${text}`;
  try {
    const url = new URL(complete);
    return ['http:', 'https:', 'mailto:', 'tel:', 'tg:', 'ton:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Moves the focus among the items of a list by arrow keys, Home and End. */
export function arrows(event, items, { wrap = true } = {}) {
  const back = ['ArrowUp', 'ArrowLeft'].includes(event.key);
  const on = ['ArrowDown', 'ArrowRight'].includes(event.key);
  if (!items.length || !(back || on || ['Home', 'End'].includes(event.key))) return false;
  const at = items.indexOf(document.activeElement);
  let next = back ? at - 1 : at + 1;
  if (event.key === 'Home') next = 0;
  if (event.key === 'End') next = items.length - 1;
  if (wrap) next = (next + items.length) % items.length;
  items[Math.max(0, Math.min(items.length - 1, next))].focus();
  event.preventDefault();
  return true;
}

/** Runs a function before the next frame, once however often it is asked for; also where no frames are drawn. */
export function oncePerFrame(run) {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    const now = () => {
      if (!due) return;
      due = false;
      run();
    };
    if (!document.hidden) requestAnimationFrame(now);
    setTimeout(now, 120);
  };
}
