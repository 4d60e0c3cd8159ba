// What is offered above the composer while one writes: commands, members and the results of inline bots.

import { fill, h } from './dom.js';
import { inlineResults } from './inline.js';
import { avatar, nameOf } from './names.js';
import { store } from './store.js';
import { can } from './verbs.js';

let number = 0;

export class Suggestions {
  constructor(composer) {
    this.composer = composer;
    this.items = [];
    this.at = 0;
    this.id = `suggestions-${(number += 1)}`;
    this.element = h('div', { class: 'suggestions', id: this.id, role: 'listbox', 'aria-label': 'Suggestions', hidden: true });
    composer.field.setAttribute('aria-controls', this.id);
    composer.field.setAttribute('aria-autocomplete', 'list');
    this.inline = inlineResults(this);
  }

  hide() {
    this.items = [];
    this.element.hidden = true;
    this.composer.field.removeAttribute('aria-activedescendant');
    this.inline.stop();
  }

  /** Offers what suits the text before the cursor. */
  update() {
    const { field } = this.composer;
    const before = field.value.slice(0, field.selectionStart ?? field.value.length);
    const command = /^\/(\w*(?:@\w*)?)$/.exec(before);
    const inline = /^@(\w{3,})\s([\s\S]*)$/.exec(field.value);
    const mention = /(?:^|\s)@(\w*)$/.exec(before);
    if (inline && can('ask_inline') && this.bot(inline[1])) return this.inline.ask(this.bot(inline[1]), inline[2]);
    this.inline.stop();
    if (command) return this.show(this.commandItems(command[1]));
    if (mention) return this.show(this.memberItems(mention[1]));
    return this.hide();
  }

  bot(username) {
    return [...store.bots.values()].find(({ user }) => user.username?.toLowerCase() === username.toLowerCase());
  }

  toggleCommands() {
    if (!this.element.hidden) return this.hide();
    this.show(this.commandItems(''));
    this.composer.focus();
    return undefined;
  }

  commandItems(start) {
    return this.composer.commands()
      .filter(({ command }) => command.startsWith(start.split('@')[0].toLowerCase()))
      .map(({ text, description }) => ({
        node: [h('span', { class: 'suggestion-command' }, text), h('span', { class: 'suggestion-detail' }, description)],
        take: () => {
          this.composer.field.value = text;
          this.composer.send();
        },
        fill: `${text} `,
      }));
  }

  memberItems(start) {
    const { chat, user } = this.composer.pane;
    const people = chat.kind === 'private' ? [store.bots.get(chat.bot)] : chat.members.map(({ id }) => store.users.get(id) ?? store.bots.get(id));
    return people
      .filter((one) => one && one.id !== user && one.user.username?.toLowerCase().startsWith(start.toLowerCase()))
      .map((one) => ({
        node: [avatar(one.id, nameOf(one.user), 'tiny'), h('span', { class: 'suggestion-command' }, nameOf(one.user)), h('span', { class: 'suggestion-detail' }, `@${one.user.username}`)],
        take: () => this.complete(`@${one.user.username} `, start.length + 1),
      }));
  }

  /** Puts a text in the place of the last letters before the cursor. */
  complete(text, letters) {
    const { field } = this.composer;
    const end = field.selectionStart;
    field.setRangeText(text, end - letters, end, 'end');
    this.hide();
    field.dispatchEvent(new Event('input'));
    field.focus();
  }

  show(items, { className = '', head = null } = {}) {
    if (!items.length && !head) return this.hide();
    this.items = items;
    this.at = 0;
    this.element.className = `suggestions ${className}`;
    fill(this.element, head, items.map((item, at) => {
      item.element = h('div', { class: `suggestion ${item.class ?? ''}`, role: 'option', id: `${this.id}-${at}`, title: item.title ?? null }, item.node);
      item.element.addEventListener('pointerdown', (event) => event.preventDefault());
      item.element.addEventListener('click', () => item.take());
      return item.element;
    }));
    this.element.hidden = false;
    this.mark();
    return undefined;
  }

  mark() {
    this.items.forEach((item, at) => item.element.setAttribute('aria-selected', String(at === this.at)));
    const chosen = this.items[this.at]?.element;
    chosen?.scrollIntoView({ block: 'nearest' });
    if (chosen) this.composer.field.setAttribute('aria-activedescendant', chosen.id);
  }

  /** Keys while something is offered; answers whether one was meant for it. */
  key(event) {
    if (this.element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') this.hide();
    else if (!this.items.length) return false;
    else if (step) {
      this.at = (this.at + step + this.items.length) % this.items.length;
      this.mark();
    } else if (event.key === 'Tab' && this.items[this.at].fill) {
      this.composer.field.value = this.items[this.at].fill;
      this.hide();
      this.composer.grow();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) this.items[this.at].take();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
