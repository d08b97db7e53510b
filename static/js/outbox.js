// Marks on their way to the site. They wait in this browser's own database until the site has taken them, so that none is lost
// without a network: they are sent at once, and again later, by whichever page is open then or by the service worker without one.

import { add, post, saidSince, send } from "./waiting.js";

const PAUSE = 200; // milliseconds, in which marks that follow each other gather
const RETRY = 30_000;

/** @typedef {import("./waiting.js").Mark} Mark */

/** @type {Mark[]} */
let mine = []; // said on this page and not yet taken
let sending = false;
let timer = 0;

/** Keep marks and send them soon. @param {Omit<Mark, "id" | "at">[]} said */
export function keep(said) {
  const at = new Date().toISOString();
  const marks = said.map((mark) => ({ id: newId(), at, ...mark }));
  mine.push(...marks);
  add(marks).catch(() => {}); // where a browser forbids its database, marks last as long as the page
  soon(PAUSE);
}

/** The marks that a page was written without. @param {string} [kept] when, for one kept for reading offline @returns {Promise<Mark[]>} */
export function saidAfter(kept) {
  return saidSince(kept).catch(() => []);
}

async function sendAll() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    await send(mine, taken);
    if (mine.length) soon(PAUSE); // said meanwhile
  } catch {
    soon(RETRY);
    const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
    /** @type {any} */ (worker)?.sync?.register("marks").catch(() => {});
  } finally {
    sending = false;
  }
}

/** @param {Mark[]} marks @param {import("./waiting.js").Refusal[]} refused */
function taken(marks, refused) {
  const sent = new Map(marks.map((mark) => [mark.id, mark]));
  mine = mine.filter((mark) => !sent.has(mark.id));
  if (refused.length < marks.length) document.documentElement.dataset.reader ??= "";
  for (const { id, why } of refused) dispatchEvent(new CustomEvent("mark-refused", { detail: { mark: sent.get(id), why } }));
}

/** @param {number} pause */
function soon(pause) {
  clearTimeout(timer);
  timer = setTimeout(sendAll, pause);
}

/** `crypto.randomUUID` is there only on https and loopback. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("online", () => soon(0));
addEventListener("pagehide", () => {
  // There is no time left to look into the database.
  if (mine.length && !sending) void post(mine).catch(() => {});
});
soon(PAUSE);
