// What the scripts share: the browser, the interface of the server, exam types to take.
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

export { assert };
export const server = process.env.SERVER;
const key = process.env.KEY;
const tools = process.env.TOOLS;
const { chromium } = await import(pathToFileURL(join(tools, "node_modules/playwright-core/index.mjs")));
export const axePath = join(tools, "node_modules/axe-core/axe.min.js");

const launch = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
};
let browser;

/// A browser of its own, as another person has one.
export async function person(options = {}) {
  browser ??= await chromium.launch(launch);
  const context = await browser.newContext({ locale: "en-GB", ...options });
  return watched(context);
}

/// A browser that keeps what it has when it is closed.
export async function keptBrowser(name) {
  const directory = join(process.env.DIRECTORY, name);
  return watched(await chromium.launchPersistentContext(directory, { ...launch, locale: "en-GB" }));
}

/// Faults of the pages are faults of the test.
function watched(context) {
  context.setDefaultTimeout(20_000);
  context.faults = [];
  context.on("page", (page) => {
    page.on("pageerror", (error) => context.faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && /Content Security Policy|Refused|TypeError/.test(message.text())) {
        context.faults.push(message.text());
      }
    });
  });
  return context;
}

export async function end() { await browser?.close(); }

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
async function order(what) { console.log(what); await lines.next(); }
export const killServer = () => order("@kill");
export const startServer = () => order("@start");
export const stopListening = () => process.stdin.destroy();

/// A call of the interface by the platform.
export async function api(path, body, headers = {}) {
  const reply = await fetch(`${server}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(typeof body === "string" ? { "content-type": "text/csv" } : body instanceof FormData || body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined || typeof body === "string" || body instanceof FormData ? body : JSON.stringify(body),
  });
  const text = await reply.text();
  assert.ok(reply.ok, `${path}: ${reply.status} ${text}`);
  return JSON.parse(text);
}

/// The answers of a session as they are recorded: item and option.
export async function recorded(session) {
  const report = await api(`/api/adaptive/sessions/${session}/report`);
  return report.trace.map(({ item_id, answer }) => [item_id, answer]);
}

/// The number of the session that a browser has open.
export async function sessionOf(context) {
  const cookie = (await context.cookies(server)).find(({ name }) => name === "adaptive_exam");
  assert.ok(cookie, "the browser has an exam");
  return Number(cookie.value.split(".")[0]);
}

/// A bank of easy items of one kind, and an exam type on it.
export async function examType(name, rules = {}, rows = undefined, header = "item_id,model,a,b,stem,key,option_A,option_B,option_C") {
  const items = rows ?? Array.from({ length: 12 }, (_, place) =>
    `${name}-${place + 1},2pl,1.2345678,${(place - 6) / 3.1},What is ${place} + 1?,A,${place + 1},${place + 2},${place + 3}`);
  await api(`/api/banks?name=${name}`, `${header}\n${items.join("\n")}\n`);
  await api("/api/exam-types", { exam_type: name, bank: name, design: { stopping: { min_items: 2, max_items: 6 } }, ...rules });
}

/// The whole address of a link, which has its path alone.
export const link = (entryUrl) => new URL(entryUrl, server).href;

/// Opens an exam by its link.
export async function enter(context, entryUrl) {
  const page = await context.newPage();
  await page.goto(link(entryUrl));
  await page.getByRole("button", { name: "Open the exam" }).click();
  await page.getByRole("heading", { level: 1, name: /Question 1/ }).waitFor();
  return page;
}

/// Starts the sample exam.
export async function startSample(context) {
  const page = await context.newPage();
  await page.goto(`${server}/`);
  await page.getByRole("button", { name: "Start the sample exam" }).click();
  await atQuestion(page, 1);
  return page;
}

export const atQuestion = (page, position) => page.getByRole("heading", { level: 1, name: new RegExp(`^Question ${position} `) }).waitFor();
export const atResult = (page) => page.getByRole("heading", { level: 1, name: "You have finished the exam" }).waitFor();
export const itemOf = (page) => page.locator("input[name=item]").inputValue();
export const confirm = (page) => page.getByRole("button", { name: "Confirm answer" });

/// Longer than a second tap on the way to the next question may take.
export const aside = (page) => page.waitForTimeout(400);

/// Chooses the option at a place, counted from 0; its key.
export async function choose(page, place) {
  const option = page.getByRole("radio").nth(place);
  await option.check();
  return option.inputValue();
}

/// Creates an API key with these scopes: its number and its text.
export async function newKey(name, scopes) {
  const { key_id, key: text } = await api("/api/keys", { name, scopes });
  return { id: key_id, text };
}

/// Logs in on the operator pages.
export async function logIn(context, text, path = "/operator") {
  const page = await context.newPage();
  await page.goto(`${server}${path}`);
  if (key) { await page.getByLabel("API key").fill(text); }
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("button", { name: "Log out" }).waitFor();
  return page;
}

/// Answers this number of items of a session by the interface.
export async function answered(started, count) {
  let item = started.item;
  for (let done = 0; done < count && item; done += 1) {
    const reply = await api("/api/adaptive/answer", { exam_session_id: started.exam_session_id, item_id: item.item_id, answer: item.options[done % item.options.length].key });
    item = reply.item;
  }
}
