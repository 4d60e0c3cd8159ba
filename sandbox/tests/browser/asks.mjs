// What bots ask users for by keyboards and by buttons that they have prepared.

import { EchoBot } from './bot.mjs';
import { equal } from './support.mjs';

const alice = async ({ sandbox }) => (await sandbox.get('/view')).users[0].id;

async function ask(scene, text, button) {
  await scene.bot.call('sendMessage', { chat_id: await alice(scene), text, reply_markup: { keyboard: [[button]], one_time_keyboard: true } });
  await scene.page.locator('.reply-button', { hasText: button.text }).click();
}

export default {
  'a quiz is made where a keyboard asks for one, and nothing else': async (scene) => {
    const { page } = await scene.open();
    await ask(scene, 'Ask me something', { text: 'A quiz', request_poll: { type: 'quiz' } });
    const form = page.locator('dialog', { hasText: 'New quiz' });
    equal(await form.locator('[name="quiz"]').isVisible(), false, 'that it is a quiz is no choice');
    await form.locator('[name="question"]').fill('When did the first line open?');
    await form.locator('[name="option"]').nth(0).fill('1794');
    await form.locator('[name="option"]').nth(1).fill('1844');
    await form.locator('[name="correct"]').nth(0).check();
    await form.locator('button', { hasText: 'Send the poll' }).click();
    await scene.row('When did the first line open?').waitFor();
    const { message } = (await scene.sandbox.get(`/users/${await alice(scene)}/history`)).messages.at(-1);
    equal([message.poll.type, message.poll.correct_option_ids], ['quiz', [0]]);
    await page.locator('.reply-button').waitFor({ state: 'detached' });
  },

  'a bot is made for the bot that asks for it, and answers': async (scene) => {
    const { page, sandbox, bot } = await scene.open();
    await ask(scene, 'Shall we open a shop?', { text: 'Open it', request_managed_bot: { request_id: 1, suggested_name: 'Tea shop', suggested_username: 'tea_shop_bot' } });
    const form = page.locator('dialog', { hasText: 'Make a bot' });
    equal(await form.locator('[name="username"]').inputValue(), 'tea_shop_bot');
    await form.locator('[name="name"]').fill('Café');
    await form.locator('button', { hasText: 'Make it' }).click();
    await page.locator('.service-text', { hasText: 'made the bot Café' }).waitFor();
    const made = (await sandbox.get('/bots')).bots.find(({ user }) => user.username === 'tea_shop_bot');
    const shop = new EchoBot(sandbox.url, await bot.call('getManagedBotToken', { user_id: made.id }));
    await shop.introduce();
    shop.run();
    scene.ends.push(() => shop.stop());
    await page.locator('.chat-row', { hasText: 'Café' }).click();
    await scene.say('a cup of tea');
    await scene.hears('a cup of tea');
  },

  'what a bot has prepared is used from the attach menu': async (scene) => {
    const { page, sandbox, bot } = await scene.open();
    const user_id = await alice(scene);
    await sandbox.post('/users', { name: 'Bob' });
    await bot.call('savePreparedInlineMessage', { user_id, allow_bot_chats: true, result: { type: 'article', id: '1', title: 'An order', input_message_content: { message_text: 'two teas, please' } } });
    await bot.call('savePreparedKeyboardButton', { user_id, button: { text: 'A friend', request_users: { request_id: 1, user_is_bot: false } } });
    const choose = async (label) => {
      await page.locator('[aria-label="Attach"]').click();
      await page.locator('.menu-item', { hasText: label }).click();
    };
    await choose('An order (prepared)');
    await scene.row('two teas, please').first().waitFor();
    await choose('A friend (prepared)');
    await page.locator('.dialog .pick', { hasText: 'Bob' }).click();
    await page.locator('.dialog button', { hasText: 'Share' }).last().click();
    await page.locator('.service-text', { hasText: 'Alice shared' }).waitFor();
  },
};
