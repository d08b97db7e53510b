// Moments as people say them, in the page's language and the browser's time zone.

/** @param {string} moment in ISO form @returns {string} a time; with its day, unless that is today */
export function when(moment) {
  const then = new Date(moment);
  const today = then.toDateString() === new Date().toDateString();
  return then.toLocaleString(document.documentElement.lang, { timeStyle: "short", ...(!today && { dateStyle: "medium" }) });
}
