"use strict";
const EXAM_TYPE = "placement";
const part = (id) => document.getElementById(id);
const show = (id) => ["welcome", "exam", "result"].forEach((other) => { part(other).hidden = other !== id; });
// The tab keeps the session, so that a reload or a restart of the server goes on with the same question.
const kept = { get: () => JSON.parse(sessionStorage.getItem("exam") || "null"), set: (exam) => sessionStorage.setItem("exam", JSON.stringify(exam)), drop: () => sessionStorage.removeItem("exam") };

// The key of a start is kept until its reply has come, so that a start tried again, also after a reload, is the same one.
const startKey = {
  get: () => {
    const drawn = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const key = sessionStorage.getItem("start") ?? drawn();
    sessionStorage.setItem("start", key);
    return key;
  },
  drop: () => sessionStorage.removeItem("start"),
};

async function call(method, path, body, more = {}) {
  const headers = { "Content-Type": "application/json", ...more };
  const exam = kept.get();
  if (exam && !path.endsWith("/start")) headers.Authorization = `Bearer ${exam.token}`;
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const json = await reply.json();
  if (!reply.ok) throw Object.assign(new Error(json.detail), { code: json.code });
  return json;
}

// What the reader can do about an error that trying again does not mend.
const remedies = {
  unauthorized: "This server serves only holders of an API key, so its exams are taken through the platform and not on this page.",
  unknown_exam_type: `This server has no exam type "${EXAM_TYPE}". Load the sample exam, or import one of that name.`,
};

async function attempt(action) {
  part("message").hidden = true;
  document.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  try {
    await action();
  } catch (error) {
    if (error.code === "unknown_session" || error.code === "foreign_session") { kept.drop(); show("welcome"); }
    part("message").textContent = remedies[error.code] ?? `${error.message}. Try again.`;
    part("message").hidden = false;
  } finally {
    document.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  }
}

// An exam type may show examinees no estimate.
const rounded = (number, digits) => number === null ? "" : number.toFixed(digits);
const estimate = ({ theta, standard_error }) => theta === null ? null : `${theta.toFixed(2)} ± ${standard_error.toFixed(2)}`;

async function present(progress) {
  if (progress.finished) return finish(progress.exam_session_id);
  const shown = estimate(progress);
  part("standing").textContent = `Question ${progress.item.position} of at most ${progress.max_items}${shown ? ` · theta ${shown}` : ""}`;
  part("stem").textContent = progress.item.stem;
  for (const text of [part("stem"), part("options")]) {
    for (const [attribute, value] of [["lang", progress.item.lang], ["dir", progress.item.direction]]) {
      if (value) text.setAttribute(attribute, value); else text.removeAttribute(attribute);
    }
  }
  part("options").replaceChildren(...progress.item.options.map(({ key, text }) => {
    const button = document.createElement("button");
    const label = document.createElement("kbd");
    label.textContent = key;
    button.append(label, text);
    button.dataset.key = key;
    button.onclick = () => attempt(() => answer(progress, key));
    return button;
  }));
  show("exam");
}

async function answer(progress, key) {
  const body = { exam_session_id: progress.exam_session_id, item_id: progress.item.item_id, answer: key };
  try {
    await present(await call("POST", "api/adaptive/answer", body));
  } catch (error) {
    // The time of the session is over, or another tab has completed it.
    if (error.code !== "session_finished") throw error;
    await finish(progress.exam_session_id);
  }
}

async function finish(session) {
  const report = await call("POST", "api/adaptive/complete", { exam_session_id: session });
  const shown = estimate(report);
  part("verdict").textContent = `${shown ? `Theta ${shown}` : "Completed"} after ${report.items_completed} questions (${report.stop_reason.replaceAll("_", " ")}).${report.voided ? " The result does not count." : ""}`;
  part("trace").replaceChildren(...report.trace.map((step) => {
    const row = document.createElement("tr");
    const right = step.response === null ? "" : step.response > 0 ? "yes" : "no";
    for (const cell of [step.position, step.item_id, step.content, step.answer, right, rounded(step.theta, 3), rounded(step.standard_error, 3)]) {
      row.insertCell().textContent = cell ?? "";
    }
    return row;
  }));
  kept.drop();
  show("result");
}

part("start").onclick = part("again").onclick = () => attempt(async () => {
  const started = await call("POST", "api/adaptive/start", { exam_type: EXAM_TYPE }, { "Idempotency-Key": startKey.get() });
  kept.set({ session: started.exam_session_id, token: started.session_token });
  startKey.drop();
  await present(started);
});
document.addEventListener("keydown", (event) => {
  if (part("exam").hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  const chosen = [...part("options").children].find((button) => button.dataset.key === event.key.toUpperCase());
  if (chosen && !chosen.disabled) chosen.click();
});
const exam = kept.get();
if (exam) attempt(async () => present(await call("GET", `api/adaptive/next?exam_session_id=${exam.session}`)));
