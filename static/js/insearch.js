// Search in the papers of the page: in titles, authors, abstracts and keywords, whatever case and accents. What is found is
// highlighted without a change to the page (https://drafts.csswg.org/css-highlight-api-1/), so that formulas stay whole; where a
// browser cannot do that, within text that is no formula. Opened by the event `open-in-page-search`, or by [data-find].

import { t } from "./words.js";

const FIELDS = ".title-link, .authors, .summary";
const NAME = "in-page";
const MOST_RANGES = 5_000; // more shows nothing that could be looked at
const KEY = `in-page-search ${location.pathname}${location.search}`;

const form = /** @type {HTMLFormElement} */ (document.getElementById("in-page-search"));
const field = /** @param {string} name */ (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
const line = /** @type {HTMLOutputElement} */ (form.querySelector("output"));

/** A piece of text: where it begins in its card's folded text. @typedef {{node: Text, from: number, text: string}} Piece */
/** @typedef {{card: HTMLElement, text: string, pieces: Piece[]}} Entry */

/** @type {Entry[] | undefined} */
let entries;
/** @type {HTMLElement[]} */
let hits = [];
let at = -1;
/** @type {HTMLElement | null} */
let before = null;

/** Lower case without accents; as long as the text itself but for rare letters. @param {string} text */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words and “quoted phrases” of a text. @param {string} text */
export function termsOf(text) {
  const found = folded(text).matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]?|[^\s,;，；、"“”„«»]+/g);
  return [...found].map((match) => (match[1] ?? match[0]).trim().replace(/\s+/g, " ")).filter(Boolean);
}

/** @param {HTMLElement} card @returns {Entry} */
function entryOf(card) {
  /** @type {Piece[]} */
  const pieces = [];
  let text = "";
  /** @param {Node} node */
  const gather = (node) => {
    for (const child of node.childNodes) {
      if (child instanceof Text) {
        const said = folded(child.data);
        pieces.push({ node: child, from: text.length, text: said });
        text += said;
      } else if (child.nodeName === "math" || child.nodeName === "MATH") text += "\ufffc";
      else gather(child);
    }
  };
  for (const part of card.querySelectorAll(FIELDS)) {
    gather(part);
    text += "\n";
  }
  return { card, text: `${text}${folded(card.getAttribute("keywords") ?? "").replaceAll(",", "\n")}`, pieces };
}

function index() {
  entries ??= /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".panel.paper")]).map(entryOf);
  return entries;
}

/** Search anew, and show what is found. */
function search() {
  clear();
  const include = termsOf(field("include").value);
  const exclude = termsOf(field("exclude").value);
  const asked = include.length + exclude.length > 0;
  const every = field("all").value !== "";
  /** @type {Entry[]} */
  const found = [];
  for (const entry of index()) {
    const has = (/** @type {string} */ term) => entry.text.includes(term);
    const fits = asked && (every || !include.length ? include.every(has) : include.some(has)) && !exclude.some(has);
    if (fits) found.push(entry);
    entry.card.classList.toggle("not-found", asked && !fits && field("filter").checked);
  }
  hits = found.map((entry) => entry.card);
  if (include.length && field("highlight").checked) highlight(found, include);
  at = -1;
  say(asked);
  keep();
}

/** @param {boolean} asked */
function say(asked) {
  const values = { at: at + 1, found: hits.length, all: index().length };
  line.value = !asked ? "" : at < 0 ? t("%(found)s of %(all)s papers", values) : t("%(at)s of %(found)s", values);
}

/** @param {Entry[]} found @param {string[]} terms */
function highlight(found, terms) {
  /** @type {StaticRange[]} */
  const ranges = [];
  for (const entry of found) {
    for (const term of terms) {
      for (let from = entry.text.indexOf(term); from >= 0 && ranges.length < MOST_RANGES; from = entry.text.indexOf(term, from + term.length)) {
        const range = rangeOf(entry.pieces, from, from + term.length);
        if (range) ranges.push(range);
      }
    }
  }
  if (CSS.highlights) CSS.highlights.set(NAME, new Highlight(...ranges));
  else markUp(ranges);
}

/** @param {Piece[]} pieces @param {number} from @param {number} to */
function rangeOf(pieces, from, to) {
  const first = pieceAt(pieces, from);
  const last = pieceAt(pieces, to - 1);
  if (!first || !last || last.from > to - 1) return null; // among the keywords
  return new StaticRange({
    startContainer: first.node,
    startOffset: unfolded(first, from - first.from),
    endContainer: last.node,
    endOffset: unfolded(last, to - last.from),
  });
}

