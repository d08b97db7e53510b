// Marks on papers, in place: the page changes at once, the site is told soon after. Every action is a control of the card with a
// `data-action`; `act` does the same for whoever else has a card and an action in hand.

import { UNSET, has, show } from "./marked.js";
import { keep, saidAfter } from "./outbox.js";
import { t } from "./words.js";

const SPOKEN_FOR = 8_000; // milliseconds
const AT_REST = 600; // milliseconds without scrolling

const form = /** @type {HTMLFormElement} */ (document.getElementById("marking"));
const line = /** @type {HTMLElement} */ (document.getElementById("said"));
const editor = /** @type {HTMLTemplateElement} */ (document.getElementById("note-editor"));
const rule = form.dataset.markRead;
let silence = 0;

/** Do an action on a card: star, read and hide set a mark or take it back; note opens the editor. @param {HTMLElement} card @param {string} action */
export function act(card, action) {
  if (action in UNSET) mark(card, action, !has(card, action));
  else if (action === "note") openEditor(card);
  else if (action === "close-note") closeEditor(card);
  else if (action === "save-note") saveNote(card);
  else if (action === "save-list") saveList(card);
}

/** Set a mark on a card or take it back. @param {HTMLElement} card @param {string} kind @param {boolean} on */
export function mark(card, kind, on) {
  if (has(card, kind) === on) return;
  show(card, kind, on);
  keep([{ paper: card.id, kind, on }]);
}

/** Mark every card of the page read, with a way back. */
export function readPage() {
  const unread = cards().filter((card) => !has(card, "read"));
  setAll(unread, true);
  sayRead(unread);
}

/** Say that papers were marked read, with a way back. @param {HTMLElement[]} those */
function sayRead(those) {
  say(those.length === 1 ? t("1 paper marked read") : t("%(n)s papers marked read", { n: those.length }), () => setAll(those, false));
}

/** @param {HTMLElement[]} those @param {boolean} on */
function setAll(those, on) {
  for (const card of those) show(card, "read", on);
  keep(those.map((card) => ({ paper: card.id, kind: "read", on })));
}

function cards() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".panel.paper")]);
}

/** Say something in the page's status line, with a way back or on. @param {string} text @param {() => void} [undo] @param {string} [label] */
export function say(text, undo, label = t("Undo")) {
  clearTimeout(silence);
  line.textContent = text;
  if (undo) {
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = label;
    back.addEventListener("click", () => {
      line.replaceChildren();
      undo();
    });
    line.append(back);
  }
  silence = setTimeout(() => line.replaceChildren(), SPOKEN_FOR);
}

/** @param {HTMLElement} card */
function openEditor(card) {
  if (!card.querySelector(".note-editor")) {
    card.querySelector(".controls")?.after(editor.content.cloneNode(true));
    const text = /** @type {HTMLTextAreaElement} */ (card.querySelector(".note-editor textarea"));
    text.value = card.querySelector(".note")?.textContent ?? "";
    const lists = /** @type {HTMLAnchorElement} */ (card.querySelector(".note-editor .all-lists"));
    lists.href = /** @type {HTMLAnchorElement} */ (card.querySelector('.controls [data-action="note"]')).href;
  }
  /** @type {HTMLElement} */ (card.querySelector(".note-editor textarea")).focus();
}

/** @param {HTMLElement} card */
function closeEditor(card) {
  card.querySelector(".note-editor")?.remove();
  /** @type {HTMLElement | null} */ (card.querySelector('.controls [data-action="note"]'))?.focus();
}

/** @param {HTMLElement} card */
function saveNote(card) {
  const text = /** @type {HTMLTextAreaElement} */ (card.querySelector(".note-editor textarea")).value.trim();
  showNote(card, text);
  keep([{ paper: card.id, kind: "note", on: text !== "", text }]);
  closeEditor(card);
  say(text ? t("Note kept") : t("Note taken away"));
}

/** @param {HTMLElement} card @param {string} text */
function showNote(card, text) {
  let note = card.querySelector(".note");
  if (!text) note?.remove();
  else {
    if (!note) {
      note = document.createElement("p");
      note.className = "note";
      card.querySelector(".controls")?.after(note);
    }
    note.textContent = text;
  }
}

/** @param {HTMLElement} card */
function saveList(card) {
  const field = /** @type {HTMLInputElement} */ (card.querySelector(".note-editor input"));
  const name = field.value.split(/\s+/).filter(Boolean).join(" ");
  if (!name) {
    field.focus();
    return;
  }
  showList(card, name, true);
  keep([{ paper: card.id, kind: "list", name, on: true }]);
  field.value = "";
  say(t("On the list %(name)s", { name }));
}

