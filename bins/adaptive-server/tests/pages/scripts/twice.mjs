// A double click, a double tap and a held key.
import { aside, assert, atQuestion, choose, confirm, itemOf, person, recorded, sessionOf, startSample } from "./lib.mjs";

export default async function () {
  const context = await person({ hasTouch: true });
  const page = await startSample(context);
  const session = await sessionOf(context);
  await aside(page);
  let meant = [[await itemOf(page), await choose(page, 1)]];
  await confirm(page).dblclick();
  await atQuestion(page, 2);
  await page.waitForTimeout(600);
  assert.deepEqual(await recorded(session), meant);

  // A double tap on an option chooses it, and answers nothing.
  await page.locator("label.option").nth(2).tap();
  await page.locator("label.option").nth(2).tap();
  assert.deepEqual(await recorded(session), meant);
  meant.push([await itemOf(page), await page.locator("input[name=choice]:checked").inputValue()]);
  await confirm(page).tap();
  await confirm(page).tap({ timeout: 1000, force: true }).catch(() => {});
  await atQuestion(page, 3);
  await page.waitForTimeout(600);
  assert.deepEqual(await recorded(session), meant);

  // Keys that are held down, as a child does: each counts once.
  const item = await itemOf(page);
  for (let press = 0; press < 30; press += 1) { await page.keyboard.down("1"); }
  await page.keyboard.up("1");
  const chosen = await page.locator("input[name=choice]:checked").inputValue();
  assert.deepEqual(await recorded(session), meant);
  for (let press = 0; press < 60; press += 1) { await page.keyboard.down("Enter"); }
  await atQuestion(page, 4);
  for (let press = 0; press < 60; press += 1) { await page.keyboard.down("Enter"); }
  await page.keyboard.up("Enter");
  await page.waitForTimeout(600);
  meant.push([item, chosen]);
  assert.deepEqual(await recorded(session), meant);

  // Without a choice there is nothing to confirm, and the page says so.
  await confirm(page).click();
  await page.getByRole("alert").filter({ hasText: "Choose an answer first." }).waitFor();
  assert.deepEqual(await recorded(session), meant);
  assert.deepEqual(context.faults, []);
}
