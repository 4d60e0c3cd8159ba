// Pages that buttons open: Web Apps and logins, with what is told and signed.

import { createHash, createHmac } from 'node:crypto';

import { check, equal } from './support.mjs';

const mac = (key, text) => createHmac('sha256', key).update(text).digest();

/** Checks the hash of a query as a server does; gives its fields. */
function verified(query, key) {
  const fields = new URLSearchParams(query);
  const hash = fields.get('hash');
  fields.delete('hash');
  const lines = [...fields].map(([name, value]) => `${name}=${value}`).sort().join('\n');
  equal(hash, mac(key, lines).toString('hex'), 'the hash');
  return fields;
}

const alice = async ({ sandbox }) => (await sandbox.get('/view')).users[0];

async function ask(scene, reply_markup) {
  const { id } = await alice(scene);
  await scene.bot.call('sendMessage', { chat_id: id, text: 'This way, please', reply_markup });
  return scene.hears('This way, please');
}

const dialog = (scene, title) => scene.page.locator('dialog', { hasText: title });

export default {
  'a login shows the signed address that it opens': async (scene) => {
    await scene.open();
    const row = await ask(scene, { inline_keyboard: [[{ text: 'Log in', login_url: { url: 'https://shop.example.org/login?next=cart' } }]] });
    await row.locator('.inline-button').click();
    const address = new URL(await dialog(scene, 'Log in to shop.example.org?').locator('.dialog-text').textContent());
    equal(address.searchParams.get('next'), 'cart');
    address.searchParams.delete('next');
    const fields = verified(address.search, createHash('sha256').update(scene.sandbox.token).digest());
    const { id, user } = await alice(scene);
    equal([fields.get('id'), fields.get('first_name')], [String(id), user.first_name]);
  },

  'a Web App is opened with its init data, and sends a message': async (scene) => {
    await scene.open();
    const row = await ask(scene, { inline_keyboard: [[{ text: 'Shop', web_app: { url: 'https://shop.example.org/' } }]] });
    await row.locator('.inline-button').click();
    const address = new URL(await dialog(scene, 'Open this Web App?').locator('.dialog-text').textContent());
    const data = new URLSearchParams(address.hash.slice(1)).get('tgWebAppData');
    const fields = verified(data, mac('WebAppData', scene.sandbox.token));
    equal(JSON.parse(fields.get('user')).id, (await alice(scene)).id);
    const result = { type: 'article', id: '1', title: 'Order', input_message_content: { message_text: 'two teas, please' } };
    await scene.bot.call('answerWebAppQuery', { web_app_query_id: fields.get('query_id'), result });
    await scene.row('two teas, please').first().waitFor();
  },

  'the menu button opens its Web App': async (scene) => {
    await scene.open();
    await scene.bot.call('setChatMenuButton', { menu_button: { type: 'web_app', text: 'Shop', web_app: { url: 'https://shop.example.org/menu' } } });
    await scene.page.reload();
    await scene.page.locator('.menu-button', { hasText: 'Shop' }).click();
    const address = await dialog(scene, 'Open this Web App?').locator('.dialog-text').textContent();
    check(address.startsWith('https://shop.example.org/menu#tgWebAppData='), address);
  },

  'a Web App of a keyboard sends its data to the bot': async (scene) => {
    const { page } = await scene.open();
    await ask(scene, { keyboard: [[{ text: 'Order', web_app: { url: 'https://shop.example.org/order' } }]] });
    await page.locator('.reply-button', { hasText: 'Order' }).click();
    const form = dialog(scene, 'Send data as the Web App');
    const address = await form.locator('a').getAttribute('href');
    check(address.startsWith('https://shop.example.org/order#tgWebAppVersion='), address);
    await form.locator('[name="data"]').fill('{"tea":2}');
    await form.locator('button', { hasText: /^Send$/ }).click();
    await page.locator('.service', { hasText: 'sent data by “Order”' }).waitFor();
    const { message } = (await scene.sandbox.get(`/users/${(await alice(scene)).id}/history`)).messages.at(-1);
    equal(message.web_app_data, { data: '{"tea":2}', button_text: 'Order' });
  },
};
