// Everything that is sent to the browser of an examinee: no key, no parameter, no estimate, no other host; and how large it is.
import { api, aside, assert, atQuestion, atResult, choose, confirm, examType, person, server, link } from "./lib.mjs";

const LARGEST = 60_000;

export default async function () {
  await examType("secret");
  const started = await api("/api/adaptive/start", { exam_type: "secret" });
  const bank = await api("/api/banks/secret");
  const context = await person();
  const page = await context.newPage();
  const bodies = [];
  page.on("response", async (reply) => {
    assert.ok(reply.url().startsWith(server), reply.url());
    const body = await reply.body().catch(() => Buffer.alloc(0));
    bodies.push([reply.url(), body.toString(), JSON.stringify(reply.headers())]);
  });
  await page.goto(link(started.entry_url));
  await page.getByRole("button", { name: "Open the exam" }).click();
  for (let position = 1; position <= 6; position += 1) {
    await atQuestion(page, position);
    await aside(page);
    await page.evaluate((address) => fetch(address).then((reply) => reply.text()), `${server}/exam/state`);
    const html = await (await context.request.get(`${server}/exam`)).text();
    assert.ok(html.length < LARGEST, `${html.length} bytes`);
    bodies.push(["exam", html, ""]);
    await choose(page, position % 3);
    await confirm(page).click();
  }
  await atResult(page);
  await page.waitForLoadState("networkidle");
  const report = await api(`/api/adaptive/sessions/${started.exam_session_id}/report`);
  const numbers = [report.theta, report.standard_error, ...report.trace.flatMap(({ theta, standard_error }) => [theta, standard_error]),
    ...bank.items.flatMap(({ item_id, ...item }) => Object.values(item).filter((value) => typeof value === "number"))];
  const secret = [...new Set(numbers.filter((number) => !Number.isInteger(number)).map((number) => String(Math.abs(number)).slice(0, 5)))];
  assert.ok(secret.length > 10 && bodies.length > 12);
  for (const [url, body, headers] of bodies.filter(([url]) => !/\.(css|js)$/.test(url))) {
    for (const number of secret) { assert.ok(!body.includes(number) && !headers.includes(number), `${url} has ${number}`); }
    for (const word of ["theta", "standard_error", "answer_key", "difficulty", "discrimination", "correct"]) {
      assert.ok(!body.toLowerCase().includes(word), `${url} has ${word}`);
    }
  }
}
