// The time of an exam and of a question.
import { api, aside, assert, atQuestion, atResult, choose, confirm, enter, examType, itemOf, person, recorded, link } from "./lib.mjs";

export default async function () {
  await examType("short", { time_limit_seconds: 14, grace_seconds: 0 });
  const started = await api("/api/adaptive/start", { exam_type: "short" });
  const context = await person();
  const page = await enter(context, started.entry_url);
  assert.match(await page.locator("[data-clock=left]").innerText(), /^0:[01][0-9]$/);
  await aside(page);
  const meant = [[await itemOf(page), await choose(page, 0)]];
  await confirm(page).click();
  await atQuestion(page, 2);
  // A choice that is not confirmed does not count.
  await choose(page, 1);
  await atResult(page);
  await page.locator("main").getByText("The time is over.").first().waitFor();
  assert.deepEqual(await recorded(started.exam_session_id), meant);

  // Announcements: the clock of the page is moved on.
  await examType("long", { time_limit_seconds: 605 });
  const long = await api("/api/adaptive/start", { exam_type: "long" });
  const other = await person();
  const clocked = await other.newPage();
  await clocked.clock.install();
  await clocked.goto(link(long.entry_url));
  await clocked.getByRole("button", { name: "Open the exam" }).click();
  await atQuestion(clocked, 1);
  await clocked.clock.runFor(8_000);
  await clocked.getByRole("status").filter({ hasText: "10 minutes left." }).waitFor({ state: "attached" });

  // A question with a time of its own counts as left out when its time is over.
  await examType("quick", { item_time_limit_seconds: 9, grace_seconds: 1, skips: "missing" });
  const quick = await api("/api/adaptive/start", { exam_type: "quick" });
  const third = await person();
  const hurried = await enter(third, quick.entry_url);
  // Nobody does anything.
  await atQuestion(hurried, 2);
  const report = await api(`/api/adaptive/sessions/${quick.exam_session_id}/report`);
  assert.equal(report.trace[0].answer, null);
}
