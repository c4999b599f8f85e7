// A closed browser and a server that was killed in between.
import { aside, assert, atQuestion, choose, confirm, itemOf, keptBrowser, killServer, recorded, server, sessionOf, startServer } from "./lib.mjs";

export default async function () {
  let context = await keptBrowser("profile");
  let page = await context.newPage();
  await page.goto(`${server}/`);
  await page.getByRole("button", { name: "Start the sample exam" }).click();
  await atQuestion(page, 1);
  await aside(page);
  const meant = [[await itemOf(page), await choose(page, 1)]];
  await confirm(page).click();
  await atQuestion(page, 2);
  const [item, session] = [await itemOf(page), await sessionOf(context)];
  await context.close();
  await killServer();
  await startServer();

  context = await keptBrowser("profile");
  page = await context.newPage();
  await page.goto(`${server}/`);
  await page.getByRole("link", { name: "Go on with the exam" }).click();
  await atQuestion(page, 2);
  assert.equal(await itemOf(page), item);
  // The server dies under an answer, which arrives when it is back.
  await aside(page);
  await killServer();
  meant.push([item, await choose(page, 0)]);
  await confirm(page).click();
  await page.getByText("The exam does not answer.").waitFor();
  await startServer();
  await atQuestion(page, 3);
  assert.deepEqual(await recorded(session), meant);
  await context.close();
}