/** @param {Piece[]} pieces @param {number} place */
function pieceAt(pieces, place) {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle].from <= place) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  return piece && place < piece.from + piece.text.length ? piece : undefined;
}

/** Where in a text what stands at a place of its folded form stands. @param {Piece} piece @param {number} place */
function unfolded(piece, place) {
  const { data } = piece.node;
  if (data.length === piece.text.length) return Math.min(place, data.length);
  let offset = 0;
  for (const letter of data) {
    if (place <= 0) break;
    place -= folded(letter).length;
    offset += letter.length;
  }
  return offset;
}

/** The same without the browser's highlights: marks in the text, the last first so that places before them stay. @param {StaticRange[]} ranges */
function markUp(ranges) {
  const sorted = ranges.filter((range) => range.startContainer === range.endContainer).sort((one, other) => other.startOffset - one.startOffset);
  for (const { startContainer, startOffset, endOffset } of sorted) {
    const rest = /** @type {Text} */ (startContainer);
    if (endOffset > rest.length) continue; // within one that is marked
    const mark = document.createElement("mark");
    mark.className = NAME;
    const text = rest.splitText(startOffset);
    text.splitText(endOffset - startOffset);
    text.replaceWith(mark);
    mark.append(text);
  }
}

function clear() {
  CSS.highlights?.delete(NAME);
  for (const mark of document.querySelectorAll(`mark.${NAME}`)) {
    const { parentNode } = mark;
    mark.replaceWith(...mark.childNodes);
    parentNode?.normalize();
    entries = undefined;
  }
  document.querySelector(".hit")?.classList.remove("hit");
}

/** @param {number} step */
function go(step) {
  if (!hits.length) return;
  at = (at + (at < 0 && step < 0 ? 0 : step) + hits.length) % hits.length;
  document.querySelector(".hit")?.classList.remove("hit");
  hits[at].classList.add("hit");
  hits[at].scrollIntoView();
  say(true);
}

function open() {
  if (!form.contains(document.activeElement)) before = /** @type {HTMLElement | null} */ (document.activeElement);
  form.hidden = false;
  field("include").focus();
  field("include").select();
  search();
}

function close() {
  clear();
  for (const card of document.querySelectorAll(".not-found")) card.classList.remove("not-found");
  form.hidden = true;
  keep();
  before?.focus({ preventScroll: true });
}

/** What was typed lasts as long as the tab. */
function keep() {
  try {
    const said = Object.fromEntries(["include", "exclude", "all"].map((name) => [name, field(name).value]));
    const ways = Object.fromEntries(["filter", "highlight"].map((name) => [name, field(name).checked]));
    sessionStorage.setItem(KEY, JSON.stringify({ said, ways, open: !form.hidden }));
  } catch {
    // storage is forbidden: then it lasts as long as the page
  }
}

function restore() {
  try {
    const { said, ways, open: wasOpen } = JSON.parse(sessionStorage.getItem(KEY) ?? "null") ?? { said: {}, ways: {}, open: false };
    for (const [name, value] of Object.entries(said)) field(name).value = String(value);
    for (const [name, on] of Object.entries(ways)) field(name).checked = Boolean(on);
    if (!wasOpen) return;
    form.hidden = false;
    search();
  } catch {
    // see keep()
  }
}

form.addEventListener("input", search);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const typed = /** @type {HTMLInputElement} */ (event.target).matches("input:not([type=checkbox])");
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && typed) go(event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
  event.stopPropagation();
});
form.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (button?.dataset.step) go(Number(button.dataset.step));
  else if (button) close();
});
document.addEventListener("click", (event) => {
  if (/** @type {HTMLElement} */ (event.target).closest("[data-find]")) open();
});
document.addEventListener("open-in-page-search", (event) => {
  event.preventDefault(); // tells whoever asked that there is a search here
  open();
});
document.addEventListener("cards-added", (event) => {
  entries?.push(.../** @type {CustomEvent} */ (event).detail.cards.map(entryOf));
  if (!form.hidden) search();
});
document.addEventListener("unfolded", () => {
  entries = undefined;
  if (!form.hidden) search();
});
restore();
