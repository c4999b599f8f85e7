// A whole exam without script, with reloads and the button that goes back.
import { assert, atQuestion, atResult, choose, confirm, itemOf, person, recorded, server, sessionOf } from "./lib.mjs";

export default async function () {
  const context = await person({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${server}/`);
  await page.getByRole("button", { name: "Start the sample exam" }).click();
  await atQuestion(page, 1);
  // Nothing is chosen: the browser itself asks for a choice.
  await confirm(page).click();
  await atQuestion(page, 1);
  const meant = [];
  for (let position = 1; ; position += 1) {
    if (await page.locator("main[data-state=finished]").count()) { break; }
    await atQuestion(page, position);
    meant.push([await itemOf(page), await choose(page, position % 3)]);
    await confirm(page).click();
    await page.waitForLoadState();
    if (position === 2) {
      await page.reload();
      await atQuestion(page, 3);
    }
    if (position === 4) {
      // The page before is an old question: its form changes nothing.
      await page.goBack();
      await page.goForward();
      await atQuestion(page, 5);
    }
  }
  await atResult(page);
  assert.deepEqual(await recorded(await sessionOf(context)), meant);
  await page.reload();
  await atResult(page);
  await page.getByRole("button", { name: "Close the exam on this computer" }).click();
  await page.getByRole("heading", { name: "The exam is closed on this computer" }).waitFor();
  await page.goto(`${server}/exam`);
  await page.getByRole("button", { name: "Start the sample exam" }).waitFor();
}
