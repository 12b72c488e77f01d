// A strategist and a lead at work in a real browser. Told what to do next by whoever started it: it prints
// one line of JSON for every step that needs something from outside, and waits for a line on its input.
//
//   node desk.mjs ADDRESS STRATEGIST-TOKEN LEAD-TOKEN CHROMIUM FOLDER-FOR-PICTURES

import { createInterface } from 'node:readline/promises';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [address, strategist, lead, executablePath, folder] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [
  [1440, 900],
  [1024, 768],
];
const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const outside = async (step) => {
  tell({ step });
  assert.equal((await lines.next()).value, 'done');
};
const step = async (name, work) => {
  const began = performance.now();
  await work();
  tell({ passed: name, ms: Math.round(performance.now() - began) });
};

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const errors = [];

async function window(scheme) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await context.addInitScript((wanted) => window === window.top && localStorage.setItem('mantine-color-scheme-value', wanted), scheme);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => errors.push(String(error)));
  return page;
}

async function picture(page, name, prepare = fromTheTop) {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await prepare(page);
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${folder}/${name}-${width}.png` });
  }
  await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
}

async function fromTheTop(page) {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('*')) element.scrollTop = 0;
  });
}

/** The same in both themes: the page is told as by another window of the same browser, so that no button takes the focus. */
async function inBothThemes(page, name, prepare) {
  for (const scheme of ['dark', 'light']) {
    await inTheme(page, scheme);
    await picture(page, `${name}-${scheme}`, prepare);
  }
  await inTheme(page, 'dark');
}

async function inTheme(page, scheme) {
  await page.evaluate((wanted) => {
    const told = { key: 'mantine-color-scheme-value', newValue: wanted, storageArea: localStorage };
    dispatchEvent(new StorageEvent('storage', told));
  }, scheme);
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
}

async function signIn(page, token) {
  await page.goto(address);
  await page.getByLabel('Token').fill(token);
  await byKeyboard(page, page.getByRole('button', { name: 'Sign in' }).last());
  await page.locator('tr[data-driver]').nth(19).waitFor();
}

/** Goes on with the Tab key until this has the focus, as whoever has no mouse does, and presses a key. */
async function byKeyboard(page, target, key = 'Enter') {
  await target.waitFor();
  for (let steps = 0; steps < 400; steps += 1) {
    if (await target.evaluate((one) => one === document.activeElement)) {
      if (key) await page.keyboard.press(key);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${target}`);
}

async function typeInto(page, target, text) {
  await byKeyboard(page, target, '');
  await page.keyboard.type(text);
}

async function isAccessible(page, name) {
  // The policy of the pages allows no script from elsewhere: the check is brought in by the debugger.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = bad.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(told, [], name);
}

