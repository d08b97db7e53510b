// Reading without a network: starts the service worker, says from when a kept page is, has the lists of the day kept.

import { when } from "./moment.js";
import { forget } from "./waiting.js";

const { kept } = document.documentElement.dataset;

async function start() {
  const again = navigator.serviceWorker.controller; // who looks at a single page need not take the day's lists with it
  const registration = await navigator.serviceWorker.register("/sw.js", { type: "module" });
  const { connection } = /** @type {any} */ (navigator);
  if (!again || connection?.saveData || connection?.type === "cellular") return;
  registration.active?.postMessage("keep");
  /** @type {any} */ (registration).periodicSync?.register("days", { minInterval: 6 * 3_600_000 }).catch(() => {});
}

const place = document.getElementById("kept-at");
if (place && kept) place.textContent = when(kept);
// Browsers without modules in workers read online only; there is none at all but on https and loopback.
if ("serviceWorker" in navigator) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(() => start().catch(() => {})));
document.addEventListener("submit", ({ target }) => {
  if (/** @type {HTMLFormElement} */ (target).getAttribute("action") === "/reader/forget") void forget();
});
