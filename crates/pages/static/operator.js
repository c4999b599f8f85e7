// Keeps the operator pages fresh. Without it they load themselves again, and the forms work by themselves.
(() => {
  "use strict";

  // A form that is under way is not sent again.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") { return; }
    if (event.target.dataset.sent) { event.preventDefault(); }
    event.target.dataset.sent = "1";
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });

  /// Times are shown as the browser's person is used to.
  function localise(part) {
    for (const time of part.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) { time.textContent = at.toLocaleString(); }
    }
  }
  localise(document);

  // --- The rows of sessions -------------------------------------------------------------------------------------------------

  const RETRY_MILLISECONDS = 5_000;
  const rows = document.getElementById("sessions");

  function show(fresh) {
    // Whoever is about to follow a link keeps the place.
    const focused = rows.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    rows.replaceChildren(...fresh.childNodes);
    if (focused) { rows.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus(); }
    localise(rows);
    lost(false);
  }

  function lost(isLost) {
    const line = document.getElementById("lost");
    if (line) { line.hidden = !isLost; }
  }

  function follow() {
    const source = new EventSource(rows.dataset.live);
    source.addEventListener("rows", ({ data }) => {
      show(new DOMParser().parseFromString(`<table><tbody>${data}</tbody></table>`, "text/html").querySelector("tbody"));
    });
    // The browser opens a stream that has ended by itself again, and not one that was refused.
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) { load(); } });
  }

  /// Loads the rows where there is no stream. A person who has to log in again gets the page for that.
  async function load() {
    try {
      const reply = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(RETRY_MILLISECONDS) });
      if (reply.redirected) { location.reload(); return; }
      const fresh = reply.ok ? new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("sessions") : null;
      if (fresh) { show(fresh); } else { lost(true); }
    } catch {
      lost(true);
    }
    setTimeout(follow, RETRY_MILLISECONDS);
  }

  if (rows?.dataset.live && "EventSource" in self) { follow(); }
})();
