// The pictures that the README shows.

import { crew } from './groups.mjs';
import { Scene } from './support.mjs';

async function shot(browser, file, options, act) {
  const scene = new Scene(browser);
  await scene.open(options);
  await act(scene);
  await scene.page.evaluate(() => document.querySelectorAll('.toast').forEach((one) => one.remove()));
  await scene.page.screenshot({ path: file });
  await scene.close();
}

/** A chat with a bit of everything. */
async function talk(scene) {
  await scene.say('/gallery');
  await scene.hears('When did the first line open?');
  await (await scene.hears('When did the first line open?')).locator('.poll-option').first().click();
  await scene.say('Thank you, that is lovely!');
  await scene.hears('that is lovely');
  await scene.say('/buttons');
  const row = await scene.hears('How was it?');
  await row.locator('.inline-button').first().click();
  await scene.hears('1 so far');
  await row.hover();
  await row.locator('.row-more').click();
  await scene.page.locator('.palette-emoji').nth(2).click();
  await row.locator('.reaction').waitFor();
  await scene.page.mouse.move(0, 0);
}

async function together(scene) {
  await scene.say('The arms are up. Can you read me?', 0);
  await scene.hears('Can you read me?', 1);
  await scene.say('Loud and clear, all the way from Lille 🗼', 1);
  await scene.hears('Loud and clear', 0);
  await scene.say('/poll', 0);
  const poll = await scene.hears('Where shall we meet?', 1);
  await poll.locator('.poll-option').nth(1).click();
  await poll.locator('.poll-result.own').waitFor();
  const row = scene.row('Loud and clear', 0);
  await row.hover();
  await row.locator('.row-more').click();
  await scene.page.locator('.palette-emoji').first().click();
  await row.locator('.reaction').waitFor();
  await scene.page.mouse.move(0, 0);
}

export async function screenshots(browser, folder) {
  const wide = { width: 1440, height: 900 };
  await shot(browser, `${folder}/start.png`, { ...wide, bot: false, inspector: true }, async () => {});
  await shot(browser, `${folder}/light.png`, { ...wide, inspector: true }, async (scene) => {
    await talk(scene);
    // Up to the formatted text and the album.
    await scene.page.locator('.row', { hasText: 'Signals travel' }).evaluate((row) => row.scrollIntoView({ block: 'start' }));
    await scene.page.locator('.down-button').waitFor();
  });
  await shot(browser, `${folder}/dark.png`, { ...wide, inspector: true, dark: true }, talk);
  await shot(browser, `${folder}/group.png`, { ...wide, panes: crew }, together);
  await shot(browser, `${folder}/inspector.png`, { ...wide, inspector: true }, async (scene) => {
    await scene.say('/start');
    await scene.hears('I echo what you say');
    await scene.bot.call('sendMessage', { chat_id: 4242, text: 'Is anybody there?' }).catch(() => {});
    await scene.page.locator('.log-failed').waitFor();
    await scene.page.locator('.log-call .log-summary', { hasText: 'sendMessage' }).first().click();
    await scene.page.mouse.move(0, 0);
  });
  const phone = { width: 390, height: 844, deviceScaleFactor: 2, hasTouch: true };
  await shot(browser, `${folder}/phone.png`, phone, async (scene) => {
    await scene.say('/start');
    await scene.hears('I echo what you say');
    await scene.say('/poll');
    const poll = await scene.hears('Where shall we meet?');
    await poll.locator('.poll-option').first().click();
    await poll.locator('.poll-result.own').waitFor();
  });
  await shot(browser, `${folder}/phone-dark.png`, { ...phone, dark: true, panes: crew }, async (scene) => {
    await scene.say('The arms are up. Can you read me?');
    await scene.row('Can you read me?').waitFor();
    await scene.page.locator('.phone-tab').first().click();
    await scene.page.locator('.chat-row').nth(1).waitFor();
  });
}
