// The bot that the page is tried with: it polls the sandbox as any bot does, echoes, and shows a bit of everything.

import { picture, tone } from './picture.mjs';

export class EchoBot {
  constructor(url, token) {
    this.root = `${url}/bot${token}`;
    this.running = true;
  }

  async call(method, params = {}, files = {}) {
    let init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(params) };
    if (Object.keys(files).length) {
      const form = new FormData();
      for (const [key, value] of Object.entries(params)) form.append(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
      for (const [key, { bytes, name, type }] of Object.entries(files)) form.append(key, new Blob([bytes], { type }), name);
      init = { method: 'POST', body: form };
    }
    const answer = await (await fetch(`${this.root}/${method}`, init)).json();
    if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
    return answer.result;
  }

  /** Polls until it is stopped, also across restarts of the sandbox. */
  async run() {
    let offset = 0;
    while (this.running) {
      try {
        if (!this.introduced) await this.introduce();
        const updates = await this.call('getUpdates', { offset, timeout: 20 });
        for (const update of updates) {
          offset = update.update_id + 1;
          await this.update(update).catch((error) => this.running && console.error(`bot: ${error.message}`));
        }
      } catch {
        if (!this.running) return;
        this.introduced = false;
        offset = 0;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  stop() {
    this.running = false;
  }

  async introduce() {
    await this.call('setMyCommands', { commands: [['start', 'Say hello'], ['buttons', 'Buttons that answer'], ['keyboard', 'A keyboard below'], ['poll', 'Ask something'], ['gallery', 'Pictures and sounds']].map(([command, description]) => ({ command, description })) });
    await this.call('setMyDescription', { description: 'A bot that echoes what you say and shows what the sandbox can do.' });
    this.introduced = true;
  }

  async update({ message, callback_query: query, inline_query: inline, pre_checkout_query: checkout, shipping_query: shipping }) {
    if (checkout) return this.call('answerPreCheckoutQuery', { pre_checkout_query_id: checkout.id, ok: true });
    if (shipping) return this.call('answerShippingQuery', { shipping_query_id: shipping.id, ok: true, shipping_options: [['post', 'By post', 300], ['rider', 'By rider', 900]].map(([id, title, amount]) => ({ id, title, prices: [{ label: title, amount }] })) });
    if (query) return this.pressed(query);
    if (inline) return this.call('answerInlineQuery', { inline_query_id: inline.id, results: ['Roses', 'Violets', 'Tulips'].map((title, at) => ({ type: 'article', id: String(at), title, description: `${title} for ${inline.query || 'nobody'}`, input_message_content: { message_text: `${title} for ${inline.query}` } })) });
    if (!message) return null;
    const chat = message.chat.id;
    const [command] = (message.text ?? '').split(/[\s@]/);
    const say = (text, more = {}) => this.call('sendMessage', { chat_id: chat, text, ...more });
    switch (command) {
      case '/start':
        return say('<b>Hello!</b> I echo what you say. Try /buttons, /poll or /gallery — or just write <i>something</i>.', { parse_mode: 'HTML', reply_markup: { inline_keyboard: [[{ text: 'Show the buttons', callback_data: 'menu' }, { text: 'Docs', url: 'https://core.telegram.org/bots/api' }]] } });
      case '/buttons': return say('How was it?', { reply_markup: this.menu(0) });
      case '/keyboard': return say('Choose one below.', { reply_markup: { keyboard: [[{ text: 'Tea' }, { text: 'Coffee' }], [{ text: 'My number', request_contact: true }]], resize_keyboard: true, one_time_keyboard: true, input_field_placeholder: 'Tea or coffee?' } });
      case '/poll': return this.call('sendPoll', { chat_id: chat, question: 'Where shall we meet?', options: ['At the harbour', 'In the old town', 'Online'].map((text) => ({ text })), is_anonymous: false });
      case '/gallery': return this.gallery(chat);
      case '/type': return this.call('sendChatAction', { chat_id: chat, action: 'typing' });
      case '/hush': return null;
      default:
    }
    // In groups it keeps to what it is asked.
    if (message.chat.type !== 'private') return null;
    if (message.text) return say(message.text, { reply_parameters: { message_id: message.message_id } });
    if (message.photo) return say('A fine photo!', { reply_parameters: { message_id: message.message_id } });
    if (message.document) return say(`Got ${message.document.file_name}.`);
    return null;
  }

  menu(count) {
    return { inline_keyboard: [[{ text: `👍 ${count || ''}`.trim(), callback_data: `up ${count}` }, { text: '👎', callback_data: 'down' }], [{ text: 'Tell me more', callback_data: 'alert' }], [{ text: 'Copy the code', copy_text: { text: 'CHAPPE-42' } }, { text: 'Never answers', callback_data: 'silent' }]] };
  }

  async pressed({ id, data, message }) {
    if (data === 'silent') return null;
    if (data === 'alert') return this.call('answerCallbackQuery', { callback_query_id: id, text: 'This is an alert: it stays until you close it.', show_alert: true });
    if (data.startsWith('up')) {
      const count = Number(data.split(' ')[1]) + 1;
      await this.call('editMessageText', { chat_id: message.chat.id, message_id: message.message_id, text: `How was it? ${count} so far.`, reply_markup: this.menu(count) });
      return this.call('answerCallbackQuery', { callback_query_id: id, text: 'Thank you!' });
    }
    if (data === 'menu') await this.call('sendMessage', { chat_id: message.chat.id, text: 'How was it?', reply_markup: this.menu(0) });
    return this.call('answerCallbackQuery', { callback_query_id: id, text: data === 'down' ? 'Oh no.' : undefined });
  }

  formatted(chat) {
    return this.call('sendMessage', { chat_id: chat, parse_mode: 'HTML', text: '<b>Bold</b>, <i>italic</i>, <u>underlined</u>, <s>struck</s>, <tg-spoiler>a secret</tg-spoiler> and <code>inline code</code> 🗼 #chappe\n<blockquote>Signals travel faster than riders.</blockquote>\n<pre><code class="language-rust">let bot = Bot::from_env()?;\nbot.run(echo).await</code></pre>\n<a href="https://example.org/a">A link</a> to read' });
  }

  async gallery(chat) {
    await this.formatted(chat);
    const bytes = [picture(640, 400, 200), picture(420, 420, 300), picture(420, 420, 30)];
    await this.call('sendMediaGroup', { chat_id: chat, media: bytes.map((_, at) => ({ type: 'photo', media: `attach://f${at}`, ...(at ? {} : { caption: 'Three views from the tower' }) })) }, Object.fromEntries(bytes.map((one, at) => [`f${at}`, { bytes: one, name: `${at}.png`, type: 'image/png' }])));
    await this.call('sendVoice', { chat_id: chat, duration: 7 }, { voice: { bytes: tone(), name: 'voice.ogg', type: 'audio/ogg' } });
    await this.call('sendDocument', { chat_id: chat, caption: 'The manual' }, { document: { bytes: Buffer.from('Semaphore code, 1794'), name: 'semaphore-manual.pdf', type: 'application/pdf' } });
    await this.call('sendVenue', { chat_id: chat, latitude: 48.8606, longitude: 2.3376, title: 'Louvre telegraph', address: 'Rue de Rivoli, Paris' });
    return this.call('sendPoll', { chat_id: chat, question: 'When did the first line open?', options: [{ text: '1794' }, { text: '1844' }, { text: '1876' }], type: 'quiz', correct_option_ids: [0], explanation: 'Paris to Lille.' });
  }
}
