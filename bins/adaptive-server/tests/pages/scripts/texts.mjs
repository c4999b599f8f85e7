// Markdown, formulas, pictures, texts from right to left, skips, ratings, items without options.
import { api, aside, assert, atQuestion, atResult, confirm, enter, examType, person, recorded } from "./lib.mjs";
import { header, picture, rows } from "./rich_bank.mjs";

export default async function () {
  const form = new FormData();
  form.append("file", new Blob([`${header}\n${rows.join("\n")}\n`]), "bank.csv");
  form.append("assets", new Blob([picture]), "graph.png");
  await api("/api/banks?name=rich", form);
  await api("/api/exam-types", { exam_type: "rich", bank: "rich", skips: "wrong", design: { stopping: { min_items: 4, max_items: 4 } } });
  const started = await api("/api/adaptive/start", { exam_type: "rich" });
  const page = await enter(await person(), started.entry_url);
  const seen = new Set();
  for (let position = 1; position <= 4; position += 1) {
    await atQuestion(page, position);
    await aside(page);
    const item = await page.locator("input[name=item]").inputValue();
    seen.add(item);
    const stem = page.locator("#stem");
    if (item === "table") {
      assert.equal(await stem.locator("table td").count(), 4);
      assert.ok((await stem.locator("math mfrac").count()) >= 1, "a formula in MathML");
      assert.ok((await page.locator("label.option math").count()) >= 1);
    }
    if (item === "graph") {
      const image = stem.locator("img");
      assert.equal(await image.getAttribute("alt"), "a falling line");
      assert.ok(await image.evaluate((element) => element.complete && element.naturalWidth > 0), "the picture is there");
    }
    if (item === "arabic") {
      assert.deepEqual([await stem.getAttribute("lang"), await stem.getAttribute("dir")], ["ar", "rtl"]);
    }
    if (item === "hostile") {
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      assert.equal(await stem.locator("script, a, img, iframe").count(), 0);
    }
    await page.getByRole("button", { name: "Skip this question" }).click();
  }
  await atResult(page);
  assert.deepEqual([...seen].sort(), ["arabic", "graph", "hostile", "table"]);
  assert.deepEqual((await recorded(started.exam_session_id)).map(([, answer]) => answer), [null, null, null, null]);
  assert.equal(await page.getByText("theta", { exact: false }).count(), 0, "the exam type shows no estimate");

  // An item without options is no dead end.
  await examType("essay", {}, ["e1,2pl,1,0,Write.,", "e2,2pl,1,0,Write more.,"], "item_id,model,a,b,stem,key");
  const essay = await api("/api/adaptive/start", { exam_type: "essay" });
  const stuck = await enter(await person(), essay.entry_url);
  await stuck.getByText("This question cannot be answered on this page.").waitFor();
  assert.equal(await confirm(stuck).count(), 0);
}
