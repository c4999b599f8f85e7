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

  const rows = document.getElementById("sessions");
  if (rows?.dataset.live && "EventSource" in self) {
    const source = new EventSource(rows.dataset.live);
    source.addEventListener("rows", ({ data }) => {
      // Whoever is about to follow a link keeps the place.
      const focused = rows.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const page = new DOMParser().parseFromString(`<table><tbody>${data}</tbody></table>`, "text/html");
      rows.replaceChildren(...page.querySelector("tbody").childNodes);
      if (focused) { rows.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus(); }
      localise(rows);
    });
  }
})();
