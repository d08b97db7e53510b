// The keyboard as readers of feeds know it. A key presses a control of the page, so that whatever a key does can be done without one;
// /help#keys names them all and is what `?` shows. Keys without a modifier can be switched off there, as WCAG 2.1.4 asks.

import { stay, toBottom, toTop } from "./ends.js";
import { t } from "./words.js";

const OFF = "paperstand-keys-off";
const ITEMS = ".panel.paper, .stops > li";
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=textbox]";
const PATIENCE = 2_000; // milliseconds between `g` and its letter

/** What a key presses on the current paper. */
const ON_PAPER = {
  d: ".title-pdf",
  a: ".title-kimi",
  r: ".title-rel",
  c: ".title-copy",
  f: "[data-action=star]",
  h: "[data-action=hide]",
  e: "[data-action=note]",
  s: "[data-action=note]",
  x: ".unfold",
};

/** Where `g` and a letter lead. `/arxiv/` stands for the list at hand, or for all that stands beside the page. */
const PLACES = {
  h: "/",
  a: "/articles",
  s: "/reader/stars",
  f: "/foryou",
  c: "/#categories",
  l: "/reader",
  "/": "/arxiv/search",
  t: "/arxiv/",
  u: "/arxiv/?unread=1",
};

/** @type {HTMLElement | null} */
let last = null;
let wentAt = -Infinity; // when `g` was pressed

/** @param {KeyboardEvent} event */
function pressed(event) {
  const { key } = event;
  const target = /** @type {HTMLElement} */ (event.target);
  const writes = target.closest(FIELDS);
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]") || areOff()) return;
  if ((event.ctrlKey || event.metaKey) && key === "f" && !event.altKey && !event.shiftKey && !writes) {
    if (openSearch()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Escape") close(target);
  else if (!writes && act(key, event)) event.preventDefault();
}

/** Do what a key is for. @param {string} key @param {KeyboardEvent} event @returns {boolean} whether it is for something */
function act(key, event) {
  if (event.timeStamp - wentAt < PATIENCE) {
    wentAt = -Infinity;
    return go(key);
  }
  const item = current();
  if (key === "j" || key === "n") step(1);
  else if (key === "k" || key === "p") step(-1);
  else if (event.repeat) return false;
  else if (key === "g") wentAt = event.timeStamp;
  else if (key === "G") toBottom();
  else if (key === "/") openSearch() || searchAll();
  else if (key === "?") void showKeys();
  else if (key === "A") document.dispatchEvent(new Event("read-page"));
  else if (key === "[" || key === "]") leadTo(document.querySelector(`.days a[rel=${key === "[" ? "prev" : "next"}]`));
  else if (!item) return false;
  else if (key === "o" || (key === "Enter" && event.target === document.body)) leadTo(titleOf(item));
  else if (key === "v") leadTo(item.querySelector(".number[href]"));
  else if (key === "m" || key === "M") {
    /** @type {HTMLElement | null} */ (item.querySelector("[data-action=read]"))?.click();
    step(key === "m" ? 1 : -1, item);
  } else if (key in ON_PAPER) void press(item, key);
  else return false;
  return true;
}

/** The papers one can step to: those that are shown. @returns {HTMLElement[]} */
function items() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(ITEMS)]).filter((item) => item.checkVisibility?.() ?? true);
}

/** The paper that has the keyboard, else the one that had it last while it is in sight. */
function current() {
  const held = /** @type {HTMLElement | null} */ (document.activeElement?.closest(ITEMS) ?? last);
  if (held?.contains(document.activeElement)) return held;
  if (held?.isConnected && isInSight(held)) return held;
  return document.querySelector(".alone .panel.paper");
}

/** @param {HTMLElement} item */
function isInSight(item) {
  const { top, bottom } = item.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** Go on to another paper; without a current one to the first in sight. @param {number} by @param {HTMLElement | null} [from] */
function step(by, from = current()) {
  const all = items();
  const inSight = all.findIndex((item) => item.getBoundingClientRect().top >= 0);
  const at = from ? all.indexOf(from) + by : by > 0 ? inSight : inSight - 1;
  if (all[at]) hold(all[at]);
}

/** @param {ParentNode} item */
function titleOf(item) {
  return /** @type {HTMLAnchorElement | null} */ (item.querySelector(".title-link") ?? item.querySelector("h3 a"));
}

/** Give a paper the keyboard, and show it. @param {HTMLElement} item */
function hold(item) {
  stay();
  last = item;
  titleOf(item)?.focus({ preventScroll: true });
  const { top, bottom } = item.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) item.scrollIntoView({ block: "start" });
}

