// Files: chosen, pasted or dropped, looked at before they are sent, and what they are sent as.

import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { size } from './time.js';
import { failed, toast } from './toast.js';
import { can, send, takes } from './verbs.js';

/** Which verb sends a file. */
function verbFor(file, asFile) {
  const [kind] = (file.type || '').split('/');
  const wanted = asFile || file.type === 'image/svg+xml' ? 'send_document' : { image: file.type === 'image/gif' && can('send_animation') ? 'send_animation' : 'send_photo', video: 'send_video', audio: /ogg|opus|webm/.test(file.type) ? 'send_voice' : 'send_audio' }[kind] ?? 'send_document';
  return can(wanted) ? wanted : 'send_document';
}

/** Shows what is about to be sent, with a caption. */
export async function openUpload(pane, files, { asFiles = false } = {}) {
  if (!files.length) return;
  if (pane.where.chat && !takes('send_photo', 'chat') && !takes('send_document', 'chat')) {
    toast('This sandbox sends files in private chats only', { within: pane.toasts });
    return;
  }
  const urls = [];
  const previews = files.map((file) => {
    const line = h('div', { class: 'upload-item' }, picture(file, urls), h('div', { class: 'upload-text' }, h('strong', {}, file.name || 'Pasted picture'), h('span', {}, [size(file.size), file.type].filter(Boolean).join(' · '))));
    return line;
  });
  const visual = files.some((file) => /^(image|video|audio)\//.test(file.type));
  const caption = h('textarea', { name: 'caption', rows: '2', placeholder: 'Caption', 'aria-label': 'Caption', autofocus: true });
  const asFile = h('input', { type: 'checkbox', name: 'file' });
  asFile.checked = asFiles || !visual;
  const form = await openDialog({
    title: files.length === 1 ? 'Send a file' : `Send ${files.length} files`,
    body: [h('div', { class: 'upload-list' }, previews), visual ? h('label', { class: 'toggle' }, asFile, h('span', {}, 'As a file, not as a photo or video')) : null, h('label', { class: 'field' }, h('span', {}, 'Caption'), caption)],
    actions: [{ label: 'Cancel', value: null }, { label: 'Send', kind: 'primary', value: () => ({ caption: caption.value.trim(), asFile: asFile.checked }) }],
  });
  for (const url of urls) URL.revokeObjectURL(url);
  if (!form) return;
  // As an album: the caption is the first one's.
  for (const [at, file] of files.entries()) await sendOne(pane, file, form.asFile, at === 0 ? form.caption : '');
}

function picture(file, urls) {
  if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') {
    const url = URL.createObjectURL(file);
    urls.push(url);
    return h('img', { src: url, alt: '' });
  }
  return h('span', { class: 'file-mark' }, icon(file.type.startsWith('video/') ? 'video' : file.type.startsWith('audio/') ? 'audio' : 'document', 22));
}

async function sendOne(pane, file, asFile, caption) {
  const verb = verbFor(file, asFile);
  const bar = h('span', { class: 'upload-progress' }, h('i'));
  const note = h('div', { class: 'uploading' }, h('span', { class: 'spinner' }), h('span', { class: 'uploading-name' }, file.name || 'File'), bar);
  pane.composer.element.prepend(note);
  try {
    await send(verb, { ...pane.where, name: file.name || 'file', caption: caption || undefined, reply_to: pane.composer.reply?.id }, file, (part) => {
      bar.firstChild.style.width = `${Math.round(part * 100)}%`;
    });
  } catch (error) {
    failed(error, pane.toasts);
  } finally {
    note.remove();
  }
}

/** Lets files be dropped anywhere on a pane; returns what ends it. */
export function acceptDrops(pane) {
  const veil = h('div', { class: 'drop-veil', hidden: true }, h('div', {}, icon('attach', 40), h('strong', {}, 'Drop to send')));
  pane.element.append(veil);
  let depth = 0;
  const withFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  const listeners = {
    dragenter: (event) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      depth += 1;
      veil.hidden = false;
    },
    dragover: (event) => withFiles(event) && event.preventDefault(),
    dragleave: (event) => {
      if (!withFiles(event)) return;
      depth -= 1;
      if (depth <= 0) veil.hidden = true;
    },
    drop: (event) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      depth = 0;
      veil.hidden = true;
      openUpload(pane, [...event.dataTransfer.files]);
    },
  };
  for (const [name, run] of Object.entries(listeners)) pane.element.addEventListener(name, run);
  return () => Object.entries(listeners).forEach(([name, run]) => pane.element.removeEventListener(name, run));
}
