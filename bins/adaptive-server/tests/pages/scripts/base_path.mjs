// Below a base path, with what the pages load.
import { aside, assert, atQuestion, choose, confirm, person, server } from "./lib.mjs";

export default async function () {
  assert.ok(server.endsWith("/cat"), server);
  const context = await person();
  const page = await context.newPage();
  const failed = [];
  page.on("response", (reply) => { if (reply.status() >= 400) { failed.push(reply.url()); } });
  await page.goto(`${server}/`);
  await page.getByRole("button", { name: "Start the sample exam" }).click();
  await atQuestion(page, 1);
  await aside(page);
  await choose(page, 0);
  await confirm(page).click();
  await atQuestion(page, 2);
  const cookies = await context.cookies(`${server}/exam`);
  for (const cookie of cookies) { assert.equal(cookie.path, "/cat/"); }
  assert.equal((await context.cookies(new URL("/", server).href)).length, 0);
  assert.deepEqual([failed, context.faults], [[], []]);
}
