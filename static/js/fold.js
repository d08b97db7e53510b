// The foot of a card in which something is open: folds all of it away and brings the card back into sight.

import { t } from "./words.js";

/** What may be open in a card, and the link that opens and closes it. */
const PARTS = { ".pdf-container": ".title-pdf", ".kimi-container": ".title-kimi", ".related": ".title-rel" };

/** Have a card's links and its foot say what is open in it: to be called when something was opened or closed. @param {HTMLElement | null} card */
export function refold(card) {
  if (!card) return;
  const foot = card.querySelector(".fold");
  let open = false;
  for (const [part, link] of Object.entries(PARTS)) {
    const isOpen = card.querySelector(part) !== null;
    open ||= isOpen;
    card.querySelector(link)?.setAttribute("aria-expanded", String(isOpen));
  }
  if (!open) foot?.remove();
  else card.querySelector("article")?.append(foot ?? newFoot(card));
}

/** @param {HTMLElement} card */
function newFoot(card) {
  const foot = document.createElement("p");
  foot.className = "fold";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = t("Fold away");
  button.addEventListener("click", () => {
    for (const [part, link] of Object.entries(PARTS)) {
      const control = /** @type {HTMLElement | null} */ (card.querySelector(link));
      if (!card.querySelector(part)) continue;
      if (control) control.click();
      else card.querySelector(part)?.remove(); // a card of a list of titles has not all of the links
    }
    refold(card);
    if (card.getBoundingClientRect().top < 0) card.scrollIntoView();
    /** @type {HTMLElement | null} */ (card.querySelector(".title-pdf"))?.focus({ preventScroll: true });
  });
  foot.append(button);
  return foot;
}

document.addEventListener("unfolded", (event) => refold(/** @type {HTMLElement} */ (event.target)));