/** @param {HTMLElement} card @param {string} name @param {boolean} on */
function showList(card, name, on) {
  const shown = [...card.querySelectorAll(".controls .on-list")].find((list) => list.textContent === name);
  if (!on) shown?.remove();
  else if (!shown) {
    const link = document.createElement("a");
    link.className = "on-list";
    link.href = `/reader/lists/${encodeURIComponent(name)}`;
    link.textContent = name;
    card.querySelector(".controls")?.append(link);
  }
}

/** Let cards bear what was said after their page was written: it may be kept from then, or the marks still wait. @param {HTMLElement[]} those @param {string} [kept] */
async function showSaid(those, kept) {
  const byId = new Map(those.map((card) => [card.id, card]));
  for (const { paper, kind, on, text, name } of await saidAfter(kept)) {
    const card = byId.get(paper);
    if (!card) continue;
    if (kind in UNSET) show(card, kind, on);
    else if (kind === "note") showNote(card, text ?? "");
    else if (kind === "list" && name) showList(card, name, on);
  }
}

/** @type {Set<string>} */
const counted = new Set();

/** A paper was opened: it is counted, and read where the reader has it so. @param {HTMLElement} card @param {string} kind */
export function opened(card, kind) {
  void count(card, kind);
  if (isReader() && rule !== "hand") mark(card, "read", true);
}

/** Have the site count an opening, which it does once a visitor and day, and show what it counts then. @param {HTMLElement} card @param {string} kind */
async function count(card, kind) {
  if (counted.has(`${kind} ${card.id}`)) return;
  counted.add(`${kind} ${card.id}`);
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const body = JSON.stringify({ paper: card.id, kind });
  try {
    const answer = await fetch("/reader/opens", { method: "POST", headers, body, keepalive: true });
    const { times } = await answer.json();
    const place = document.getElementById(`${kind === "answers" ? "kimi" : kind}-stars-${card.id}`);
    if (place && times) place.textContent = times.toLocaleString("en");
  } catch {
    // Without a network nothing is counted; the paper opens all the same.
  }
}

/** Only who has marked something before is a reader: opening a paper makes nobody one. */
function isReader() {
  return "reader" in document.documentElement.dataset;
}

/** @param {Event} event */
function clicked(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const control = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
  const card = /** @type {HTMLElement | null} */ (target.closest(".panel.paper"));
  if (control?.dataset.action === "read-page") {
    event.preventDefault();
    readPage();
  } else if (control && card && !(/** @type {MouseEvent} */ (event).ctrlKey || /** @type {MouseEvent} */ (event).metaKey)) {
    event.preventDefault();
    act(card, /** @type {string} */ (control.dataset.action));
  } else if (card && target.closest(".title-link") && isReader() && rule !== "hand") mark(card, "read", true);
}

/** Papers that were in sight and go out at the top of the screen are read, each once: what is taken back stays so. */
function readOnScroll() {
  const seen = new WeakSet();
  /** @type {HTMLElement[]} */
  let passed = [];
  let rest = 0;
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const card = /** @type {HTMLElement} */ (target);
      if (isIntersecting) seen.add(card);
      else if (seen.has(card) && boundingClientRect.bottom < 0) {
        watch.unobserve(card);
        if (!has(card, "read")) passed.push(card);
        mark(card, "read", true);
      }
    }
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (passed.length) sayRead(passed);
      passed = [];
    }, AT_REST);
  });
  for (const card of cards()) watch.observe(card);
  document.addEventListener("cards-added", (event) => {
    for (const card of /** @type {CustomEvent} */ (event).detail.cards) watch.observe(card);
  });
}

document.addEventListener("click", clicked);
document.addEventListener("auxclick", (event) => event.button === 1 && clicked(event));
document.addEventListener("say", (event) => {
  const { text, press, label } = /** @type {CustomEvent} */ (event).detail;
  say(text, press, label);
});
document.addEventListener("pdf-opened", (event) => opened(/** @type {HTMLElement} */ (event.target), "pdf"));
document.addEventListener("read-page", readPage);
document.addEventListener("unfolded", (event) => {
  const card = /** @type {HTMLElement} */ (event.target);
  if (card.querySelector(".unfold[aria-expanded=true]")) opened(card, "page");
});
document.addEventListener("answers-opened", (event) => opened(/** @type {HTMLElement} */ (event.target), "answers"));
addEventListener("mark-refused", (event) => {
  const { mark: refused, why } = /** @type {CustomEvent} */ (event).detail;
  const card = document.getElementById(refused.paper);
  if (card && refused.kind in UNSET) show(card, refused.kind, !refused.on);
  say(why);
});
void showSaid(cards(), document.documentElement.dataset.kept);
document.addEventListener("cards-added", (event) => {
  const { cards: came, kept } = /** @type {CustomEvent} */ (event).detail;
  void showSaid(came, kept);
});
if (isReader() && rule === "scroll") readOnScroll();
const alone = /** @type {HTMLElement | null} */ (document.querySelector(".alone .panel.paper"));
if (alone) opened(alone, "page");
