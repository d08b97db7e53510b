// On a list of titles, or of titles and keywords, a paper opens in place and folds again: what it lacks comes from the site.

import { refold } from "./fold.js";
import { UNSET, has, show } from "./marked.js";
import { t } from "./words.js";

const KEPT = ".title, .kimi-container, .pdf-container, .related, .fold"; // what a card has in either state

/** @type {WeakMap<HTMLElement, {folded: ChildNode[], whole: ChildNode[]}>} */
const states = new WeakMap();

/** Open a card in place, or fold it again. @param {HTMLElement} card */
async function toggle(card) {
  const link = /** @type {HTMLAnchorElement} */ (card.querySelector(".unfold"));
  const article = /** @type {HTMLElement} */ (card.querySelector("article"));
  const opens = link.getAttribute("aria-expanded") !== "true";
  try {
    const state = states.get(card) ?? { folded: parts(article), whole: await fetchParts(card, link.href) };
    states.set(card, state);
    const said = Object.keys(UNSET).filter((kind) => has(card, kind));
    const looks = article.dataset.marks;
    const focused = document.activeElement;
    for (const part of parts(article)) part.remove();
    article.querySelector(".title")?.after(...(opens ? state.whole : state.folded));
    for (const kind in UNSET) show(card, kind, said.includes(kind));
    article.dataset.marks = looks;
    article.querySelector(".actions")?.prepend(link);
    refold(card);
    if (focused === link) link.focus({ preventScroll: true });
  } catch {
    location.assign(link.href); // its page says what is wrong
    return;
  }
  link.setAttribute("aria-expanded", String(opens));
  link.textContent = opens ? t("Less") : t("More");
  card.dispatchEvent(new Event("unfolded", { bubbles: true }));
}

/** @param {HTMLElement} article */
function parts(article) {
  return [...article.childNodes].filter((node) => !(node instanceof HTMLElement && node.matches(KEPT)));
}

/** @param {HTMLElement} card @param {string} address */
async function fetchParts(card, address) {
  const answer = await fetch(`${address}/card`, { redirect: "error" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const article = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article");
  return parts(document.adoptNode(/** @type {HTMLElement} */ (article)));
}

/** @param {MouseEvent} event */
function clicked(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const card = /** @type {HTMLElement | null} */ (target.closest(".panel.paper"));
  const link = card?.querySelector(".unfold");
  if (!card || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // By pointer a title opens its paper in place, and once that is open leads to its page; by keyboard it is a link.
  const byTitle = target.closest(".title-link") && event.detail > 0 && link.getAttribute("aria-expanded") !== "true";
  if (!byTitle && target.closest(".unfold") !== link) return;
  event.preventDefault();
  void toggle(card);
}

document.addEventListener("click", clicked);
