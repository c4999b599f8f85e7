// axe-core on every operator page.
import { answered, api, examType, logIn, newKey, person, server } from "./lib.mjs";
import { check } from "./checked.mjs";

export default async function () {
  await examType("watched", { time_limit_seconds: 3600 });
  const key = await newKey("proctor", ["admin"]);
  const starts = [];
  for (const examinee_id of ["Ada Lovelace", "Grace Hopper", "Emmy Noether", "Sofja Kowalewskaja"]) {
    starts.push(await api("/api/adaptive/start", { exam_type: "watched", examinee_id }));
  }
  for (const [place, started] of starts.entries()) { await answered(started, [4, 6, 2, 0][place]); }
  const [{ exam_session_id: session }] = starts;
  await api(`/api/adaptive/sessions/${starts[2].exam_session_id}/pause`, { reason: "fire alarm" });
  const context = await person({ bypassCSP: true });
  const login = await context.newPage();
  await login.goto(`${server}/operator`);
  await check(login, "operator-login");
  await login.getByLabel("API key").fill("wrong");
  await login.getByRole("button", { name: "Log in" }).click();
  await check(login, "operator-login-refused");
  const page = await logIn(context, key.text, "/operator/sessions?state=all");
  await check(page, "operator-sessions");
  await page.goto(`${server}/operator/sessions?examinee=nobody`);
  await check(page, "operator-sessions-none");
  await api(`/api/adaptive/sessions/${session}/time`, { seconds: 600, reason: "a slow start" });
  await page.goto(`${server}/operator/sessions/${session}`);
  for (const image of await page.locator("img").all()) { await image.scrollIntoViewIfNeeded(); }
  await check(page, "operator-session");
  await page.locator("details").first().locator("summary").click();
  await page.locator("details.act[open]").getByLabel("Reason").fill("a trial");
  await check(page, "operator-session-act");
  await page.goto(`${server}/operator/sessions/${starts[3].exam_session_id}`);
  await check(page, "operator-session-empty");
  await page.locator("details.act summary", { hasText: "Void" }).click();
  await page.locator("details.act[open]").getByLabel("Reason").fill("a trial");
  await page.locator("details.act[open]").getByRole("button").click();
  await page.getByRole("button", { name: "Yes, void the session" }).waitFor();
  await check(page, "operator-void");
  await page.goto(`${server}/operator/health`);
  await check(page, "operator-health");
  await page.goto(`${server}/operator/sessions/999999`);
  await check(page, "operator-failure");
  const german = await logInGerman(key.text);
  await check(german, "operator-sessions-german");
}

async function logInGerman(text) {
  const page = await (await person({ bypassCSP: true, locale: "de-DE" })).newPage();
  await page.goto(`${server}/operator/sessions?state=all`);
  await page.getByLabel("API-Schlüssel").fill(text);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.getByRole("button", { name: "Abmelden" }).waitFor();
  return page;
}

/// Bank and exam type pages, empty, with faults and with figures.
export async function catalogue() {
  await examType("watched", { time_limit_seconds: 3600 });
  const key = await newKey("author", ["admin"]);
  const page = await logIn(await person({ bypassCSP: true }), key.text, "/operator/exam-types/watched");
  await check(page, "operator-exam-type-empty");
  for (let place = 0; place < 4; place += 1) { await answered(await api("/api/adaptive/start", { exam_type: "watched" }), 6); }
  await api("/api/exam-types/watched/simulation", { examinees: 1000, test_length: { mean: 5.5, p05: 4, p95: 6 },
    standard_errors: { mean: 0.6, p05: 0.5, p95: 0.8 }, stop_reasons: { max_items: 1000 } });
  for (const [path, name] of [["banks", "operator-banks"], ["banks/watched", "operator-bank"], ["banks/watched?search=nothing", "operator-bank-none"],
    ["banks/watched/item?id=watched-3", "operator-item"], ["banks/watched/item?id=x", "operator-item-missing"],
    ["exam-types", "operator-exam-types"], ["exam-types/watched", "operator-exam-type"]]) {
    await page.goto(`${server}/operator/${path}`);
    for (const image of await page.locator("main img").all()) { await image.scrollIntoViewIfNeeded(); }
    await check(page, name);
  }
  await page.goto(`${server}/operator/banks`);
  await page.getByLabel("Name").fill("faulty");
  await page.getByLabel("Bank file (CSV)").setInputFiles({ name: "bank.csv", mimeType: "text/csv", buffer: Buffer.from("item_id,model,a,b\nq1,2pl,x,0\n") });
  await page.getByRole("button", { name: "Check and import" }).click();
  await page.getByRole("heading", { level: 1, name: "The bank was not imported" }).waitFor();
  await check(page, "operator-bank-refused");
}
