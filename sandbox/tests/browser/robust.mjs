// What must not go wrong: restarts, hostile texts, very long chats.

import { Sandbox, check, equal } from './support.mjs';

const HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"\'><svg onload=window.hacked=1>';

/** Sends numbered messages, one after the other. */
async function tell(bot, chat, from, to) {
  for (let at = from; at < to; at += 1) await bot.call('sendMessage', { chat_id: chat, text: `Message ${at} of a long story${' and on it goes'.repeat(at % 7)}` });
}

/** Fills a chat with copies of its first hundred messages, a hundred at a time. */
async function flood(bot, chat, messages) {
  const ids = Array.from({ length: 100 }, (_, at) => at + 1);
  for (let sent = 0; sent < messages; sent += 100) await bot.call('copyMessages', { chat_id: chat, from_chat_id: chat, message_ids: ids });
}

export default {
  'after the server restarts the page goes on by itself': async (scene) => {
    const { page } = await scene.open();
    await scene.say('before');
    await scene.hears('before');
    const port = new URL(scene.sandbox.url).port;
    await scene.sandbox.stop();
    await page.locator('.link-state.waiting').waitFor();
    scene.sandbox = await Sandbox.start(['--port', port]);
    scene.ends[0] = () => scene.sandbox.stop();
    await page.locator('.link-state.live').waitFor();
    await scene.row('before').first().waitFor({ state: 'detached' });
    await scene.say('after');
    await scene.hears('after');
  },

  'names, titles and texts of strangers are never markup': async (scene) => {
    const { page, sandbox, bot } = await scene.open({ inspector: true, width: 1440, panes: async (it) => {
      const { id: user } = await it.post('/users', { name: HOSTILE.slice(0, 60), last_name: HOSTILE, username: '' });
      const group = await it.post('/groups', { title: HOSTILE, members: [user], bot_admin: true });
      return [{ user, key: String(group.id) }, { user, key: `${(await it.get('/view')).bots[0].id}/${user}` }];
    } });
    const { users } = await sandbox.get('/view');
    const { id } = users.find(({ user }) => user.first_name.includes('onerror'));
    await scene.say(`/hush ${HOSTILE}`, 0);
    await scene.row(HOSTILE, 0).waitFor();
    await bot.call('sendMessage', { chat_id: id, text: HOSTILE, reply_markup: { inline_keyboard: [[{ text: HOSTILE, callback_data: 'x' }]] } });
    await bot.call('sendPoll', { chat_id: id, question: HOSTILE.slice(0, 90), options: [{ text: HOSTILE.slice(0, 90) }, { text: 'b' }] });
    await bot.call('sendDocument', { chat_id: id, caption: HOSTILE }, { document: { bytes: Buffer.from('<script>window.hacked=1</script>'), name: '<b>x</b>.html', type: 'text/html' } });
    await bot.call('sendMessage', { chat_id: id, text: 'link', entities: [{ type: 'text_link', offset: 0, length: 4, url: 'javascript:window.hacked=1' }] }).catch(() => {});
    await scene.hears('.html', 1);
    await page.locator('.log-summary').last().click();
    equal(await page.evaluate(() => window.hacked), undefined, 'a script ran');
    equal(await page.locator('.app img[src="x"], .app script, .app a[href^="javascript"]').count(), 0, 'markup came through');
  },

  'a chat of 10,000 messages stays smooth': async (scene) => {
    const { page, bot, sandbox } = await scene.open({ options: ['--history', '20000'] });
    const [{ id }] = (await sandbox.get('/view')).users;
    await tell(bot, id, 0, 100);
    // Half of them while the page looks on, half of them before it is loaded.
    await flood(bot, id, 5_000);
    await bot.call('sendMessage', { chat_id: id, text: 'The half is told' });
    await scene.hears('The half is told');
    await flood(bot, id, 5_000);
    await bot.call('sendMessage', { chat_id: id, text: 'The end' });
    const began = Date.now();
    await page.reload();
    await scene.hears('The end');
    const loaded = Date.now() - began;
    const frames = await page.evaluate(async () => {
      const thread = document.querySelector('.thread');
      const took = [];
      let most = 0;
      let last = performance.now();
      for (let step = 0; step < 240; step += 1) {
        thread.scrollTop -= 400;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        took.push(now - last);
        last = now;
        most = Math.max(most, document.querySelectorAll('.row').length);
      }
      took.sort((a, b) => a - b);
      return { median: Math.round(took[120]), slow: Math.round(took[228]), most, span: Number([...document.querySelectorAll('.row')].at(-1).dataset.id) };
    });
    console.log(`  10,000 messages: shown after ${loaded} ms; scrolling up, a frame takes ${frames.median} ms, 1 in 20 more than ${frames.slow} ms; at most ${frames.most} rows in the page`);
    check(frames.most <= 300, `${frames.most} rows are in the page`);
    check(frames.span < 10_000, `only message ${frames.span} was reached`);
    check(frames.median < 50, `a frame takes ${frames.median} ms`);
    await page.locator('.down-button').click();
    await scene.hears('The end');
    // New messages are cheap too.
    await bot.call('sendMessage', { chat_id: id, text: 'and one more' });
    await scene.hears('and one more');
  },

  'what is scrolled back to stays in its place when messages come': async (scene) => {
    const { page, bot, sandbox } = await scene.open();
    const [{ id }] = (await sandbox.get('/view')).users;
    await tell(bot, id, 0, 80);
    await scene.hears('Message 79 ');
    const place = () => page.locator('.row', { hasText: 'Message 40 ' }).evaluate((row) => Math.round(row.getBoundingClientRect().top));
    await page.locator('.row', { hasText: 'Message 40 ' }).evaluate((row) => row.scrollIntoView({ block: 'center' }));
    await page.locator('.down-button').waitFor();
    const before = await place();
    await tell(bot, id, 80, 90);
    await page.locator('.down-count', { hasText: '10' }).waitFor();
    equal(await place(), before, 'the message moved');
  },
};
