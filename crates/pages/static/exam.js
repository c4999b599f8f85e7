// Makes the exam page safer and quicker. Without it the forms work by themselves.
(() => {
  "use strict";
  const PAGE_HEADER = "x-exam-page";
  const base = document.body.dataset.base;
  const examAddress = `${base}exam`;
  const live = document.getElementById("live");
  const connection = document.getElementById("connection");
  // A second tap on the way to the next question is not meant for it.
  const GUARD_MILLISECONDS = 350;
  const FIRST_TIMEOUT = 10_000;
  const LONGEST_TIMEOUT = 40_000;
  const LONGEST_WAIT = 15_000;
  const POLL_MILLISECONDS = 15_000;
  const PAUSED_POLL_MILLISECONDS = 4_000;
  const ANNOUNCED_MINUTES = [10, 5, 1];

  let sending = false;
  let refreshing = false;
  let shownAt = performance.now();
  let deadlines = {};
  let seconds = {};
  let overTold = false;

  const main = () => document.getElementById("main");
  const form = () => document.getElementById("answer");
  const text = (name) => document.getElementById("texts").content.querySelector(`[data-text="${name}"]`)?.textContent ?? "";
  const wait = (milliseconds) => new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });

  function announce(sentence) {
    live.textContent = "";
    setTimeout(() => { live.textContent = sentence; }, 50);
  }

  function tell(sentence) {
    if (connection.textContent !== sentence || connection.hidden) {
      connection.textContent = sentence;
      connection.hidden = !sentence;
    }
  }

  // --- Showing a page -------------------------------------------------------------------------------------------------------

  function show(html, notice) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("main");
    if (!fresh) { return false; }
    document.title = page.title;
    main().replaceWith(document.adoptNode(fresh));
    shownAt = performance.now();
    history.replaceState(null, "", examAddress);
    const heading = document.getElementById("heading");
    if (notice) {
      const line = document.createElement("p");
      line.className = "notice";
      line.textContent = notice;
      heading?.after(line);
    }
    scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
    const noticed = document.querySelector("#main > .notice")?.textContent ?? "";
    announce([noticed, heading?.dataset.announce ?? heading?.textContent ?? ""].filter(Boolean).join(" "));
    prepare();
    return true;
  }

  function prepare() {
    overTold = false;
    deadlines = {};
    seconds = {};
    const { left, itemLeft, state } = main().dataset;
    if (left !== undefined) { deadlines.left = Date.now() + Number(left) * 1000; }
    if (itemLeft !== undefined) { deadlines["item-left"] = Date.now() + Number(itemLeft) * 1000; }
    if (form()) { form().noValidate = true; }
    for (const button of document.querySelectorAll("[data-print]")) { button.hidden = false; }
    tick();
    schedulePoll(state === "paused" || state === "evaluating" ? PAUSED_POLL_MILLISECONDS : POLL_MILLISECONDS);
  }

  /// Asks for the page that is right now, and shows it. Whether it came.
  async function refresh(notice) {
    if (refreshing || sending) { return false; }
    refreshing = true;
    try {
      const reply = await fetch(examAddress, {
        headers: { [PAGE_HEADER]: "1" },
        signal: AbortSignal.timeout(FIRST_TIMEOUT),
        cache: "no-store",
      });
      if (!reply.headers.has(PAGE_HEADER) || reply.status >= 500) { throw new Error("no page"); }
      tell("");
      return show(await reply.text(), notice);
    } catch {
      tell(text("lost"));
      return false;
    } finally {
      refreshing = false;
    }
  }

  // --- Answering ------------------------------------------------------------------------------------------------------------

  function choose(sentence) {
    const line = document.getElementById("choose");
    if (!line) { return; }
    line.hidden = false;
    line.textContent = sentence;
    form().querySelector("input[type=radio]")?.focus();
  }

  async function submit(submitter) {
    const answer = form();
    if (sending || refreshing || !answer || performance.now() - shownAt < GUARD_MILLISECONDS) { return; }
    const skips = submitter?.name === "skip";
    if (!skips && !answer.querySelector("input[type=radio]:checked")) { choose(text("choose")); return; }
    const body = new URLSearchParams(new FormData(answer));
    if (skips) { body.delete("choice"); body.set("skip", "1"); }
    body.set("time", String(Math.min(86_400_000, Math.round(performance.now() - shownAt))));
    await send(answer.action, body);
  }

  async function send(address, body) {
    sending = true;
    const position = main().dataset.position;
    main().setAttribute("aria-busy", "true");
    for (const button of form().querySelectorAll("button")) { button.setAttribute("aria-disabled", "true"); }
    for (const option of form().querySelectorAll("input[type=radio]:not(:checked)")) { option.disabled = true; }
    const slow = setTimeout(() => tell(text("sending")), 500);
    for (let attempt = 0; ; attempt += 1) {
      const timeout = Math.min(LONGEST_TIMEOUT, FIRST_TIMEOUT * 2 ** attempt);
      try {
        const reply = await fetch(address, {
          method: "POST",
          body,
          headers: { [PAGE_HEADER]: "1" },
          signal: AbortSignal.timeout(timeout),
        });
        if (!reply.headers.has(PAGE_HEADER) || reply.status >= 500) { throw new Error("no page"); }
        const html = await reply.text();
        clearTimeout(slow);
        sending = false;
        tell("");
        if (!show(html)) { throw new Error("no page"); }
        shout({ kind: "moved", position });
        return;
      } catch {
        clearTimeout(slow);
        sending = true;
        tell(text(navigator.onLine ? "unreachable" : "offline"));
        await wait(Math.min(LONGEST_WAIT, 1000 * 2 ** attempt));
      }
    }
  }

  document.addEventListener("submit", (event) => {
    if (event.target !== form()) {
      // A form that is under way is not sent again.
      if (event.target.dataset.sent) { event.preventDefault(); }
      event.target.dataset.sent = "1";
      return;
    }
    event.preventDefault();
    submit(event.submitter);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) { print(); }
  });

  document.addEventListener("change", () => {
    const line = document.getElementById("choose");
    if (line) { line.hidden = true; line.textContent = ""; }
  });

  // --- Keys -----------------------------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (!form() || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const isAction = event.target.closest?.("button, a, summary, textarea, input:not([type=radio])");
    if (event.key === "Enter") {
      if (event.repeat) { event.preventDefault(); return; }
      if (isAction) { return; }
      event.preventDefault();
      submit(null);
      return;
    }
    const place = placeOf(event.key);
    if (place === null || event.repeat || sending) { return; }
    const option = form().querySelectorAll("input[type=radio]")[place];
    if (!option || option.disabled) { return; }
    event.preventDefault();
    option.checked = true;
    option.focus();
    option.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /// The place of an option that a key chooses: 1 to 9, or A to I.
  function placeOf(key) {
    if (/^[1-9]$/.test(key)) { return Number(key) - 1; }
    if (/^[a-iA-I]$/.test(key)) { return key.toLowerCase().charCodeAt(0) - 97; }
    return null;
  }

  // --- Time -----------------------------------------------------------------------------------------------------------------

  function clockText(left) {
    const [hours, minutes, rest] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const two = (number) => String(number).padStart(2, "0");
    return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  }

  function tick() {
    for (const [name, deadline] of Object.entries(deadlines)) {
      const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
      const before = seconds[name];
      seconds[name] = left;
      const clock = document.querySelector(`[data-clock="${name}"]`);
      if (clock && left !== before) {
        clock.textContent = clockText(left);
        clock.parentElement.classList.toggle("late", left <= 60);
      }
      if (name === "left" && before !== undefined) {
        for (const minutes of ANNOUNCED_MINUTES) {
          if (before > minutes * 60 && left <= minutes * 60) {
            announce(minutes === 1 ? text("minute") : text("minutes").replace("{minutes}", minutes));
          }
        }
      }
    }
    // An answer that is under way is waited for.
    if (sending || refreshing || !form()) { return; }
    if (seconds.left === 0) { end(); } else if (seconds["item-left"] === 0) { endItem(); }
  }

  async function end() {
    if (!overTold) { overTold = true; announce(text("over")); }
    deadlines.left = Date.now() + 3000;
    await refresh(text("over"));
  }

  /// The time of the question is over: it counts as left out. The server takes this only after its grace.
  async function endItem() {
    if (!overTold) { overTold = true; announce(text("item-over")); tell(text("item-over")); }
    deadlines["item-left"] = Date.now() + 3000;
    const answer = form();
    const body = new URLSearchParams(new FormData(answer));
    body.delete("choice");
    body.set("skip", "1");
    refreshing = true;
    try {
      const reply = await fetch(answer.action, { method: "POST", body, headers: { [PAGE_HEADER]: "1" }, signal: AbortSignal.timeout(FIRST_TIMEOUT) });
      const page = await reply.text();
      const position = new DOMParser().parseFromString(page, "text/html").getElementById("main")?.dataset.position;
      if (reply.headers.has(PAGE_HEADER) && reply.status < 500 && position !== main().dataset.position) {
        tell("");
        show(page, text("item-over"));
      }
    } catch {
      // The next second tries again.
    } finally {
      refreshing = false;
    }
  }

  setInterval(tick, 500);

  // --- What happens elsewhere -----------------------------------------------------------------------------------------------

  let poll;
  function schedulePoll(milliseconds) {
    clearTimeout(poll);
    if (main().dataset.state !== "still" && main().dataset.state !== "finished") {
      poll = setTimeout(look, milliseconds * (0.8 + 0.4 * Math.random()));
    }
  }

  async function look() {
    const { state, position } = main().dataset;
    let next = state === "question" ? POLL_MILLISECONDS : PAUSED_POLL_MILLISECONDS;
    if (!sending && !refreshing && !document.hidden) {
      try {
        const reply = await fetch(`${base}exam/state`, { signal: AbortSignal.timeout(FIRST_TIMEOUT), cache: "no-store" });
        if (!reply.ok || !reply.headers.has(PAGE_HEADER)) { throw new Error("no state"); }
        const now = await reply.json();
        if (!connection.hidden && !sending) { tell(""); announce(text("back")); }
        if (!sending && main().dataset.position === position) {
          if (now.state !== state) { await refresh(); } else if (String(now.position ?? "") !== (position ?? "")) {
            await refresh(text("moved"));
          } else if (now.left !== null && deadlines.left !== undefined) { deadlines.left = Date.now() + now.left * 1000; }
        }
      } catch {
        if (!sending) { tell(text("lost")); next = PAUSED_POLL_MILLISECONDS; }
      }
    }
    schedulePoll(next);
  }

  addEventListener("online", () => { if (!sending) { look(); } });
  addEventListener("offline", () => { if (!sending) { tell(text("lost")); } });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { look(); } });
  addEventListener("pageshow", (event) => { if (event.persisted) { refresh(); } });

  // Tabs of one browser tell each other what they do.
  const channel = "BroadcastChannel" in self ? new BroadcastChannel(`adaptive-exam ${base}`) : null;
  function shout(message) { channel?.postMessage(message); }
  channel?.addEventListener("message", ({ data }) => {
    if (main().dataset.state === "still") { return; }
    if (data.kind === "here") { shout({ kind: "also" }); }
    if (data.kind === "here" || data.kind === "also") { otherTab(); }
    if (data.kind === "moved") { refresh(text("moved")); }
  });

  function otherTab() {
    if (!form() || document.getElementById("other-tab")) { return; }
    const line = document.createElement("p");
    line.id = "other-tab";
    line.className = "notice";
    line.textContent = text("other-tab");
    document.getElementById("heading").after(line);
    announce(line.textContent);
  }

  prepare();
  if (form()) { shout({ kind: "here" }); }
})();
