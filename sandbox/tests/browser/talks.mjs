// Two people who write to each other, a bot that answers for one of them, and what one member of a group sees alone.

import { crew } from './groups.mjs';
import { check, equal } from './support.mjs';

export default {
  'two people write to each other, and a bot answers for one': async (scene) => {
    let people;
    const { page, sandbox, bot } = await scene.open({ panes: async (it) => {
      people = (await crew(it)).map(({ user }) => user);
      return [];
    } });
    const [alice, bob] = people;
    await page.locator('.add-button').click();
    await page.locator('.menu-item', { hasText: 'Chat with a person' }).click();
    await page.locator('.dialog .pick', { hasText: 'Bob Chappe' }).click();
    await page.locator('.pane-title', { hasText: 'Bob Chappe' }).waitFor();
    await page.reload();
    await page.locator('.pane-title', { hasText: 'Bob Chappe' }).waitFor();
    await scene.say('are you open?');
    await scene.row('are you open?').waitFor();
    await page.locator('[aria-label="Open another pane"]').click();
    await scene.pane(1).locator('.as-name', { hasText: 'Bob' }).waitFor();
    equal(await scene.pane(1).locator('.pane-title').textContent(), 'Alice', 'how Bob sees the chat');
    await scene.hears('are you open?', 1);
    await scene.say('from nine', 1);
    await scene.hears('from nine', 0);

    await scene.pane(1).locator('.pane-chat').click();
    await page.locator('.dialog .member button', { hasText: 'Connect' }).click();
    const answers = page.locator('.dialog .member', { hasText: 'connected' });
    await answers.waitFor();
    await page.keyboard.press('Escape');
    await scene.say('and on Sundays?', 0);
    await scene.hears('and on Sundays?', 1);
    // The bot does not wait for the update here: who is connected is asked for by its identifier.
    const { id } = await sandbox.post(`/users/${bob}/business`, { rights: ['can_reply'] });
    await bot.call('sendMessage', { business_connection_id: id, chat_id: alice, text: 'closed on Sundays' });
    const answer = await scene.hears('closed on Sundays', 0);
    await answer.locator('.via', { hasText: 'via' }).waitFor();
    await scene.pane(1).locator('.row.own', { hasText: 'closed on Sundays' }).waitFor();
    await page.locator('.chat-row', { hasText: 'Bob Chappe' }).locator('.chat-last', { hasText: 'closed on Sundays' }).waitFor();
    await page.reload();
    await scene.pane(1).locator('.pane-chat').click();
    await answers.locator('button', { hasText: 'Disconnect' }).click();
    await answers.waitFor({ state: 'detached' });
    await page.locator('.dialog .member button', { hasText: 'Connect' }).waitFor();
  },

  'what is for one member alone is shown to that member, where it came': async (scene) => {
    let people;
    let group;
    await scene.open({ panes: async (it) => {
      const panes = await crew(it);
      people = panes.map(({ user }) => user);
      group = Number(panes[0].key);
      return panes;
    } });
    await scene.say('who goes there?', 0);
    await scene.hears('who goes there?', 1);
    await scene.bot.call('sendMessage', { chat_id: group, ephemeral_message_parameters: { receiver_user_id: people[1] }, text: 'the word is semaphore', reply_markup: { inline_keyboard: [[{ text: 'Say no more', callback_data: 'down' }]] } });
    const whisper = await scene.hears('the word is semaphore', 1);
    await whisper.locator('.only').waitFor();
    await whisper.locator('.inline-button').click();
    await scene.pane(1).locator('.toast', { hasText: 'Oh no.' }).waitFor();
    await scene.say('a friend', 1);
    await scene.hears('a friend', 0);
    equal(await scene.row('the word is semaphore', 0).count(), 0, 'rows that others see');
    const rows = await scene.pane(1).locator('.row .text').allTextContents();
    const at = (text) => rows.findIndex((row) => row.includes(text));
    check(at('who goes') < at('the word') && at('the word') < at('a friend'), `the order is ${rows.join(' | ')}`);

    // A page that is loaded later has it as well, in the same place.
    await scene.page.reload();
    await scene.hears('the word is semaphore', 1);
    await scene.row('a friend', 0).waitFor();
    equal(await scene.row('the word is semaphore', 0).count(), 0, 'rows that others see after loading');
    equal(await scene.pane(1).locator('.row .text').allTextContents(), rows, 'the rows after loading');
  },
};
