// axe-core on every page in every state, in both widths and schemes; nothing is cut off at 320 points or at 400 %.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { api, aside, assert, axePath, choose, confirm, enter, examType, person, server, link } from "./lib.mjs";
import { header, picture, rows } from "./rich_bank.mjs";

const shots = process.env.SCREENSHOTS;

async function check(context, page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.addScriptTag({ path: axePath }).catch(() => {});
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: width === 1280 ? 800 : 844 });
      await page.waitForTimeout(250);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name} is ${wide} points too wide at ${width}`);
      if (shots && width !== 320) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    assert.deepEqual(found, [], `${name} (${colorScheme})`);
  }
}

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
  await check(context, home, "home");
  const started = await api("/api/adaptive/start", { exam_type: "rich" });
  const entry = await context.newPage();
  await entry.goto(link(started.entry_url));
  await check(context, entry, "entry");
  const page = await enter(context, started.entry_url);
  for (let position = 1; position <= 4; position += 1) {
    const item = await page.locator("input[name=item]").inputValue();
    await check(context, page, `question-${item}`);
    if (position === 1) {
      await confirm(page).click();
      await check(context, page, "question-without-choice");
    }
    await choose(page, 1);
    await check(context, page, `chosen-${item}`);
    if (position === 2) {
      await api(`/api/adaptive/sessions/${started.exam_session_id}/pause`, { reason: "fire alarm" });
      const paused = await context.newPage();
      await paused.goto(`${server}/exam`);
      await check(context, paused, "paused");
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
  await check(context, page, "result");
  const other = await person({ bypassCSP: true });
  const used = await other.newPage();
  await used.goto(link(started.entry_url));
  await check(other, used, "link-used");
  await used.goto(`${link(started.entry_url)}x`);
  await check(other, used, "link-void");
  await api(`/api/adaptive/sessions/${started.exam_session_id}/token`, { reason: "another device" });
  await page.goto(`${server}/exam`);
  await check(context, page, "gone");
  const german = await person({ bypassCSP: true, locale: "de-DE" });
  const deutsch = await german.newPage();
  await deutsch.goto(`${server}/`);
  assert.equal(await deutsch.locator("html").getAttribute("lang"), "de");
  await check(german, deutsch, "home-german");
  const forced = await person({ bypassCSP: true, forcedColors: "active", reducedMotion: "reduce" });
  const plain = await forced.newPage();
  await plain.goto(`${server}/`);
  await check(forced, plain, "home-forced-colours");
}
