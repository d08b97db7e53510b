// Moments in the reader's own time zone. Announcement days are arXiv's, by US Eastern time, and stay as they are.

const written = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment as the reader's clock and calendar show it; nothing where only a day is known. @param {HTMLTimeElement} time */
function local(time) {
  return time.dateTime.includes("T") ? `${written.format(new Date(time.dateTime))} (${zone})` : "";
}

for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-moment]"))) {
  if (zone !== "America/New_York" && local(time)) time.append(` · ${local(time)}`);
}

// The many stamps on cards are told when they are pointed at.
document.addEventListener("pointerover", (event) => {
  const time = /** @type {HTMLElement} */ (event.target).closest?.("time");
  if (time && !time.title) time.title = local(time);
});
