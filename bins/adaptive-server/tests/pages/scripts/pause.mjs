// A pause is shown, and the exam goes on by itself.
import { api, aside, assert, atQuestion, choose, confirm, enter, examType, itemOf, person, recorded, server } from "./lib.mjs";

export default async function () {
  await examType("pausing", { time_limit_seconds: 3600 });
  const started = await api("/api/adaptive/start", { exam_type: "pausing" });
  const page = await enter(await person(), started.entry_url);
  const item = await itemOf(page);
  await aside(page);
  await choose(page, 1);
  await api(`/api/adaptive/sessions/${started.exam_session_id}/pause`, { reason: "fire alarm" });
  await confirm(page).click();
  await page.getByRole("heading", { name: "The exam is paused" }).waitFor();
  assert.deepEqual(await recorded(started.exam_session_id), []);
  await api(`/api/adaptive/sessions/${started.exam_session_id}/resume`, { reason: "the alarm is over" });
  await atQuestion(page, 1);
  assert.equal(await itemOf(page), item);
  assert.equal(await page.getByRole("button", { name: "Pause the exam" }).count(), 0);
  // A pause is seen without an answer, too.
  await api(`/api/adaptive/sessions/${started.exam_session_id}/pause`, { reason: "fire alarm" });
  await page.goto(`${server}/exam`);
  await page.getByRole("heading", { name: "The exam is paused" }).waitFor();
  await own();
}

/// Where the exam type allows it, the examinee pauses and continues; a pause of the platform is not theirs to end.
async function own() {
  await examType("own", { examinees_may_pause: true });
  const started = await api("/api/adaptive/start", { exam_type: "own" });
  const session = started.exam_session_id;
  const page = await enter(await person(), started.entry_url);
  const item = await itemOf(page);
  await page.getByRole("button", { name: "Pause the exam" }).click();
  await page.getByRole("heading", { name: "The exam is paused" }).waitFor();
  assert.equal(await page.locator("#stem").count(), 0);
  await page.getByRole("button", { name: "Continue the exam" }).click();
  await atQuestion(page, 1);
  assert.equal(await itemOf(page), item);
  await page.getByRole("button", { name: "Pause the exam" }).click();
  await page.getByRole("button", { name: "Continue the exam" }).waitFor();
  await api(`/api/adaptive/sessions/${session}/pause`, { reason: "fire alarm" });
  await page.getByRole("button", { name: "Continue the exam" }).click();
  await page.getByRole("link", { name: "Look whether it goes on" }).waitFor();
  await api(`/api/adaptive/sessions/${session}/resume`, { reason: "the alarm is over" });
  await atQuestion(page, 1);
  const { events } = await api(`/api/adaptive/sessions/${session}/events`);
  assert.deepEqual(events.map(({ kind, actor }) => `${kind} ${actor}`).slice(0, 2), ["paused examinee", "resumed examinee"]);
}
