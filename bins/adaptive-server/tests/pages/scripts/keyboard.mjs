// A whole exam by keyboard alone.
import { api, aside, assert, atQuestion, atResult, itemOf, person, recorded, server, sessionOf } from "./lib.mjs";

export default async function () {
  const context = await person();
  const page = await context.newPage();
  await page.goto(`${server}/`);
  for (let tabs = 0; tabs < 20; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.textContent.includes("Start the sample exam"))) { break; }
  }
  await page.keyboard.press("Enter");
  await atQuestion(page, 1);
  const meant = [];
  const keys = ["1", "B", "3", "d", "2"];
  for (let position = 1; ; position += 1) {
    if (await page.locator("main[data-state=finished]").count()) { break; }
    await atQuestion(page, position);
    await aside(page);
    // The choice can be changed until it is confirmed.
    await page.keyboard.press("A");
    await page.keyboard.press(keys[position % keys.length]);
    const chosen = page.locator("input[name=choice]:checked");
    meant.push([await itemOf(page), await chosen.inputValue()]);
    await page.keyboard.press("Enter");
    await page.waitForFunction((last) => document.getElementById("main").dataset.position !== String(last), position);
  }
  await atResult(page);
  assert.ok(meant.length >= 8);
  assert.deepEqual(await recorded(await sessionOf(context)), meant);
  const summary = await api(`/api/adaptive/sessions/${await sessionOf(context)}`);
  assert.equal(summary.status, "completed");
  // The result stays when the page is loaded again.
  await page.reload();
  await atResult(page);
  assert.ok((await page.locator("main").innerText()).includes("Ability (theta)"));
  assert.deepEqual(context.faults, []);
}
