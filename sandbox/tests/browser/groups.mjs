// Several people at once.

import { EchoBot } from './bot.mjs';
import { equal } from './support.mjs';

/** Alice and Bob in a group, side by side. */
export async function crew(sandbox) {
  const [{ id: alice }] = (await sandbox.get('/view')).users;
  const { id: bob } = await sandbox.post('/users', { name: 'Bob', last_name: 'Chappe' });
  const { id } = await sandbox.post('/groups', { title: 'Telegraph crew', members: [alice, bob], bot_admin: true });
  return [alice, bob].map((user) => ({ user, key: String(id) }));
}

export default {
  'two people talk in a group, side by side': async (scene) => {
    await scene.open({ panes: crew });
    await scene.say('the arms are up', 0);
    await scene.hears('the arms are up', 1);
    await scene.say('loud and clear', 1);
    await scene.hears('loud and clear', 0);
    equal(await scene.pane(0).locator('.row.own').count(), 1, 'messages of Alice');
    equal(await scene.pane(1).locator('.row.own').count(), 1, 'messages of Bob');
    await scene.pane(0).locator('.author', { hasText: 'Bob Chappe' }).waitFor();
  },

  'both see the votes of each other': async (scene) => {
    await scene.open({ panes: crew });
    await scene.say('/poll');
    await (await scene.hears('Where shall we meet?', 0)).locator('.poll-option', { hasText: 'Online' }).click();
    const other = await scene.hears('Where shall we meet?', 1);
    await other.locator('.poll-total', { hasText: '1 vote' }).waitFor();
    await other.locator('.poll-option', { hasText: 'At the harbour' }).click();
    await scene.pane(0).locator('.poll-total', { hasText: '2 votes' }).waitFor();
  },

  'a member becomes an administrator with chosen rights': async (scene) => {
    let people;
    let chat_id;
    const { page, sandbox, bot } = await scene.open({ panes: async (it) => {
      const alice = (await it.get('/view')).users[0].id;
      const { id: bob } = await it.post('/users', { name: 'Bob' });
      people = [alice, bob];
      chat_id = (await it.post('/groups', { title: 'Tower', kind: 'supergroup', members: people, bot_admin: true })).id;
      return [{ user: alice, key: String(chat_id) }];
    } });
    await scene.pane().locator('.pane-chat').click();
    await page.locator('[aria-label="What to do with Bob"]').click();
    await page.locator('.menu-item', { hasText: 'Make an administrator' }).click();
    const form = page.locator('dialog', { hasText: 'Bob may' });
    await form.locator('.toggle', { hasText: 'Delete messages' }).click();
    await form.locator('[name="title"]').fill('Keeper');
    await form.locator('button', { hasText: 'Make an administrator' }).click();
    await page.locator('.member .role.administrator', { hasText: 'Keeper' }).waitFor();
    const member = await bot.call('getChatMember', { chat_id, user_id: people[1] });
    const { can_pin_messages, can_delete_messages, can_promote_members, custom_title } = member;
    equal({ can_pin_messages, can_delete_messages, can_promote_members, custom_title }, { can_pin_messages: true, can_delete_messages: false, can_promote_members: false, custom_title: 'Keeper' });
    await page.locator('[aria-label="What to do with Bob"]').click();
    await page.locator('.menu-item', { hasText: 'Take the rights back' }).click();
    await page.locator('.member .role.administrator', { hasText: 'Keeper' }).waitFor({ state: 'detached' });
    equal((await bot.call('getChatMember', { chat_id, user_id: people[1] })).status, 'member');
    equal((await sandbox.get('/view')).chats.find(({ id }) => id === chat_id).members.length, 3);
  },

  'people and groups are added by hand': async (scene) => {
    const { page } = await scene.open();
    await page.locator('.person.add').click();
    await page.locator('.dialog [name="name"]').fill('Claude');
    await page.locator('.dialog button', { hasText: 'Add' }).click();
    await page.locator('.person[aria-checked="true"]', { hasText: 'Claude' }).waitFor();
    await page.locator('.add-button').click();
    await page.locator('.menu-item', { hasText: 'Group' }).click();
    await page.locator('.dialog [name="title"]').fill('Brothers');
    await page.locator('.dialog button', { hasText: 'Create' }).click();
    await page.locator('.pane-title', { hasText: 'Brothers' }).waitFor();
    await page.locator('.pane-chat').click();
    await page.locator('.member', { hasText: 'Claude' }).locator('.role', { hasText: 'owner' }).waitFor();
  },

  'a forum is read and written by topics': async (scene) => {
    const { page } = await scene.open({ panes: async (sandbox) => {
      const [{ id: user }] = (await sandbox.get('/view')).users;
      const { id: group } = await sandbox.post('/groups', { title: 'Workshop', members: [user], kind: 'supergroup', bot_admin: true });
      await sandbox.post(`/groups/${group}/settings`, { forum: true });
      await sandbox.post(`/users/${user}/topics`, { chat: group, name: 'Ropes' });
      await sandbox.post(`/users/${user}/topics`, { chat: group, name: 'Lamps' });
      return [{ user, key: String(group) }];
    } });
    await page.locator('.topics .chip', { hasText: 'Ropes' }).click();
    await scene.say('twenty fathoms');
    await scene.row('twenty fathoms').waitFor();
    await page.locator('.topics .chip', { hasText: 'Lamps' }).click();
    await scene.row('twenty fathoms').waitFor({ state: 'detached' });
    await page.locator('.topics .chip', { hasText: 'All' }).click();
    await scene.row('twenty fathoms').waitFor();
  },

  'people write to a channel, each in a topic that only its administrators see too': async (scene) => {
    const { page } = await scene.open({ panes: async (sandbox) => {
      const [{ id: alice }] = (await sandbox.get('/view')).users;
      const { id: bob } = await sandbox.post('/users', { name: 'Bob' });
      const { id: carol } = await sandbox.post('/users', { name: 'Carol' });
      const { id } = await sandbox.post('/groups', { title: 'News', kind: 'channel', members: [alice, bob, carol] });
      return [alice, bob, carol].map((user) => ({ user, key: String(id) }));
    } });
    await scene.pane(0).locator('.pane-chat').click();
    await page.locator('.dialog button', { hasText: 'Take direct messages' }).click();
    await page.locator('.dialog button', { hasText: 'Take them' }).last().click();
    await page.locator('.dialog button', { hasText: 'Direct messages' }).first().click();
    for (const at of [1, 2]) await scene.pane(at).locator('button', { hasText: 'Message the channel' }).click();
    await scene.say('When does it go on?', 1);
    await scene.say('Where is the harbour?', 2);
    await scene.hears('When does it go on?', 0);
    await scene.pane(0).locator('.topics .chip', { hasText: 'Bob' }).click();
    await scene.say('Tomorrow', 0);
    await scene.hears('Tomorrow', 1);
    equal(await scene.pane(2).locator('.row.other').count(), 0, 'messages of others that Carol sees');

    await scene.pane(1).locator('[aria-label="Attach"]').click();
    await page.locator('.menu-item', { hasText: 'Suggested post' }).click();
    await page.locator('.dialog [name="text"]').fill('Tea for all');
    await page.locator('.dialog [name="stars"]').fill('50');
    await page.locator('.dialog button', { hasText: 'Suggest' }).last().click();
    const post = await scene.hears('Tea for all', 0);
    await post.locator('.bubble').click({ button: 'right' });
    await page.locator('.menu-item', { hasText: 'Approve the post' }).click();
    await scene.row('Tea for all', 1).locator('.forwarded', { hasText: 'is approved' }).waitFor();
    await scene.pane(1).locator('.row.service', { hasText: 'approved the post' }).waitFor();
  },

  'a second bot is added, and has a chat of its own': async (scene) => {
    const { page, sandbox } = await scene.open();
    await page.locator('.add-button').click();
    await page.locator('.menu-item', { hasText: 'Bot' }).click();
    await page.locator('.dialog [name="name"]').fill('Night Watch');
    await page.locator('.dialog [name="username"]').fill('night_watch_bot');
    await page.locator('.dialog button', { hasText: 'Add' }).click();
    const token = await page.locator('.dialog .copy-line code').textContent();
    await page.locator('.dialog button', { hasText: 'Done' }).click();
    const bot = new EchoBot(sandbox.url, token);
    await bot.introduce();
    bot.run();
    scene.ends.push(() => bot.stop());
    await page.locator('.chat-row', { hasText: 'Night Watch' }).click();
    await page.locator('.pane-title', { hasText: 'Night Watch' }).waitFor();
    await scene.say('all is well');
    await scene.hears('all is well');
    equal((await sandbox.get('/view')).chats.filter(({ last }) => last).length, 1, 'chats with messages');
  },

  'a pane is opened beside for somebody else': async (scene) => {
    const { page } = await scene.open({ panes: async (sandbox) => (await crew(sandbox)).slice(0, 1) });
    await page.locator('[aria-label="Open another pane"]').click();
    await scene.pane(1).locator('.as-name', { hasText: 'Bob' }).waitFor();
    await scene.say('hello Alice', 1);
    await scene.hears('hello Alice', 0);
  },
};
