// The link opens the exam in one browser. Programs that follow links use nothing up.
import { api, assert, atQuestion, enter, examType, person, server, link } from "./lib.mjs";

export default async function () {
  await examType("linked");
  const key = "0f6f9c5e-3a52-4a0e-a6a5-linkedexam01";
  const started = await api("/api/adaptive/start", { exam_type: "linked" }, { "idempotency-key": key });
  assert.ok(started.entry_url.startsWith("/enter/"), started.entry_url);
  const again = await api("/api/adaptive/start", { exam_type: "linked" }, { "idempotency-key": key });
  assert.equal(again.entry_url, started.entry_url);

  // A scanner of mail looks at the link, more than once.
  for (let look = 0; look < 3; look += 1) { assert.equal((await fetch(link(started.entry_url))).status, 200); }
  const owner = await person();
  const page = await enter(owner, started.entry_url);
  assert.ok(!page.url().includes("ase_") && !page.url().includes("ast_"), page.url());
  const cookies = await owner.cookies(server);
  for (const cookie of cookies) { assert.ok(cookie.httpOnly && cookie.sameSite === "Lax", cookie.name); }

  // The same browser goes on by the link; another one does not.
  const second = await owner.newPage();
  await second.goto(link(started.entry_url));
  await atQuestion(second, 1);
  const stranger = await (await person()).newPage();
  await stranger.goto(link(started.entry_url));
  await stranger.getByRole("heading", { name: "This link is used up" }).waitFor();

  // Two browsers that both look at the link before one of them uses it.
  const raced = await api("/api/adaptive/start", { exam_type: "linked" });
  const [one, two] = [await (await person()).newPage(), await (await person()).newPage()];
  for (const page of [one, two]) { await page.goto(link(raced.entry_url)); }
  await one.getByRole("button", { name: "Open the exam" }).dblclick();
  await atQuestion(one, 1);
  await two.getByRole("button", { name: "Open the exam" }).click();
  await two.getByRole("heading", { name: "This link is used up" }).waitFor();

  // Another token gives another link, and the browser before is told.
  const renewed = await api(`/api/adaptive/sessions/${started.exam_session_id}/token`, { reason: "another device" });
  assert.notEqual(renewed.entry_url, started.entry_url);
  const device = await person();
  await enter(device, renewed.entry_url);
  await page.reload();
  await page.getByRole("heading", { name: "The exam goes on elsewhere" }).waitFor();
  const late = await (await person()).newPage();
  await late.goto(link(started.entry_url));
  await late.getByRole("heading", { name: "This link is not valid" }).waitFor();

  // The link of a completed session shows its end.
  const done = await api("/api/adaptive/start", { exam_type: "linked" });
  await api("/api/adaptive/complete", { exam_session_id: done.exam_session_id });
  const reader = await (await person()).newPage();
  await reader.goto(link(done.entry_url));
  await reader.getByRole("button", { name: "Open the exam" }).click();
  await reader.getByRole("heading", { name: "You have finished the exam" }).waitFor();
}
