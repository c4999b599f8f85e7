// Two tabs of one browser.
import { aside, assert, atQuestion, choose, confirm, itemOf, person, recorded, server, sessionOf, startSample } from "./lib.mjs";

export default async function () {
  const context = await person();
  const first = await startSample(context);
  const session = await sessionOf(context);
  const second = await context.newPage();
  await second.goto(`${server}/exam`);
  await atQuestion(second, 1);
  for (const page of [first, second]) { await page.locator("#other-tab").waitFor(); }

  await aside(first);
  const meant = [[await itemOf(first), await choose(first, 1)]];
  await confirm(first).click();
  await atQuestion(first, 2);
  // The other tab goes on by itself, and says why.
  await atQuestion(second, 2);
  await second.locator("main .notice", { hasText: "The exam went on in another tab." }).waitFor();
  assert.deepEqual(await recorded(session), meant);

  // A tab that was not told: its answer to the old question changes nothing, and it gets the current one.
  const stale = await context.newPage();
  await stale.addInitScript(() => { delete window.BroadcastChannel; });
  await stale.goto(`${server}/exam`);
  await atQuestion(stale, 2);
  await choose(stale, 0);
  await aside(first);
  meant.push([await itemOf(first), await choose(first, 2)]);
  await confirm(first).click();
  await atQuestion(first, 3);
  await confirm(stale).click();
  await atQuestion(stale, 3);
  await stale.locator("main .notice", { hasText: "That question was answered before; its first answer counts." }).waitFor();
  assert.deepEqual(await recorded(session), meant);
  assert.deepEqual(context.faults, []);
}
