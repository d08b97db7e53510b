// Reading without a network: starts the service worker, says from when a kept page is, has the lists of the day kept.

import { forget } from "./waiting.js";

const { lang, dataset } = document.documentElement;

/** @param {string} moment as in `data-kept` @returns {string} a time today, else with its day */
export function when(moment) {
  const then = new Date(moment);
  const today = then.toDateString() === new Date().toDateString();
  return then.toLocaleString(lang, { timeStyle: "short", ...(!today && { dateStyle: "medium" }) });
}

async function start() {
  const again = navigator.serviceWorker.controller; // who looks at a single page need not take the day's lists with it
  const registration = await navigator.serviceWorker.register("/sw.js", { type: "module" });
  const { connection } = /** @type {any} */ (navigator);
  if (!again || connection?.saveData || connection?.type === "cellular") return;
  registration.active?.postMessage("keep");
  /** @type {any} */ (registration).periodicSync?.register("days", { minInterval: 6 * 3_600_000 }).catch(() => {});
}

const place = document.getElementById("kept-at");
if (place && dataset.kept) place.textContent = when(dataset.kept);
// Browsers without modules in workers read online only; there is none at all but on https and loopback.
if ("serviceWorker" in navigator) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(() => start().catch(() => {})));
document.addEventListener("submit", ({ target }) => {
  if (new URL(/** @type {HTMLFormElement} */ (target).action).pathname === "/reader/forget") void forget();
});
