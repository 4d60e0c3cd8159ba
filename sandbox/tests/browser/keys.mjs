// By the keyboard alone, on a phone, and for those who do not see.

import { crew } from './groups.mjs';
import { check, equal } from './support.mjs';

export default {
  'everything is done without a pointer': async (scene) => {
    const { page } = await scene.open();
    const { keyboard } = page;
    await page.locator('.composer-field').focus();
    await keyboard.type('/buttons');
    await keyboard.press('Enter');
    await scene.hears('How was it?');
    // Back into the thread, to the message, to its first button.
    await page.locator('.thread').focus();
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowRight');
    await page.locator('.inline-button:focus').waitFor();
    await keyboard.press('Enter');
    await scene.hears('How was it? 1 so far.');
    await page.locator('.inline-button:focus').waitFor();
    await keyboard.press('Escape');
    await page.locator('.row:focus').waitFor();
    await keyboard.press('r');
    await page.locator('.composer-bar', { hasText: 'Reply to' }).waitFor();
    await keyboard.type('/hush as a reply');
    await keyboard.press('Enter');
    await scene.row('as a reply').locator('.reply', { hasText: 'How was it?' }).waitFor();
    await page.locator('.thread').focus();
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await page.locator('.menu .menu-item:focus').waitFor();
    await keyboard.press('Escape');
    await page.locator('.row:focus').waitFor();
  },

  'a window that closes gives the focus back, and leaves it to who has taken it since': async (scene) => {
    const { page } = await scene.open({ panes: async (sandbox) => (await crew(sandbox)) });
    const opener = scene.pane(1).locator('.pane-chat');
    await opener.click();
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    equal(await opener.evaluate((one) => one === document.activeElement), true, 'the focus is back');
    await opener.click();
    await page.locator('dialog[open]').waitFor();
    // Both within one frame, as a quick typist or a slow machine does it.
    await page.evaluate(() => {
      document.querySelector('dialog').close();
      document.querySelector('.pane .composer-field').focus();
    });
    await page.locator('dialog').waitFor({ state: 'detached' });
    equal(await scene.pane(0).locator('.composer-field').evaluate((one) => one === document.activeElement), true, 'the focus stays');
    await scene.pane(0).and(page.locator('.active')).waitFor();
  },

  'tabs reach what can be pressed, and all of it has a name': async (scene) => {
    const { page } = await scene.open({ inspector: true, width: 1440 });
    await scene.say('/gallery');
    await scene.hears('When did the first line open?');
    const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input, textarea, select, a[href]')]
      .filter((one) => one.checkVisibility() && !(one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label') || one.title))
      .map((one) => one.outerHTML.slice(0, 120)));
    equal(nameless, [], 'controls without a name');
    const seen = new Set();
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      seen.add(await page.evaluate(() => document.activeElement.className.split(' ')[0]));
    }
    for (const place of ['person', 'search-field', 'chat-row', 'thread', 'composer-field']) check(seen.has(place), `tabs do not reach ${place}: ${[...seen]}`);
  },

  'new messages are told to screen readers': async (scene) => {
    const { page } = await scene.open();
    await scene.say('read this');
    await page.locator('.thread-box [aria-live="polite"]', { hasText: 'read this' }).waitFor({ state: 'attached' });
  },

  'a phone shows one thing at a time, and nothing sticks out': async (scene) => {
    const { page } = await scene.open({ width: 390, height: 844, hasTouch: true });
    await scene.say('/start');
    await scene.hears('I echo what you say');
    await scene.say(`/hush ${'unbreakable'.repeat(40)}`);
    for (const view of ['Chats', 'Inspector', 'Chat']) {
      await page.locator('.phone-tab', { hasText: new RegExp(`^${view}$`) }).click();
      equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, `the width of ${view}`);
    }
    check(!(await page.locator('.sidebar').isVisible()), 'the chats are still there');
    await page.locator('[aria-label="Back to the chats"]').click();
    await page.locator('.chat-row').first().click();
    await page.locator('.composer-field').waitFor();
  },

  'light and dark can be changed, and are kept': async (scene) => {
    const { page } = await scene.open();
    await page.locator('[aria-label="Dark"]').click();
    equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await page.reload();
    await page.locator('.composer-field').waitFor();
    equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  },

  'the inspector is open at first where there is room, and stays as it was left': async (scene) => {
    const { page } = await scene.open({ width: 1200, inspector: null });
    await page.locator('.inspector').waitFor();
    const { width } = await page.locator('.pane').boundingBox();
    check(width > 500, `the chat is ${width} wide`);
    await page.locator('[aria-label="Close the inspector"]').click();
    await page.reload();
    await page.locator('.composer-field').waitFor();
    await page.locator('.inspector-opener').waitFor();
    equal(await page.locator('.inspector').isVisible(), false, 'the inspector is open');
  },
};
