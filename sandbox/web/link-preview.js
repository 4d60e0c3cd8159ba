// The card of a link's page. Nothing is fetched: the address itself is all that can be shown.

import { h, safeUrl } from './dom.js';

/** A card for the link that a message's options choose, if they ask for one. */
export function preview({ link_preview_options: options }, act) {
  if (!options || options.is_disabled || !options.url) return null;
  const url = safeUrl(options.url);
  if (!url) return null;
  const { hostname, pathname } = new URL(url);
  return h('button', { type: 'button', class: 'link-card', title: url, onclick: (event) => act.link(url, event) }, h('strong', {}, hostname), h('span', {}, pathname === '/' ? url : pathname));
}
