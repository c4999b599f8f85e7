// A psychometrician uploads a bank, defines an exam type, compares what happens with what a simulation promises, and looks at items.
import { Buffer } from "node:buffer";
import { answered, api, assert, logIn, newKey, person, server } from "./lib.mjs";
import { header, picture, rows } from "./rich_bank.mjs";

const promise = { examinees: 1000, test_length: { mean: 3.5, p05: 2, p95: 4 }, standard_errors: { mean: 0.8, p05: 0.6, p95: 1 }, stop_reasons: { max_items: 900, standard_error: 100 } };

export default async function () {
  const author = await newKey("author", ["author", "read"]);
  const context = await person();
  const page = await logIn(context, author.text, "/operator/banks");

  // A file with faults names them, and changes nothing.
  const upload = async (name, text, pictures = []) => {
    await page.goto(`${server}/operator/banks`);
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Bank file (CSV)").setInputFiles({ name: "bank.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    if (pictures.length) { await page.getByLabel("Pictures").setInputFiles(pictures); }
    await page.getByRole("button", { name: "Check and import" }).click();
  };
  await upload("rich", "item_id,model,a,b\nq1,2pl,x,0\nq2,2pl,1,\n");
  await page.getByRole("heading", { level: 1, name: "The bank was not imported" }).waitFor();
  const faults = await page.getByRole("region", { name: "Faults of the file" }).getByRole("row").allTextContents();
  assert.ok(faults.length >= 3 && faults.some((text) => text.includes("q1")) && faults.some((text) => text.includes("q2")), faults.join("\n"));
  assert.ok(!(await api("/api/banks")).some(({ name }) => name === "rich"));
  const content = rows.map((row, place) => `${row},${place % 2 ? "numbers" : "shapes"}`);
  await upload("rich", `${header},content\n${content.join("\n")}\n`, [{ name: "graph.png", mimeType: "image/png", buffer: picture }]);
  await page.getByRole("heading", { level: 1, name: "Bank rich, version 1" }).waitFor();
  await upload("no such/name", `${header}\n${rows[0]}\n`);
  await page.getByRole("alert").waitFor();

  // An exam type, with the checks of the interface.
  const define = async (definition) => {
    await page.goto(`${server}/operator/exam-types`);
    await page.getByLabel("Definition").fill(typeof definition === "string" ? definition : JSON.stringify(definition));
    await page.getByRole("button", { name: "Check and define" }).click();
  };
  await define("{ no JSON");
  await page.getByRole("heading", { level: 1, name: "The exam type was not defined" }).waitFor();
  assert.equal(await page.getByLabel("Definition").inputValue(), "{ no JSON", "what was typed stays");
  await define({ exam_type: "rich", bank: "missing", design: {} });
  await page.getByText("missing").first().waitFor();
  await define({ exam_type: "rich", bank: "rich", time_limit_seconds: 1800,
    design: { stopping: { min_items: 2, max_items: 4 }, content: { targets: { numbers: 0.5, shapes: 0.5 } } } });
  await page.getByRole("heading", { level: 1, name: "Exam type rich, version 1" }).waitFor();
  await page.getByText("A session lasts at most 30:00.").waitFor();
  await page.getByText("No session is completed yet").waitFor();

  // A simulation beside what happened.
  await page.getByLabel("summary.json").fill("{}");
  await page.getByRole("button", { name: "Keep this simulation" }).click();
  assert.ok((await page.getByRole("alert").textContent()).includes("adaptive simulate"));
  await page.getByLabel("summary.json").fill(JSON.stringify({ ...promise, more: 1 }));
  await page.getByRole("button", { name: "Keep this simulation" }).click();
  await page.getByText(/^Kept .*key:author$/).waitFor();
  assert.equal((await api("/api/exam-types/rich/simulation")).summary.more, 1);
  for (let place = 0; place < 3; place += 1) { await answered(await api("/api/adaptive/start", { exam_type: "rich" }), 4); }
  const row = (name) => page.getByRole("region", { name: "Promised and happened" }).getByRole("row", { name }).textContent();
  // Statistics are some seconds old at most.
  for (const end = Date.now() + 20_000; !/1000\s*3$/.test(await row("Examinees")); await page.reload()) {
    assert.ok(Date.now() < end, await row("Examinees"));
  }
  assert.match(await row("Items of a test"), /3\.50\s*4\.00$/);
  assert.match(await row("max items"), /90\.0 %\s*100\.0 %$/);
  const drawn = async () => {
    for (const image of await page.locator("section.figure img").all()) {
      await image.scrollIntoViewIfNeeded();
      await page.waitForFunction((element) => element.complete && element.naturalWidth > 0, await image.elementHandle());
    }
    return page.locator("section.figure").count();
  };
  assert.equal(await drawn(), 4);

  // The bank with its use, and its items.
  await page.goto(`${server}/operator/banks/rich`);
  assert.equal(await drawn(), 3);
  const csv = await (await context.request.get(`${server}/operator/banks/rich/1/charts/wright-map.csv`)).text();
  const share = csv.trim().split("\n").slice(1).reduce((sum, line) => sum + Number(line.split(",")[2]), 0);
  assert.ok(Math.abs(share - 1) < 0.01, csv);
  await page.getByLabel("Text").fill("fall");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText(/^[01] items?$|^1 items$|^0 items$/).first().waitFor();
  await page.goto(`${server}/operator/banks/rich`);
  await page.getByLabel("Content area").selectOption("shapes");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("2 items").waitFor();
  await page.getByRole("columnheader", { name: "Item" }).getByRole("link").click();
  const names = await page.getByRole("region", { name: "Items" }).getByRole("rowheader").allTextContents();
  assert.deepEqual(names.map((name) => name.trim()), ["arabic", "table"]);
  await page.getByRole("link", { name: "table" }).click();
  await page.getByRole("heading", { level: 1, name: "Item table" }).waitFor();
  assert.ok(await page.locator("math").count() > 1 && await page.locator("table").count() === 1);
  await page.getByText("A: 0, B: 1, C: 0").waitFor();

  // A key without the scope sees neither keys nor parameters, nor forms.
  const reader = await newKey("reader", ["read"]);
  const other = await logIn(await person(), reader.text, "/operator/banks/rich/item?id=table");
  await other.getByText("Your key does not open answer keys").waitFor();
  assert.ok(!(await other.content()).includes("A: 0, B: 1"));
  for (const path of ["banks", "exam-types", "exam-types/rich"]) {
    await other.goto(`${server}/operator/${path}`);
    assert.equal(await other.locator("main form[method=post]").count(), 0, path);
  }
  await other.goto(`${server}/operator/banks/rich`);
  assert.ok((await other.getByRole("region", { name: "Items" }).getByRole("row").nth(1).textContent()).includes("–"), "no location");
}
