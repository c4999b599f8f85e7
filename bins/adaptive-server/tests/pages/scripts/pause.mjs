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
  // A pause is seen without an answer, too.
  await api(`/api/adaptive/sessions/${started.exam_session_id}/pause`, { reason: "fire alarm" });
  await page.goto(`${server}/exam`);
  await page.getByRole("heading", { name: "The exam is paused" }).waitFor();
}
