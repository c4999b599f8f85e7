// What a screen reader hears of a question: roles, names, the group, the place that is read aloud, the focus.
import { aside, assert, atQuestion, choose, confirm, person, startSample } from "./lib.mjs";

export default async function () {
  const page = await startSample(await person());
  const tree = await page.locator("main").ariaSnapshot();
  assert.match(tree, /- progressbar "0 of at most 20 questions answered"/);
  assert.match(tree, /- heading "Question 1 of at most 20" \[level=1\]/);
  assert.match(tree, /- group "Question 1 of at most 20":/);
  assert.match(tree, /- radio "[^"]+"/);
  assert.match(tree, /- button "Confirm answer"/);
  assert.equal(await page.getByRole("group").evaluate((group) => document.getElementById(group.getAttribute("aria-describedby"))?.id), "stem");
  const options = await page.getByRole("radio").count();
  assert.ok(options >= 2);
  // The letters are for the eye: a reader says the text alone.
  const name = await page.getByRole("radio").first().evaluate((radio) => radio.labels[0].querySelector(".text").textContent.trim());
  assert.equal(await page.getByRole("radio", { name, exact: true }).count(), 1);

  await aside(page);
  await choose(page, 0);
  await confirm(page).click();
  await atQuestion(page, 2);
  await page.getByRole("status").filter({ hasText: /Question 2 of at most 20/ }).waitFor({ state: "attached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "heading");
  assert.equal(await page.title(), "Question 2 of at most 20");
}
