// Forms of other sites, and sessions of others.
import { api, assert, enter, examType, itemOf, person, recorded, server, sessionOf } from "./lib.mjs";

export default async function () {
  await examType("guarded");
  const [mine, theirs] = [await api("/api/adaptive/start", { exam_type: "guarded" }), await api("/api/adaptive/start", { exam_type: "guarded" })];
  const [me, them] = [await person(), await person()];
  const [page, other] = [await enter(me, mine.entry_url), await enter(them, theirs.entry_url)];
  const cookie = (await me.cookies(server)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const proof = await page.locator("#answer input[name=proof]").inputValue();
  const foreignProof = await other.locator("#answer input[name=proof]").inputValue();
  assert.notEqual(proof, foreignProof);
  const item = await itemOf(page);
  const post = (headers, fields) => fetch(`${server}/exam/answer`, {
    method: "POST",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams({ proof, item, choice: "A", ...fields }),
    redirect: "manual",
  });
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://other.example" },
    { origin: "null" },
  ]) {
    assert.equal((await post(headers, {})).status, 403, JSON.stringify(headers));
  }
  for (const forged of ["", "forged", foreignProof]) { assert.equal((await post({}, { proof: forged })).status, 403, forged); }
  assert.deepEqual(await recorded(await sessionOf(me)), []);

  // The session of somebody else with a token of one's own.
  const token = cookie.match(/adaptive_exam=\d+\.([^;]+)/)[1];
  const stolen = `adaptive_exam=${theirs.exam_session_id}.${token}`;
  const read = await fetch(`${server}/exam`, { headers: { cookie: stolen }, redirect: "manual" });
  const nobody = await fetch(`${server}/exam`, { headers: { cookie: `adaptive_exam=999999.${token}` }, redirect: "manual" });
  assert.deepEqual([read.status, nobody.status], [403, 403]);
  assert.equal(await read.text(), await nobody.text(), "nobody finds out which sessions there are");
  assert.equal((await post({ cookie: stolen }, {})).status, 403);
  for (const session of [mine, theirs]) { assert.deepEqual(await recorded(session.exam_session_id), []); }

  // The right form is taken, also by a browser that says nothing of its origin.
  assert.equal((await post({ origin: server }, {})).status, 303);
  assert.deepEqual(await recorded(mine.exam_session_id), [[item, "A"]]);

  // Nobody starts an exam without a key where keys are needed.
  const home = await fetch(`${server}/`);
  assert.ok(!(await home.text()).includes("exam/start"));
  const visitor = home.headers.get("set-cookie").split(";")[0];
  const start = await fetch(`${server}/exam/start`, { method: "POST", headers: { cookie: visitor }, body: new URLSearchParams({ proof: "x", start: "0123456789abcdef" }) });
  assert.equal(start.status, 403);
}