try {
  const mine = await window('dark');
  const other = await window('light');

  await step('what is asked without a token is a token', async () => {
    await mine.goto(address);
    await mine.getByLabel('Token').fill('nonsense');
    await mine.getByText('This is no token.').waitFor();
    await isAccessible(mine, 'sign in');
    await inBothThemes(mine, 'sign-in');
  });
  await step('signed in, the whole field is there', async () => {
    await signIn(mine, strategist);
    await mine.getByRole('status', { name: 'Connection' }).getByText('live').waitFor();
    assert.equal(await mine.locator('tr[data-driver]').count(), 20);
  });
  await step('a driver is chosen: with the keyboard alone, as everything that follows', async () => {
    await mine.locator('tr[data-driver]').first().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await mine.keyboard.press(key);
    await mine.getByRole('article', { name: /Driver Detail/ }).waitFor();
    assert.match(mine.url(), /#\/race\/\d+\/\d+$/);
    await mine.getByRole('table', { name: 'Option table' }).getByRole('row').nth(1).waitFor();
  });
  const detail = mine.getByRole('article', { name: /Driver Detail/ });
  const lapNow = async () => Number((await detail.getByText(/After lap \d+/).textContent()).match(/After lap (\d+)/)[1]);
  await step('the options change after a lap', async () => {
    const before = await lapNow();
    await outside('drive some laps');
    await mine.waitForFunction((lap) => {
      const found = document.body.textContent.match(/After lap (\d+)/);
      return found && Number(found[1]) > lap;
    }, before, { timeout: 60_000 });
  });
  await step('a slider is moved, and the answer stands beside the unchanged race', async () => {
    await byKeyboard(mine, mine.getByLabel('Pit at the end of lap').first(), 'Space');
    const results = mine.getByRole('table', { name: 'What-if results' });
    await results.locator('tr[data-scenario=now]').waitFor();
    const before = await results.locator('tr[data-scenario=now]').textContent();
    await byKeyboard(mine, mine.getByRole('slider', { name: 'Pace, seconds a lap' }), '');
    for (let times = 0; times < 5; times += 1) await mine.keyboard.press('ArrowRight');
    await mine.waitForFunction((text) => document.querySelector('tr[data-scenario=now]')?.textContent !== text, before);
    await byKeyboard(mine, mine.getByRole('button', { name: 'Keep' }));
    await results.locator('tr[data-scenario=kept]').waitFor();
    assert.match(mine.url(), /whatif=/);
    await inBothThemes(mine, 'what-if', () => results.scrollIntoViewIfNeeded());
  });
  await step('a plan is locked, and another window sees who holds it', async () => {
    await byKeyboard(mine, mine.getByRole('button', { name: /^Lock / }).first());
    await detail.getByText(/ana holds/).waitFor();
    await signIn(other, lead);
    await other.goto(mine.url().replace(/\?whatif=[^#]*/, ''));
    await other.getByText(/ana holds/).waitFor();
    await byKeyboard(other, other.getByRole('button', { name: /^Lock / }).first());
    await other.getByRole('alert').getByText(/ana holds/).waitFor();
  });
  await step('a comment from the second window comes to the first', async () => {
    await typeInto(other, other.getByLabel('Your comment'), 'rain by lap 20');
    await byKeyboard(other, other.getByRole('button', { name: 'Say' }));
    await detail.getByText('rain by lap 20').waitFor();
    await byKeyboard(mine, detail.getByRole('button', { name: 'Answer' }));
    await typeInto(mine, mine.getByLabel('Your answer'), 'sure?');
    await byKeyboard(mine, mine.getByRole('button', { name: 'Say' }));
    await other.getByText('sure?').waitFor();
  });
  await step('the lead releases the lock', async () => {
    await byKeyboard(other, other.getByRole('button', { name: 'Release' }));
    await detail.getByText(/ana holds/).waitFor({ state: 'detached' });
  });
  await step('nothing serious is wrong for whoever cannot see or use a mouse', async () => {
    await isAccessible(mine, 'race, dark');
    await isAccessible(other, 'race, light');
    await picture(mine, `race-dark`);
    await picture(other, `race-light`);
    for (const [page, scheme] of [[mine, 'dark'], [other, 'light']]) {
      await byKeyboard(page, page.getByRole('tab', { name: 'Driver' }), 'ArrowRight');
      await page.locator('canvas').first().waitFor();
      await isAccessible(page, `charts, ${scheme}`);
      await picture(page, `charts-${scheme}`);
      await byKeyboard(page, page.getByRole('tab', { name: 'Charts' }), 'ArrowLeft');
    }
  });
  await step('the connection is lost and comes back, and what was said meanwhile is there', async () => {
    await outside('stop the service');
    await mine.getByRole('status', { name: 'Connection' }).getByText('reconnecting').waitFor();
    await inBothThemes(mine, 'reconnecting');
    await outside('start the service, drive on');
    await mine.getByRole('status', { name: 'Connection' }).getByText('live').waitFor({ timeout: 30_000 });
    const before = await lapNow();
    await outside('drive on');
    await mine.waitForFunction((lap) => Number(document.body.textContent.match(/After lap (\d+)/)?.[1]) > lap, before, { timeout: 60_000 });
    assert.equal(await detail.getByText('rain by lap 20').count(), 1);
  });
  await step('race control speaks, and a gap to any car is told', async () => {
    await mine.getByRole('region', { name: 'Race control' }).getByText(/GREEN LIGHT|TRACK CLEAR|GREEN/).first().waitFor();
    await byKeyboard(mine, mine.getByRole('combobox', { name: 'Other car' }));
    await mine.getByRole('option').first().waitFor();
    for (const key of ['ArrowDown', 'Enter']) await mine.keyboard.press(key);
    await mine.getByRole('region', { name: 'Gap between two cars' }).getByRole('status').getByText(/s (behind|ahead)/).waitFor();
  });
  const replay = mine.getByRole('region', { name: 'Replay' });
  const replayed = async () => Number((await replay.getByLabel('Replay lap').textContent()).match(/Lap (\d+)/)[1]);
  const isReplayedTo = (lap, timeout) =>
    mine.waitForFunction((wanted) => Number(document.querySelector('[aria-label="Replay lap"]')?.textContent.match(/Lap (\d+)/)?.[1]) >= wanted, lap, { timeout });
  await step('the replay is sought, played and paused from the page', async () => {
    const [before, lapBefore] = [await replayed(), await lapNow()];
    await replay.getByLabel('Go to lap').fill(String(before + 3));
    await mine.keyboard.press('Enter');
    await isReplayedTo(before + 2, 20_000);
    await mine.waitForFunction((lap) => Number(document.body.textContent.match(/After lap (\d+)/)?.[1]) > lap, lapBefore, { timeout: 60_000 });
    await replay.getByLabel('Go to lap').fill('1');
    await mine.keyboard.press('Enter');
    await replay.getByRole('alert').waitFor();
    await byKeyboard(mine, replay.getByRole('button', { name: 'Play' }));
    await replay.getByRole('button', { name: 'Pause' }).waitFor();
    await isReplayedTo((await replayed()) + 1, 30_000);
    await byKeyboard(mine, replay.getByRole('button', { name: 'Pause' }));
    await replay.getByRole('button', { name: 'Play' }).waitFor();
    await isAccessible(mine, 'replay');
    await inBothThemes(mine, 'replay');
  });
  await step('history shows the race, a report and the models', async () => {
    await byKeyboard(mine, mine.getByRole('link', { name: 'History' }));
    await byKeyboard(mine, mine.getByRole('link', { name: 'Race report: of the test' }));
    await mine.frameLocator('iframe').getByText('One stop was best.').waitFor();
    await isAccessible(mine, 'report');
    await byKeyboard(mine, mine.getByRole('link', { name: 'All races and reports' }));
    await byKeyboard(mine, mine.getByRole('button', { name: 'Pit loss' }));
    await mine.getByText('The time that a stop on the next lap costs').waitFor();
    await isAccessible(mine, 'history');
    await inBothThemes(mine, 'history');
  });
  await step('a race that is unknown, and none at all, are said to be so', async () => {
    await mine.goto(`${address.replace(/#.*/, '')}#/race/1`);
    await mine.getByText('The service does not know race 1').waitFor();
    await isAccessible(mine, 'unknown race');
    await inBothThemes(mine, 'unknown-race');
    await mine.route('**/graphql', async (route) => {
      const asks = route.request().postData()?.includes('query Sessions');
      await (asks ? route.fulfill({ json: { data: { sessions: [] } } }) : route.fallback());
    });
    await mine.goto(address.replace(/#.*/, ''));
    await mine.reload();
    await mine.getByRole('heading', { name: 'No race yet' }).waitFor();
    await isAccessible(mine, 'no race');
    await inBothThemes(mine, 'no-race');
  });
  assert.deepEqual(errors, []);
  tell({ passed: 'everything' });
} catch (error) {
  tell({ failed: String(error?.stack ?? error), errors });
  process.exitCode = 1;
} finally {
  await browser.close();
  input.close();
  process.stdin.destroy();
}
