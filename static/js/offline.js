// Reading without a network: starts the service worker, says from when a kept page is, has the lists of the day kept.

import { forget } from "./waiting.js";

const { lang, dataset } = document.documentElement;
const { serviceWorker, connection } = /** @type {any} */ (navigator);

async function start() {
  const again = serviceWorker.controller; // who looks at a single page need not take the day's lists with it
  const registration = await serviceWorker.register("/sw.js", { type: "module" });
  if (!again || connection?.saveData || connection?.type === "cellular") return;
  registration.active?.postMessage("keep");
  registration.periodicSync?.register("days", { minInterval: 6 * 3_600_000 }).catch(() => {});
}

const place = document.getElementById("kept-at");
if (place && dataset.kept) place.textContent = new Date(dataset.kept).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
// There is none but on https and loopback. Browsers without modules in workers read online only.
if (serviceWorker) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(() => start().catch(() => {})));
document.addEventListener("submit", ({ target }) => {
  if (/** @type {HTMLFormElement} */ (target).getAttribute("action") === "/reader/forget") void forget(true);
});
