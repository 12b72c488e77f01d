// How the dashboard feels while a race goes on: first paint, long tasks, memory. One JSON object at the end.
//
//   node measure.mjs ADDRESS SESSION-KEY SECONDS CHROMIUM

import { chromium } from 'playwright-core';

const [address, sessionKey, seconds, executablePath] = process.argv.slice(2);
const EVERY_MS = 5_000;
const LOADS = 5;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--js-flags=--expose-gc'] });
const errors = [];

/** The race in a window of its own, which has nothing in its cache; and when its first car was on the screen. */
async function opened() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(watch);
  await page.goto(`${address}/#/race/${sessionKey}`);
  const useful = await page.evaluate(() => globalThis.useful);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null);
  return { page, useful, paint };
}

function watch() {
  globalThis.longTasksMs = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) globalThis.longTasksMs.push(task.duration);
  }).observe({ type: 'longtask', buffered: true });
  // What a long task did, as far as the browser knows.
  globalThis.slowFrames = [];
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) {
      const drawn = frame.styleAndLayoutStart ? frame.startTime + frame.duration - frame.styleAndLayoutStart : 0;
      const scripts = frame.scripts.map((one) => `${one.invoker} ${Math.round(one.duration)} ms`);
      globalThis.slowFrames.push({ ms: Math.round(frame.duration), drawing_ms: Math.round(drawn), scripts });
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
  // The frame after the first car is in the tower.
  globalThis.useful = new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('tr[data-driver]')) return;
      watch.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    });
    watch.observe(document, { childList: true, subtree: true });
  });
}

const loads = [];
for (let load = 0; load < LOADS; load += 1) {
  const { page, ...times } = await opened();
  loads.push(times);
  await page.context().close();
}
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const { page } = await opened();
await page.locator('tr[data-driver]').nth(2).click();
const lap = () => page.evaluate(() => Number(document.body.textContent.match(/Lap (\d+)/)?.[1] ?? 0));
const heapMb = () =>
  page.evaluate(() => {
    globalThis.gc?.();
    return performance.memory.usedJSHeapSize / 2 ** 20;
  });
await page.waitForTimeout(EVERY_MS);
await page.evaluate(() => {
  globalThis.longTasksMs.length = 0;
  globalThis.slowFrames.length = 0;
});
const [fromLap, fromMb] = [await lap(), await heapMb()];
const until = Date.now() + Number(seconds) * 1000;
let toLap = fromLap;
while (Date.now() < until) {
  await page.waitForTimeout(EVERY_MS);
  // After the flag the page names no lap.
  toLap = Math.max(toLap, await lap());
}
const toMb = await heapMb();
const tasks = await page.evaluate(() => globalThis.longTasksMs.toSorted((one, other) => one - other));
const slowest = await page.evaluate(() => globalThis.slowFrames.toSorted((one, other) => other.ms - one.ms).slice(0, 5));
await browser.close();
const rounded = (value) => (value === null ? null : Math.round(value * 10) / 10);
process.stdout.write(
  `${JSON.stringify({
    loads: LOADS,
    first_contentful_paint_ms: rounded(median(loads.map((load) => load.paint))),
    first_useful_paint_ms: rounded(median(loads.map((load) => load.useful))),
    first_useful_paint_worst_ms: rounded(Math.max(...loads.map((load) => load.useful))),
    long_tasks: tasks.length,
    long_task_p99_ms: tasks.length ? rounded(tasks[Math.ceil(0.99 * tasks.length) - 1]) : 0,
    long_tasks_above_100_ms: tasks.filter((ms) => ms > 100).length,
    slowest_frames: slowest,
    heap_from_mb: rounded(fromMb),
    heap_to_mb: rounded(toMb),
    heap_growth_pct: rounded((100 * (toMb - fromMb)) / fromMb),
    from_lap: fromLap,
    to_lap: toLap,
    seconds: Number(seconds),
    page_errors: errors.length,
  })}\n`,
);
