// axe-core on every page in every state, in both widths and schemes; nothing is cut off at 320 points or at 400 %.
import { api, aside, choose, confirm, enter, person, server, link, assert } from "./lib.mjs";
import { check } from "./checked.mjs";
import { header, picture, rows } from "./rich_bank.mjs";

export default async function () {
  const form = new FormData();
  form.append("file", new Blob([`${header}\n${rows.join("\n")}\n`]), "bank.csv");
  form.append("assets", new Blob([picture]), "graph.png");
  await api("/api/banks?name=rich", form);
  const scale = { name: "Mathematics", mean: 500, sd: 100, levels: [{ name: "Foundation" }, { name: "Advanced", from: 450 }] };
  await api("/api/exam-types", { exam_type: "rich", bank: "rich", skips: "wrong", time_limit_seconds: 3600, estimates: "at_end", feedback: true,
    reporting_scale: scale, design: { stopping: { min_items: 4, max_items: 4 } } });
  // axe is added to the pages by the test, which their policy forbids.
  const context = await person({ bypassCSP: true });
  const home = await context.newPage();
  await home.goto(`${server}/`);
  await check(home, "home");
  const started = await api("/api/adaptive/start", { exam_type: "rich" });
  const entry = await context.newPage();
  await entry.goto(link(started.entry_url));
  await check(entry, "entry");
  const page = await enter(context, started.entry_url);
  for (let position = 1; position <= 4; position += 1) {
    const item = await page.locator("input[name=item]").inputValue();
    await check(page, `question-${item}`);
    if (position === 1) {
      await confirm(page).click();
      await check(page, "question-without-choice");
    }
    await choose(page, 1);
    await check(page, `chosen-${item}`);
    if (position === 2) {
      await api(`/api/adaptive/sessions/${started.exam_session_id}/pause`, { reason: "fire alarm" });
      const paused = await context.newPage();
      await paused.goto(`${server}/exam`);
      await check(paused, "paused");
      await api(`/api/adaptive/sessions/${started.exam_session_id}/resume`, { reason: "it is over" });
      await paused.close();
      await page.goto(`${server}/exam`);
      await choose(page, 1);
      await aside(page);
      await page.route("**/exam/answer", (route) => route.fulfill({ status: 502, body: "Bad gateway" }), { times: 1 });
    }
    await aside(page);
    await confirm(page).click();
    if (position === 2) {
      await page.getByText("The exam does not answer.").waitFor();
    }
    await page.waitForFunction((last) => document.getElementById("main").dataset.position !== String(last), position);
  }
  await check(page, "result");
  const other = await person({ bypassCSP: true });
  const used = await other.newPage();
  await used.goto(link(started.entry_url));
  await check(used, "link-used");
  await used.goto(`${link(started.entry_url)}x`);
  await check(used, "link-void");
  await api(`/api/adaptive/sessions/${started.exam_session_id}/token`, { reason: "another device" });
  await page.goto(`${server}/exam`);
  await check(page, "gone");
  const german = await person({ bypassCSP: true, locale: "de-DE" });
  const deutsch = await german.newPage();
  await deutsch.goto(`${server}/`);
  assert.equal(await deutsch.locator("html").getAttribute("lang"), "de");
  await check(deutsch, "home-german");
  const forced = await person({ bypassCSP: true, forcedColors: "active", reducedMotion: "reduce" });
  const plain = await forced.newPage();
  await plain.goto(`${server}/`);
  await check(plain, "home-forced-colours");
}
