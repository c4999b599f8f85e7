// What a key does not open, forms of other sites, and passes that somebody has made.
import { api, assert, examType, logIn, newKey, person, server } from "./lib.mjs";

export default async function () {
  await examType("guarded", { time_limit_seconds: 3600 });
  const { exam_session_id: session } = await api("/api/adaptive/start", { exam_type: "guarded" });
  const [reader, proctor, author] = [await newKey("reader", ["read"]), await newKey("proctor", ["read", "deliver"]), await newKey("author", ["author"])];
  const cookies = async (context) => (await context.cookies(server)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const [reading, proctoring] = [await person(), await person()];
  const seen = await logIn(reading, reader.text, `/operator/sessions/${session}`);
  await seen.getByRole("heading", { level: 1, name: `Exam session ${session}` }).waitFor();
  assert.equal(await seen.locator("details.act").count(), 0, "a key that reads alone offers no act");
  const page = await logIn(proctoring, proctor.text, `/operator/sessions/${session}`);
  const acts = await page.locator("details.act summary").allTextContents();
  assert.deepEqual(acts.map((text) => text.trim()), ["Pause", "Give more time", "New link", "Void"]);

  const proofOf = (page) => page.locator("input[name=proof]").first().inputValue();
  const [own, foreign] = [await proofOf(page), await proofOf(seen)];
  const post = (cookie, proof, headers = {}) => fetch(`${server}/operator/sessions/${session}/pause`, {
    method: "POST",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams({ proof, reason: "forged" }),
    redirect: "manual",
  });
  const mine = await cookies(proctoring);
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://other.example" }, { origin: "null" }]) {
    assert.equal((await post(mine, own, headers)).status, 403, JSON.stringify(headers));
  }
  for (const proof of ["", "forged", foreign]) { assert.equal((await post(mine, proof)).status, 403, proof); }
  // The right form of a key without the scope.
  assert.equal((await post(await cookies(reading), foreign)).status, 403);
  const login = `${server}/operator/login`;
  // Without a pass, and with one that somebody has altered.
  const pass = mine.match(/adaptive_operator=([^;]+)/)[1];
  const altered = `${pass.slice(0, 60)}${pass[60] === "A" ? "B" : "A"}${pass.slice(61)}`;
  for (const cookie of ["", "adaptive_operator=", `adaptive_operator=${altered}`, "adaptive_operator=asp_AAAA"]) {
    const reply = await post(cookie, own);
    assert.deepEqual([reply.status, new URL(reply.headers.get("location"), server).href], [303, login], cookie);
    for (const path of ["sessions", "sessions/live", `sessions/${session}`, `sessions/${session}/charts/theta.svg`, "health"]) {
      const read = await fetch(`${server}/operator/${path}`, { headers: { cookie }, redirect: "manual" });
      assert.equal(read.status, 303, path);
      assert.ok(new URL(read.headers.get("location"), server).href.startsWith(login), path);
    }
  }
  assert.deepEqual((await api(`/api/adaptive/sessions/${session}/events`)).events, []);

  // An author sees no sessions; an examinee's token is no pass.
  const writer = await logIn(await person(), author.text, "/operator/health");
  assert.equal(await writer.getByRole("link", { name: "Sessions" }).count(), 0);
  const refused = await writer.goto(`${server}/operator/sessions`);
  assert.equal(refused.status(), 403);
  const { session_token } = await api("/api/adaptive/start", { exam_type: "guarded" });
  const key = await fetch(login, { headers: { cookie: "" } });
  const visitor = key.headers.get("set-cookie").split(";")[0];
  const proof = (await key.text()).match(/name="proof" value="([^"]+)"/)[1];
  const tried = await fetch(login, { method: "POST", headers: { cookie: visitor }, body: new URLSearchParams({ proof, key: session_token, next: "/operator" }), redirect: "manual" });
  assert.equal(tried.status, 401);

  // No link leads from the login to another site.
  for (const next of ["https://other.example/", "//other.example", "/\\other.example", "/operator/../exam"]) {
    const reply = await fetch(login, { method: "POST", headers: { cookie: visitor }, body: new URLSearchParams({ proof, key: proctor.text, next }), redirect: "manual" });
    const target = new URL(reply.headers.get("location"), server);
    assert.ok(reply.status === 303 && target.origin === new URL(server).origin, `${next}: ${target}`);
  }
  // The form answers the right one.
  assert.equal((await post(mine, own, { origin: server })).status, 303);
  assert.equal((await api(`/api/adaptive/sessions/${session}/events`)).events.length, 1);
}
