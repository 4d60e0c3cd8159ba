// Files: chosen, pasted or dropped, looked at before they are sent, and what they are sent as.

import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { size } from './time.js';
import { failed } from './toast.js';
import { run, send } from './verbs.js';

/** The pictures that can be photos; a browser shows more of them. */
const PHOTO = /^image\/(png|jpeg|gif|webp|bmp)$/;

/** As what a file is sent. */
function kindOf(file, asFile) {
  if (asFile || (file.type.startsWith('image/') && !PHOTO.test(file.type))) return 'document';
  if (file.type === 'image/gif') return 'animation';
  const [kind] = (file.type || '').split('/');
  return { image: 'photo', video: 'video', audio: /ogg|opus|webm/.test(file.type) ? 'voice' : 'audio' }[kind] ?? 'document';
}

/** Shows what is about to be sent, with a caption. */
export async function openUpload(pane, files, { asFiles = false } = {}) {
  if (!files.length) return;
  const urls = [];
  const previews = files.map((file) => {
    const line = h('div', { class: 'upload-item' }, picture(file, urls), h('div', { class: 'upload-text' }, h('strong', {}, file.name || 'Pasted picture'), h('span', {}, [size(file.size), file.type].filter(Boolean).join(' · '))));
    return line;
  });
  const visual = files.some((file) => /^(image|video|audio)\//.test(file.type));
  const caption = h('textarea', { name: 'caption', rows: '2', placeholder: 'Caption', 'aria-label': 'Caption', autofocus: true });
  const asFile = h('input', { type: 'checkbox', name: 'file' });
  const spoiler = h('input', { type: 'checkbox', name: 'spoiler' });
  asFile.checked = asFiles || !visual;
  const form = await openDialog({
    title: files.length === 1 ? 'Send a file' : `Send ${files.length} files`,
    body: [h('div', { class: 'upload-list' }, previews), visual ? h('div', { class: 'toggles' }, h('label', { class: 'toggle' }, asFile, h('span', {}, 'As a file, not as a photo or video')), h('label', { class: 'toggle' }, spoiler, h('span', {}, 'Hidden until it is tapped'))) : null, h('label', { class: 'field' }, h('span', {}, 'Caption'), caption)],
    actions: [{ label: 'Cancel', value: null }, { label: 'Send', kind: 'primary', value: () => ({ caption: caption.value.trim(), asFile: asFile.checked, spoiler: spoiler.checked || undefined }) }],
  });
  for (const url of urls) URL.revokeObjectURL(url);
  if (!form) return;
  const kinds = new Set(files.map((file) => kindOf(file, form.asFile)));
  // Photos and videos mix in an album; other kinds keep to their own, and some make none.
  const album = files.length > 1 && files.length <= 10 && ([...kinds].every((kind) => ['photo', 'video'].includes(kind)) || (kinds.size === 1 && !kinds.has('animation') && !kinds.has('voice')));
  if (album) await sendAlbum(pane, files, form);
  else for (const [at, file] of files.entries()) await sendOne(pane, file, form, at === 0 ? form.caption : '');
}

function picture(file, urls) {
  if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') {
    const url = URL.createObjectURL(file);
    urls.push(url);
    return h('img', { src: url, alt: '' });
  }
  return h('span', { class: 'file-mark' }, icon(file.type.startsWith('video/') ? 'video' : file.type.startsWith('audio/') ? 'audio' : 'document', 22));
}

/** Shows that something is being sent, and says what went wrong with it. */
async function underWay(pane, name, work) {
  const bar = h('span', { class: 'upload-progress' }, h('i'));
  const note = h('div', { class: 'uploading', role: 'status' }, h('span', { class: 'spinner' }), h('span', { class: 'uploading-name' }, name), bar);
  pane.composer.element.prepend(note);
  try {
    await work((part) => {
      bar.firstChild.style.width = `${Math.round(part * 100)}%`;
    });
  } catch (error) {
    failed(error, pane.toasts);
  } finally {
    note.remove();
  }
}

function sendOne(pane, file, { asFile, spoiler }, caption) {
  const kind = kindOf(file, asFile);
  return underWay(pane, file.name || 'File', (progress) => send('send_media', { ...pane.where, kind, name: file.name || 'file', caption: caption || undefined, spoiler: kind === 'document' ? undefined : spoiler }, file, progress));
}

function sendAlbum(pane, files, { asFile, spoiler, caption }) {
  return underWay(pane, `${files.length} files`, async () => {
    const media = await Promise.all(files.map(async (file, at) => {
      const kind = kindOf(file, asFile);
      return { kind, file: await base64(file), name: file.name || 'file', ...(at === 0 && caption ? { caption } : {}), ...(spoiler && kind !== 'document' ? { spoiler } : {}) };
    }));
    await run('send_album', { ...pane.where, media });
  });
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(new Error(`${file.name} could not be read`));
    reader.readAsDataURL(file);
  });
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
