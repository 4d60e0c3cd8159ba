// Runs the tests, each in a sandbox of its own. Arguments choose tests by parts of their names; `--screenshots FOLDER`
// makes the pictures of the README instead.

import asks from './asks.mjs';
import chat from './chat.mjs';
import groups from './groups.mjs';
import keys from './keys.mjs';
import pages from './pages.mjs';
import robust from './robust.mjs';
import { screenshots } from './screenshots.mjs';
import talks from './talks.mjs';
import { Scene, launch } from './support.mjs';

const [first, ...rest] = process.argv.slice(2);
const browser = await launch();
if (first === '--screenshots') {
  await screenshots(browser, rest[0]);
  await browser.close();
  process.exit(0);
}

const wanted = process.argv.slice(2);
const tests = Object.entries({ ...chat, ...groups, ...robust, ...keys, ...talks, ...pages, ...asks }).filter(([name]) => !wanted.length || wanted.some((part) => name.includes(part)));
let failed = 0;

async function run(name, test) {
  const scene = new Scene(browser);
  const began = Date.now();
  let error = null;
  try {
    await test(scene);
  } catch (thrown) {
    error = thrown;
    if (process.env.CHAPPE_SHOTS && scene.page) await scene.page.screenshot({ path: `${process.env.CHAPPE_SHOTS}/${name.replace(/\W+/g, '-')}.png` }).catch(() => {});
  }
  try {
    await scene.close();
  } catch (thrown) {
    error ??= thrown;
  }
  if (error) failed += 1;
  console.log(`${error ? 'FAILED' : 'ok    '} ${name} (${Date.now() - began} ms)`);
  if (error) console.log(String(error.stack ?? error).replace(/^/gm, '    '));
}

// A few at once, as each waits most of its time; what is measured has the machine for itself, in the end.
const measured = ([name]) => name.includes('smooth');
const queue = tests.filter((one) => !measured(one));
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) await run(...next);
};
await Promise.all(Array.from({ length: 3 }, worker));
for (const one of tests.filter(measured)) await run(...one);
await browser.close();
console.log(`${tests.length - failed} passed, ${failed} failed`);
process.exit(failed || !tests.length ? 1 : 0);
