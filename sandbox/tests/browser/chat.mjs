// Talking to a bot: texts, buttons, edits, polls, files.

import { picture } from './picture.mjs';
import { check, equal } from './support.mjs';

export default {
  'a newcomer is told how to start a bot': async (scene) => {
    const { page, sandbox } = await scene.open({ bot: false });
    await page.locator('.welcome .copy-line', { hasText: sandbox.token }).waitFor();
    await page.locator('.welcome .copy-line', { hasText: sandbox.url }).waitFor();
    await page.locator('.welcome .tab', { hasText: 'grammY' }).click();
    check((await page.locator('.snippet').textContent()).includes(`apiRoot: "${sandbox.url}"`), 'grammY is not told the address');
  },

  'a bot is started by its button, and its commands are offered': async (scene) => {
    const { page } = await scene.open();
    await page.locator('.welcome .chip', { hasText: '/buttons' }).waitFor();
    await page.locator('.welcome-start.primary').click();
    await scene.row('/start').first().waitFor();
    await scene.hears('Hello!');
  },

  'a text is sent, and what the bot echoes is shown as its reply': async (scene) => {
    await scene.open();
    await scene.say('good morning');
    await scene.row('good morning').first().waitFor();
    const echo = await scene.hears('good morning');
    await echo.locator('.reply').waitFor();
    check((await scene.pane().locator('.row.own').count()) === 1, 'the own message is not on its side');
  },

  'a text of several lines is sent as one': async (scene) => {
    const { page } = await scene.open();
    await page.locator('.composer-field').click();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    await page.keyboard.press('Enter');
    equal(await (await scene.hears('one')).locator('.text').textContent(), 'one\ntwo');
  },

  'formatting counts in UTF-16 units': async (scene) => {
    await scene.open();
    const { bot, sandbox } = scene;
    const [{ id }] = (await sandbox.get('/view')).users;
    await bot.call('sendMessage', { chat_id: id, text: '🗼🗼 <b>bold</b> <tg-spoiler>secret</tg-spoiler> <i>x<u>y</u></i>', parse_mode: 'HTML' });
    const row = await scene.hears('bold');
    equal(await row.locator('.text strong').textContent(), 'bold');
    equal(await row.locator('.text em u').textContent(), 'y');
    await row.locator('.spoiler').click();
    await row.locator('.spoiler.revealed', { hasText: 'secret' }).waitFor();
  },

  'a button is pressed, the message changes and the answer is a toast': async (scene) => {
    await scene.open();
    await scene.say('/buttons');
    const row = await scene.hears('How was it?');
    await row.locator('.inline-button').first().click();
    await scene.hears('How was it? 1 so far.');
    await scene.pane().locator('.toast', { hasText: 'Thank you!' }).waitFor();
    await row.locator('.inline-button').first().click();
    await scene.hears('How was it? 2 so far.');
    await row.locator('.meta', { hasText: 'edited' }).waitFor();
  },

  'an alert stays until it is closed': async (scene) => {
    const { page } = await scene.open();
    await scene.say('/buttons');
    await (await scene.hears('How was it?')).locator('.inline-button', { hasText: 'Tell me more' }).click();
    const alert = page.locator('dialog', { hasText: 'it stays until you close it' });
    await alert.waitFor();
    await page.keyboard.press('Escape');
    await alert.waitFor({ state: 'detached' });
  },

  'a button that nobody answers is busy': async (scene) => {
    await scene.open();
    await scene.say('/buttons');
    await (await scene.hears('How was it?')).locator('.inline-button', { hasText: 'Never answers' }).click();
    await scene.pane().locator('.inline-button.busy', { hasText: 'Never answers' }).waitFor();
  },

  'an own message is edited with the arrow key': async (scene) => {
    const { page } = await scene.open();
    await scene.say('/hush teh tower');
    await scene.row('/hush teh tower').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('.composer-bar', { hasText: 'Edit the message' }).waitFor();
    await page.locator('.composer-field').fill('/hush the tower');
    await page.keyboard.press('Enter');
    await scene.row('/hush the tower').waitFor();
    await scene.row('edited').waitFor();
    equal(await scene.pane().locator('.row.own').count(), 1, 'own messages');
  },

  'a keyboard of the bot is docked, sends, and goes after one use': async (scene) => {
    await scene.open();
    await scene.say('/keyboard');
    const keys = scene.pane().locator('.reply-keyboard');
    await keys.waitFor();
    equal(await scene.page.locator('.composer-field').getAttribute('placeholder'), 'Tea or coffee?');
    await keys.locator('.reply-button', { hasText: 'Coffee' }).click();
    await scene.hears('Coffee');
    await keys.waitFor({ state: 'detached' });
  },

  'a reply that the bot wishes for is begun, and can be left': async (scene) => {
    const { page, bot, sandbox } = await scene.open();
    const [{ id }] = (await sandbox.get('/view')).users;
    await bot.call('sendMessage', { chat_id: id, text: 'What is your name?', reply_markup: { force_reply: true, input_field_placeholder: 'Your name' } });
    const bar = page.locator('.composer-bar', { hasText: 'What is your name?' });
    await bar.waitFor();
    equal(await page.locator('.composer-field').getAttribute('placeholder'), 'Your name');
    await page.locator('.composer-field').press('Escape');
    await bar.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector('.composer-field').placeholder === 'Message');
  },

  'commands are offered and completed': async (scene) => {
    const { page } = await scene.open();
    await page.locator('.menu-button').click();
    await page.locator('.suggestion').nth(4).waitFor();
    equal(await page.locator('.suggestion').count(), 5, 'commands');
    await page.locator('.composer-field').fill('/bu');
    await page.locator('.suggestion[aria-selected="true"]', { hasText: '/buttons' }).waitFor();
    await page.keyboard.press('Enter');
    await scene.hears('How was it?');
  },

  'a person sees the commands that are for that person': async (scene) => {
    const { page, bot, sandbox } = await scene.open();
    const [{ id }] = (await sandbox.get('/view')).users;
    await bot.call('setMyCommands', { commands: [{ command: 'secret', description: 'For Alice' }], scope: { type: 'chat', chat_id: id } });
    await scene.say('/hush');
    await page.locator('.composer-field').fill('/s');
    await page.locator('.suggestion', { hasText: '/secret' }).waitFor();
    equal(await page.locator('.suggestion').count(), 1, 'commands');
  },

  'a bot is blocked and let in again': async (scene) => {
    const { page } = await scene.open();
    await page.locator('.pane-chat').click();
    await page.locator('.dialog button', { hasText: 'Block the bot' }).click();
    await page.keyboard.press('Escape');
    await page.locator('.composer-note button', { hasText: 'Unblock' }).click();
    await scene.say('here again');
    await scene.hears('here again');
  },

  'a vote is counted, and taken back': async (scene) => {
    await scene.open();
    await scene.say('/poll');
    const poll = await scene.hears('Where shall we meet?');
    await poll.locator('.poll-option', { hasText: 'In the old town' }).click();
    await poll.locator('.poll-result.own', { hasText: 'In the old town' }).waitFor();
    await poll.locator('.poll-total', { hasText: '1 vote' }).waitFor();
    await poll.locator('button', { hasText: 'Retract vote' }).click();
    await poll.locator('.poll-total', { hasText: 'No votes yet' }).waitFor();
  },

  'a poll is made': async (scene) => {
    const { page } = await scene.open();
    await page.locator('[aria-label="Attach"]').click();
    await page.locator('.menu-item', { hasText: 'Poll' }).click();
    await page.locator('[name="question"]').fill('Tea?');
    for (const [at, text] of ['Yes', 'No', 'Perhaps'].entries()) await page.locator('[name="option"]').nth(at).fill(text);
    await page.locator('.dialog button', { hasText: 'Send the poll' }).click();
    const poll = scene.row('Tea?');
    await poll.waitFor();
    equal(await poll.locator('.poll-option').count(), 3, 'options');
  },

  'a picture is uploaded, shown, and opened at full size': async (scene) => {
    const { page } = await scene.open();
    const bytes = picture(64, 48, 200).toString('base64');
    // As if it were dropped on the pane.
    await scene.pane().evaluate((pane, base64) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], 'view.png', { type: 'image/png' }));
      for (const name of ['dragenter', 'drop']) pane.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, bytes);
    await page.locator('.dialog [name="caption"]').fill('from the tower');
    await page.locator('.dialog button', { hasText: 'Send' }).last().click();
    await scene.hears('A fine photo!');
    const image = scene.row('from the tower').locator('.media-frame img').first();
    await image.waitFor();
    await page.waitForFunction((one) => one.complete && one.naturalWidth === 64, await image.elementHandle());
    await image.click();
    await page.locator('.lightbox img').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.lightbox').waitFor({ state: 'detached' });
  },

  'a file is uploaded by its button': async (scene) => {
    const { page } = await scene.open();
    await page.locator('[aria-label="Attach"]').click();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('.menu-item', { hasText: 'File' }).click()]);
    await chooser.setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('a tower a mile') });
    await page.locator('.dialog button', { hasText: 'Send' }).last().click();
    await scene.hears('Got notes.txt.');
    const saved = await page.request.get(new URL(await scene.row('notes.txt').locator('.file').getAttribute('href'), scene.sandbox.url).href);
    equal(await saved.text(), 'a tower a mile');
    check(!/html/.test(saved.headers()['content-type']), 'a file is served as a page');
  },

  'several pictures are sent as an album': async (scene) => {
    const { page } = await scene.open();
    await page.locator('[aria-label="Attach"]').click();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('.menu-item', { hasText: 'Photo or video' }).click()]);
    await chooser.setFiles([200, 300].map((hue) => ({ name: `${hue}.png`, mimeType: 'image/png', buffer: picture(40, 40, hue) })));
    await page.locator('.dialog [name="caption"]').fill('two views');
    await page.locator('.dialog button', { hasText: 'Send' }).last().click();
    const album = scene.row('two views').first();
    // The pictures come one after the other.
    await album.locator('.album-2 .media-cell').nth(1).waitFor();
    equal(await album.locator('.album-2 .media-cell').count(), 2, 'pictures in the album');
  },

  'an inline bot is asked while one writes, and a result is sent': async (scene) => {
    const { page } = await scene.open();
    await page.locator('.composer-field').pressSequentially('@sandbox_bot spring');
    await page.locator('.suggestion', { hasText: 'Violets for spring' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const sent = scene.pane().locator('.row.own', { hasText: 'Violets for spring' });
    await sent.waitFor();
    await sent.locator('.via', { hasText: '@sandbox_bot' }).waitFor();
  },

  'a message is forwarded, pinned and deleted': async (scene) => {
    const { page } = await scene.open();
    await scene.say('/hush keep this');
    const row = scene.row('keep this').first();
    const menu = async (words) => {
      await row.hover();
      await row.locator('.row-more').click();
      await page.locator('.menu-item', { hasText: words }).click();
    };
    await menu('Pin');
    await page.locator('.pin-bar', { hasText: 'keep this' }).waitFor();
    await menu('Forward');
    await page.locator('.pick', { hasText: 'Sandbox Bot' }).click();
    await scene.row('Forwarded from').waitFor();
    await menu('Delete');
    await page.locator('.dialog button', { hasText: 'Delete' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.row.own').length === 1);
  },

  'people are shared where a keyboard asks for them': async (scene) => {
    const { page, bot, sandbox } = await scene.open();
    const [{ id }] = (await sandbox.get('/view')).users;
    await sandbox.post('/users', { name: 'Bob' });
    await bot.call('sendMessage', { chat_id: id, text: 'Who comes?', reply_markup: { keyboard: [[{ text: 'Choose', request_users: { request_id: 1, user_is_bot: false } }]] } });
    await page.locator('.reply-button', { hasText: 'Choose' }).click();
    await page.locator('.dialog .pick', { hasText: 'Bob' }).click();
    await page.locator('.dialog button', { hasText: 'Share' }).last().click();
    await scene.row('Alice shared').waitFor();
  },

  'a checklist is made, and a task is done': async (scene) => {
    const { page } = await scene.open();
    await page.locator('[aria-label="Attach"]').click();
    await page.locator('.menu-item', { hasText: 'Checklist' }).click();
    await page.locator('.dialog [name="title"]').fill('Before the signal');
    await page.locator('.dialog [name="tasks"]').fill('Oil the arms\nLight the lamps');
    await page.locator('.dialog button', { hasText: 'Send' }).last().click();
    const list = scene.row('Before the signal').first();
    await list.locator('.task', { hasText: 'Light the lamps' }).click();
    await list.locator('.task.done', { hasText: 'Light the lamps' }).waitFor();
    await list.locator('.poll-total', { hasText: '1 of 2 done' }).waitFor();
  },

  'a message has its menu by the second button': async (scene) => {
    const { page } = await scene.open();
    await scene.say('/hush press me');
    await scene.row('press me').locator('.bubble').click({ button: 'right' });
    await page.locator('.menu-item', { hasText: 'Reply' }).click();
    await page.locator('.composer-bar', { hasText: 'press me' }).waitFor();
  },

  'an invoice is paid with Stars': async (scene) => {
    const { page, bot, sandbox } = await scene.open();
    const [{ id }] = (await sandbox.get('/view')).users;
    await bot.call('sendInvoice', { chat_id: id, title: 'A cup of tea', description: 'Hot', payload: 'tea', currency: 'XTR', prices: [{ label: 'Tea', amount: 5 }] });
    await (await scene.hears('A cup of tea')).locator('.inline-button').click();
    await page.locator('.dialog button', { hasText: 'Pay' }).last().click();
    await scene.pane().locator('.row.service', { hasText: 'paid ⭐ 5' }).waitFor();
  },

  'an order gives its address, chooses its shipping and is paid': async (scene) => {
    const { page, bot, sandbox } = await scene.open();
    const [{ id }] = (await sandbox.get('/view')).users;
    await bot.call('sendInvoice', { chat_id: id, title: 'A spyglass', description: 'Twelvefold', payload: 'glass', currency: 'EUR', provider_token: '1:TEST:x', prices: [{ label: 'Spyglass', amount: 4200 }], is_flexible: true, need_name: true, need_shipping_address: true, max_tip_amount: 500 });
    await (await scene.hears('A spyglass')).locator('.inline-button', { hasText: 'Pay' }).click();
    const checkout = page.locator('dialog', { hasText: 'Checkout' });
    await checkout.locator('[name="name"]').fill('Claude Chappe');
    await checkout.locator('[name="city"]').fill('Lille');
    await checkout.locator('[name="tip"]').fill('100');
    await checkout.locator('button', { hasText: 'Choose the shipping' }).click();
    const shipping = page.locator('dialog', { hasText: 'Shipping' });
    await shipping.locator('.pick', { hasText: 'By rider' }).click();
    await shipping.locator('button', { hasText: /^Pay$/ }).click();
    await page.locator('.service-text', { hasText: 'paid' }).waitFor();
    const { message } = (await sandbox.get(`/users/${id}/history`)).messages.at(-1);
    const { total_amount: total, shipping_option_id: way, order_info: info } = message.successful_payment;
    equal([total, way, info.name, info.shipping_address.city], [4200 + 100 + 900, 'rider', 'Claude Chappe', 'Lille']);
    const asked = (await sandbox.get('/view/log')).log.filter((item) => item.kind === 'update' && JSON.stringify(item).includes('shipping_query'));
    equal(asked.length, 1, 'how often the bot is asked');
  },

  'media of many kinds are shown, none as unknown': async (scene) => {
    await scene.open();
    await scene.say('/gallery');
    await scene.hears('When did the first line open?');
    const pane = scene.pane();
    for (const kind of ['.album-3 img', '.player-voice', '.file', '.map-drawing', '.poll', '.pre-language']) await pane.locator(kind).first().waitFor({ state: 'attached' });
    equal(await pane.locator('.unknown').count(), 0, 'unknown content');
  },

  'content that the page does not know is named, with its JSON': async (scene) => {
    const { sandbox } = await scene.open({ bot: false });
    const [{ id }] = (await sandbox.get('/view')).users;
    await sandbox.post(`/users/${id}/objects`, { fields: { hologram: { depth: 3 } } });
    const unknown = scene.row('Unknown content: hologram');
    await unknown.locator('summary').first().click();
    await unknown.locator('.json', { hasText: 'depth' }).waitFor();
  },

  'who types is told': async (scene) => {
    await scene.open();
    await scene.say('/type');
    await scene.pane().locator('.pane-sub.alive', { hasText: 'typing' }).waitFor();
  },

  'a reaction is added and taken back': async (scene) => {
    const { page } = await scene.open();
    await scene.say('/hush I like this');
    const row = scene.row('I like this');
    await row.hover();
    await row.locator('.row-more').click();
    await page.locator('.palette-emoji').first().click();
    await row.locator('.reaction.own', { hasText: '1' }).click();
    await row.locator('.reaction').waitFor({ state: 'detached' });
  },

  'inspector: calls, updates and errors are told, filtered and opened': async (scene) => {
    const { page } = await scene.open({ inspector: true, width: 1440 });
    await scene.say('look at me');
    await scene.hears('look at me');
    const log = page.locator('.inspector');
    await log.locator('.log-update', { hasText: 'look at me' }).first().waitFor();
    await scene.bot.call('sendMessage', { chat_id: 4242, text: 'nobody' }).catch(() => {});
    await log.locator('.log-failed', { hasText: 'chat not found' }).waitFor();
    await log.locator('.chip', { hasText: 'Errors' }).click();
    await log.locator('.log-update').first().waitFor({ state: 'detached' });
    equal(await log.locator('.log-row').count(), 1, 'errors');
    await log.locator('.log-summary').click();
    await log.locator('.json-string', { hasText: 'chat not found' }).waitFor();
  },

  'inspector: a call and an update say which fault happened to them': async (scene) => {
    const { page, sandbox } = await scene.open({ bot: false, inspector: true, width: 1440 });
    await sandbox.post('/faults', { effect: 'drop_update', times: 1 });
    const { id } = await sandbox.post('/faults', { effect: 'too_many_requests' });
    await scene.say('lost');
    await page.locator('.log-update .tag-fault', { hasText: 'drop update' }).waitFor();
    await fetch(`${sandbox.url}/bot${sandbox.token}/getMe`);
    const tag = page.locator('.log-call .tag-fault', { hasText: 'too many requests' });
    equal(await tag.getAttribute('title'), `Fault ${id} happened to it`, 'which fault');
  },

  'inspector: what was done by hand is copied as a test': async (scene) => {
    const { page } = await scene.open({ inspector: true, width: 1440, permissions: ['clipboard-read', 'clipboard-write'] });
    await scene.say('remember me');
    await scene.hears('remember me');
    await page.locator('.log-act', { hasText: 'remember me' }).waitFor();
    await page.locator('.inspector button', { hasText: 'Copy as test' }).click();
    await page.locator('.toast', { hasText: 'clipboard' }).waitFor();
    const rust = await page.evaluate(() => navigator.clipboard.readText());
    check(/#\[tokio::test\]/.test(rust) && rust.includes('.send("remember me")'), `this is no test of it: ${rust}`);
  },
};
