// What every test stands on: a sandbox of its own, a bot in it, and a page in a browser that looks at it.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';

import { EchoBot } from './bot.mjs';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PATIENCE = 30_000;

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

/** Fails a test where something is not so. */
export function check(holds, words) {
  if (!holds) throw new Error(words);
}

export function equal(found, wanted, words = 'found something else') {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  check(a === b, `${words}: ${a} instead of ${b}`);
}

/** A sandbox as a process. */
export class Sandbox {
  static async start(options = []) {
    const process_ = spawn(process.env.SANDBOX ?? 'chappe-sandbox', ['--port', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const sandbox = new Sandbox();
    sandbox.process = process_;
    sandbox.gone = new Promise((resolve) => process_.once('exit', resolve));
    const lines = createInterface({ input: process_.stdout });
    for await (const line of lines) {
      const [, name, value] = /^(API URL|token):\s+(\S+)/.exec(line) ?? [];
      if (name === 'API URL') sandbox.url = value;
      if (name === 'token') {
        sandbox.token = value;
        break;
      }
    }
    check(sandbox.url && sandbox.token, 'the sandbox did not start');
    return sandbox;
  }

  async stop() {
    this.process.kill('SIGTERM');
    await this.gone;
  }

  async get(path) {
    const response = await fetch(`${this.url}/control/v1${path}`);
    return response.json();
  }

  async post(path, body) {
    const response = await fetch(`${this.url}/control/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const answer = await response.json();
    check(response.ok, `${path}: ${answer.error}`);
    return answer;
  }
}

/** A test's own sandbox, bot and page, all gone when it ends. */
export class Scene {
  constructor(browser) {
    this.browser = browser;
    this.errors = [];
    this.ends = [];
  }

  async open({ options = [], bot = true, width = 1280, height = 800, dark = false, panes, inspector = false, ...context } = {}) {
    this.sandbox = await Sandbox.start(options);
    this.ends.push(() => this.sandbox.stop());
    if (bot) {
      this.bot = new EchoBot(this.sandbox.url, this.sandbox.token);
      await this.bot.introduce();
      this.bot.run();
      this.ends.push(() => this.bot.stop());
    }
    if (panes) panes = await panes(this.sandbox);
    this.page = await this.visit({ width, height, dark, panes, inspector, ...context });
    return this;
  }

  async visit({ width, height, dark, panes, inspector, ...more }) {
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: 'en-GB', ...more });
    this.ends.push(() => context.close());
    await context.addInitScript((state) => sessionStorage.getItem('chappe-panes') ?? sessionStorage.setItem('chappe-panes', JSON.stringify(state)), { panes: panes ?? [], active: 0, inspector });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => /Content Security Policy|Refused to/.test(message.text()) && this.errors.push(message.text()));
    await page.goto(this.sandbox.url);
    await page.locator('.composer-field').first().waitFor();
    await page.locator('.link-state.live').waitFor({ state: 'attached' });
    return page;
  }

  async close() {
    for (const end of this.ends.reverse()) await end();
    equal(this.errors, [], 'the page had errors');
  }

  pane(at = 0) {
    return this.page.locator('.pane').nth(at);
  }

  /** Rows that say a text. */
  row(text, at = 0) {
    return this.pane(at).locator('.row', { hasText: text });
  }

  /** Writes something as a person would. */
  async say(text, at = 0) {
    const field = this.pane(at).locator('.composer-field');
    await field.fill(text);
    await field.press('Enter');
  }

  /** Waits for a message of somebody else. */
  async hears(text, at = 0) {
    const row = this.pane(at).locator('.row.other', { hasText: text }).last();
    await row.waitFor();
    return row;
  }
}
