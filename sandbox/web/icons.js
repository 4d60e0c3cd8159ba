// Icons: strokes on a field of 24 by 24 points, drawn here for this page.

import { svg } from './dom.js';

const PATHS = {
  add: 'M12 5v14M5 12h14',
  attach: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7',
  audio: 'M9 18V5l11-2v13M9 18a3 3 0 1 1-3-3 3 3 0 0 1 3 3zM20 16a3 3 0 1 1-3-3 3 3 0 0 1 3 3z',
  back: 'M19 12H5M11 6l-6 6 6 6',
  bot: 'M5 9h14v10H5zM12 9V5M9 14h.01M15 14h.01M2 13v3M22 13v3M11 4h2',
  bug: 'M8 8a4 4 0 0 1 8 0M6 10h12v5a6 6 0 0 1-12 0zM2 13h4M18 13h4M4 6l3 3M20 6l-3 3M4 20l3-3M20 20l-3-3M12 10v11',
  channel: 'M4 10v4l11 5V5zM15 9a3 3 0 0 1 0 6M6 15l1.5 5h3L9 16.3',
  chat: 'M4 5h16v11H10l-5 4v-4H4z',
  check: 'M5 12.5l4.5 4.5L19 7',
  checklist: 'M4 6.5L5.5 8 8 5M4 13.5L5.5 15 8 12M4 20h4M11 7h9M11 14h9M11 20h9',
  close: 'M6 6l12 12M18 6L6 18',
  command: 'M15 5L9 19',
  contact: 'M4 5h16v14H4zM9 12a2 2 0 1 0-2-2 2 2 0 0 0 2 2zM6 16c.5-2 5.5-2 6 0M15 10h3M15 14h3',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  document: 'M6 3h8l5 5v13H6zM14 3v5h5',
  down: 'M6 9l6 6 6-6',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  eye: 'M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7-10-7-10-7zM12 15a3 3 0 1 0-3-3 3 3 0 0 0 3 3z',
  forward: 'M14 5l7 7-7 7v-4c-6 0-9 2-11 5 0-6 4-11 11-11z',
  game: 'M7 7h10a5 5 0 0 1 5 5c0 5-3 7-5 4l-1-1H8l-1 1c-2 3-5 1-5-4a5 5 0 0 1 5-5zM8 9v4M6 11h4M16 10h.01M18 12h.01',
  group: 'M9 11a3.5 3.5 0 1 0-3.5-3.500A3.5 3.5 0 0 0 9 11zM2 20c0-7 14-7 14 0M16 4.500a3.5 3.5 0 0 1 0 6.500M18 14c3 .7 4 3 4 6',
  inspect: 'M3 5h18M3 10h10M3 15h6M3 20h5M16 20a4 4 0 1 0-4-4 4 4 0 0 0 4 4zM19 19l3 3',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M7 14h10',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  location: 'M12 21s7-6.5 7-11.500a7 7 0 0 0-14 0C5 14.5 12 21 12 21zM12 12a2.5 2.5 0 1 0-2.5-2.500A2.5 2.5 0 0 0 12 12z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  mic: 'M9 5a3 3 0 0 1 6 0v6a3 3 0 0 1-6 0zM5 11a7 7 0 0 0 14 0M12 18v3',
  moon: 'M20 14A8.5 8.5 0 1 1 10 4a7 7 0 0 0 10 10z',
  more: 'M12 5h.01M12 12h.01M12 19h.01',
  open: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  pause: 'M8 5v14M16 5v14',
  photo: 'M3 5h18v14H3zM8 11a1.5 1.5 0 1 0-1.5-1.500A1.5 1.5 0 0 0 8 11zM4 18l6-6 4 4 3-3 4 4',
  pin: 'M9 3h6l-1 7 4 3v2H6v-2l4-3zM12 15v6',
  play: 'M7 4l13 8-13 8z',
  poll: 'M5 20V10M12 20V4M19 20v-7',
  reply: 'M10 5l-7 7 7 7v-4c6 0 9 2 11 5 0-6-4-11-11-11z',
  search: 'M11 18a7 7 0 1 0-7-7 7 7 0 0 0 7 7zM16 16l5 5',
  send: 'M4 4l17 8-17 8 3-8zM7 12h14',
  smile: 'M12 21a9 9 0 1 0-9-9 9 9 0 0 0 9 9zM8 14c1.5 3 6.5 3 8 0M9 9.500h.01M15 9.500h.01',
  split: 'M3 4h18v16H3zM12 4v16',
  star: 'M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.300L12 17.2 6.4 20.3 7.6 14 3 9.600l6.3-.8z',
  sun: 'M12 16a4 4 0 1 0-4-4 4 4 0 0 0 4 4zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.500M17.5 17.500L19 19M5 19l1.5-1.500M17.5 6.500L19 5',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  user: 'M12 12a4 4 0 1 0-4-4 4 4 0 0 0 4 4zM4 21c0-8 16-8 16 0',
  video: 'M3 6h12v12H3zM15 10l6-3v10l-6-3',
  wallet: 'M3 6h16v13H3zM3 10h18v5h-6a2.5 2.5 0 0 1 0-5',
};

/** An icon by its name; it says nothing to screen readers, its button does. */
export function icon(name, size = 20) {
  const mark = svg('svg', { viewBox: '0 0 24 24', width: size, height: size, class: `icon icon-${name}`, 'aria-hidden': 'true' });
  mark.append(svg('path', { d: PATHS[name] ?? PATHS.more }));
  return mark;
}

/** The product's mark: the arms of an optical telegraph. */
export function logo(size = 28) {
  const mark = svg('svg', { viewBox: '0 0 32 32', width: size, height: size, class: 'logo', 'aria-hidden': 'true' });
  mark.append(
    svg('rect', { width: 32, height: 32, rx: 9, class: 'logo-field' }),
    svg('path', { d: 'M16 27V16M9.5 13L22.5 19M9.5 13L7.5 6.500M22.5 19L25 12.5', class: 'logo-arms' }),
  );
  return mark;
}
