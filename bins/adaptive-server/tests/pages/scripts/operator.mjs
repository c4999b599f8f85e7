// A proctor logs in, sees who is where, and acts; each act is an event with the name of the key.
import { answered, api, assert, examType, link, logIn, newKey, person, server } from "./lib.mjs";

const cell = (page, session, place) => page.locator(`#sessions tr:has(a[href$="/${session}"]) > *`).nth(place);

/// An examinee who enters by this link, with two answers given.
async function opened(url) {
  const page = await (await person()).newPage();
  await page.goto(link(url));
  await page.getByRole("button", { name: "Open the exam" }).click();
  await page.getByRole("heading", { level: 1, name: /^Question 3 / }).waitFor();
  return page;
}

export default async function () {
  await examType("watched", { time_limit_seconds: 3600 });
  const [started, other] = [await api("/api/adaptive/start", { exam_type: "watched", examinee_id: "Ada" }),
    await api("/api/adaptive/start", { exam_type: "watched", examinee_id: "Grace" })];
  const session = started.exam_session_id;
  const proctor = await newKey("proctor", ["read", "deliver"]);
  const context = await person();
  const page = await context.newPage();

  // A page leads to the login and back; a wrong key is told.
  await page.goto(`${server}/operator/sessions?examinee=Ada`);
  await page.getByLabel("API key").fill("wrong");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("This key opens nothing").waitFor();
  await page.getByLabel("API key").fill(proctor.text);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("heading", { level: 1, name: "Exam sessions" }).waitFor();
  assert.equal(new URL(page.url()).search, "?examinee=Ada");
  assert.equal(await page.locator("#sessions tr").count(), 1);
  const cookie = (await context.cookies(server)).find(({ name }) => name === "adaptive_operator");
  assert.ok(cookie.httpOnly && cookie.sameSite === "Lax" && !cookie.value.includes(proctor.text));

  // The rows keep themselves fresh.
  await page.goto(`${server}/operator/sessions`);
  assert.equal(await cell(page, session, 4).textContent(), "0 of at most 6");
  await answered(started, 2);
  await page.waitForFunction((id) => document.querySelector(`#sessions tr:has(a[href$="/${id}"])`)?.textContent.includes("2 of at most 6"), session);
  await api(`/api/adaptive/sessions/${other.exam_session_id}/pause`, { reason: "fire alarm" });
  await page.waitForFunction((id) => !document.querySelector(`#sessions a[href$="/${id}"]`), other.exam_session_id);

  // So they do where the stream is refused, and whoever watches is told when nothing answers.
  await page.route("**/sessions/live*", (route) => route.fulfill({ status: 503 }));
  await page.goto(`${server}/operator/sessions`);
  await api(`/api/adaptive/sessions/${other.exam_session_id}/resume`, { reason: "it is over" });
  await page.waitForFunction((id) => document.querySelector(`#sessions a[href$="/${id}"]`), other.exam_session_id);
  await context.setOffline(true);
  await page.getByText("The server does not answer.").waitFor();
  await context.setOffline(false);
  await page.unroute("**/sessions/live*");
  await page.waitForFunction(() => document.getElementById("lost").hidden);

  // By its number, too.
  await page.getByLabel("Number").fill(String(session));
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("heading", { level: 1, name: `Exam session ${session}` }).waitFor();
  for (const image of await page.locator("figure img, section.figure img").all()) {
    await image.scrollIntoViewIfNeeded();
    await page.waitForFunction((element) => element.complete && element.naturalWidth > 0, await image.elementHandle());
  }
  const csv = await (await context.request.get(`${server}/operator/sessions/${session}/charts/theta.csv`)).text();
  assert.equal(csv.trim().split("\n").length, 3, csv);

  // Each act with its event.
  const act = async (name, reason, fill = async () => {}) => {
    await page.locator("details.act", { has: page.locator("summary", { hasText: name }) }).locator("summary").click();
    const form = page.locator("details.act[open] form");
    await fill(form);
    await form.getByLabel("Reason").fill(reason);
    await form.getByRole("button", { name }).click();
  };
  const again = () => page.getByRole("heading", { level: 1, name: `Exam session ${session}` }).waitFor();
  const examinee = await opened(started.entry_url);
  await act("Pause", "fire alarm");
  await page.getByText("fire alarm").waitFor();
  await act("Resume", "it is over");
  await page.getByText("it is over").waitFor();
  await act("Give more time", "a slow start", (form) => form.getByLabel("Minutes").fill("15"));
  await page.getByText("a slow start").waitFor();
  await act("New link", "another computer");
  const url = await page.getByLabel("Link").inputValue();
  await page.getByRole("link", { name: "Back" }).click();
  await again();
  await examinee.reload();
  await examinee.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await examinee.locator("#answer").count(), 0, "the browser before has ended");
  await opened(url);
  await act("Void", "somebody else took it");
  await page.getByRole("button", { name: "Yes, void the session" }).click();
  await again();
  await page.getByText("The result does not count.").waitFor();
  await act("Reopen", "it was the right person");
  await page.getByText("it was the right person").waitFor();
  const { events } = await api(`/api/adaptive/sessions/${session}/events`);
  assert.deepEqual(events.map(({ kind, actor, reason }) => [kind, actor, reason]), [
    ["paused", "key:proctor", "fire alarm"],
    ["resumed", "key:proctor", "it is over"],
    ["time_added", "key:proctor", "a slow start"],
    ["token_reissued", "key:proctor", "another computer"],
    ["voided", "key:proctor", "somebody else took it"],
    ["reopened", "key:proctor", "it was the right person"],
  ]);
  assert.equal(events[2].seconds, 900);

  // What the service refuses is said in its words.
  const late = await (await person()).newPage();
  await late.goto(`${server}/operator/sessions/${session}`);
  await late.getByLabel("API key").waitFor();
  await page.goto(`${server}/operator/sessions/999999`);
  await page.getByText("999999").first().waitFor();
  assert.ok((await page.locator("[role=alert]").textContent()).length > 10);

  // A key that is revoked opens nothing any more, and whoever logs out has to log in.
  await page.goto(`${server}/operator/health`);
  await page.getByRole("heading", { level: 1, name: "Health of the server" }).waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("API key").waitFor();
  await page.goto(`${server}/operator/sessions`);
  await page.getByLabel("API key").waitFor();
  const second = await logIn(await person(), proctor.text, "/operator/sessions");
  await fetch(`${server}/api/keys/${proctor.id}`, { method: "DELETE", headers: { authorization: `Bearer ${process.env.KEY}` } });
  await second.goto(`${server}/operator/sessions`);
  await second.getByLabel("API key").waitFor();
}