/** Press a paper's control; one that a line of a list lacks is there once the paper is unfolded. @param {HTMLElement} item @param {string} key */
async function press(item, key) {
  const selector = ON_PAPER[/** @type {keyof typeof ON_PAPER} */ (key)];
  last = item;
  let control = /** @type {HTMLElement | null} */ (item.querySelector(selector));
  const more = /** @type {HTMLElement | null} */ (item.querySelector(".unfold:not([aria-expanded=true])"));
  if (!control && more) {
    const unfolded = new Promise((resolve) => item.addEventListener("unfolded", resolve, { once: true }));
    more.click();
    await unfolded;
    control = item.querySelector(selector);
  }
  control?.click();
  if (key === "s") /** @type {HTMLElement | null} */ (item.querySelector(".note-editor [name=list]"))?.focus();
}

/** @param {HTMLAnchorElement | null} link */
function leadTo(link) {
  if (link) location.assign(link.href);
}

/** @param {string} key @returns {boolean} */
function go(key) {
  if (key === "g") {
    last = null;
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    toTop();
    return true;
  }
  const place = PLACES[/** @type {keyof typeof PLACES} */ (key)];
  if (place) location.assign(place.replace(/^\/arxiv\/(?=$|\?)/, listAtHand()));
  return Boolean(place);
}

/** The list one is on, else the one of all the categories beside the page, its latest day. */
function listAtHand() {
  if (document.querySelector(".list-head[data-state], .list-head .days")) return location.pathname;
  const beside = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('.rail a[href^="/arxiv/"]')]);
  return `/arxiv/${[...new Set(beside.map((link) => link.pathname.slice("/arxiv/".length)))].join(",")}`;
}

/** Have the page's own papers searched. @returns {boolean} whether there is a search in this page */
function openSearch() {
  const asked = new CustomEvent("open-in-page-search", { cancelable: true });
  document.dispatchEvent(asked);
  return asked.defaultPrevented || Boolean(document.activeElement?.closest(FIELDS));
}

function searchAll() {
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("query"));
  box?.focus();
  box?.select();
}

/** Close what is open where the keyboard is: from a field back to its paper, then what the paper has open, one thing at a time. @param {HTMLElement} target */
function close(target) {
  const item = current();
  const title = item && titleOf(item);
  wentAt = -Infinity;
  const folds = /** @type {HTMLDetailsElement | null} */ (target.closest("details[open]"));
  if (folds) {
    folds.open = false;
    folds.querySelector("summary")?.focus();
  } else if (item && target.closest(FIELDS) && item.contains(target)) title?.focus();
  else if (item) {
    const opened = /** @type {HTMLElement[]} */ ([...item.querySelectorAll("[data-action=close-note], [aria-expanded=true]")]);
    const written = /** @type {HTMLTextAreaElement | null} */ (item.querySelector(".note-editor textarea"));
    const isKept = !written || written.value.trim() === (item.querySelector(".note")?.textContent ?? "");
    opened.findLast((control) => isKept || control.dataset.action !== "close-note")?.click();
    title?.focus({ preventScroll: true });
  }
}

function areOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false; // storage is forbidden: they cannot be switched off for good
  }
}

/** Show all the keys, as the help page has them. */
async function showKeys() {
  let dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys-dialog"));
  if (!dialog) {
    const answer = await fetch("/help").catch(() => null);
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    const section = page.getElementById("keys")?.closest("section");
    if (!section) {
      location.assign("/help#keys");
      return;
    }
    dialog = document.createElement("dialog");
    dialog.id = "keys-dialog";
    dialog.setAttribute("aria-labelledby", "keys");
    dialog.append(...section.childNodes, closing());
    document.body.append(dialog);
    offerSwitch(dialog);
  }
  dialog.showModal();
}

function closing() {
  const form = document.createElement("form");
  form.method = "dialog";
  form.append(Object.assign(document.createElement("button"), { textContent: t("Close") }));
  return form;
}

/** The switch of the keys, where the section that names them stands. @param {HTMLElement} within */
function offerSwitch(within) {
  const place = within.querySelector(".keys-switch");
  if (!place) return;
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !areOff() });
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      // see areOff()
    }
  });
  const label = document.createElement("label");
  label.append(box, ` ${t("Use these keys in this browser")}`);
  place.replaceChildren(label);
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => {
  if (/** @type {HTMLElement} */ (event.target).closest("[data-keys]")) void showKeys();
});
offerSwitch(document.body);
