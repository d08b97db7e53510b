// The foot of a card in which something is open: folds all of it away and brings the card back into sight.

import { t } from "./words.js";

const OPEN = ':is(.title-pdf, .title-kimi, .title-rel)[aria-expanded="true"]';

/** Give a card its foot, or take it away: to be called when something was opened or closed. @param {HTMLElement | null} card */
export function refold(card) {
  if (!card) return;
  const foot = card.querySelector(".fold");
  if (!card.querySelector(OPEN)) foot?.remove();
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
    const links = /** @type {HTMLElement[]} */ ([...card.querySelectorAll(OPEN)]);
    for (const link of links) link.click();
    if (card.getBoundingClientRect().top < 0) card.scrollIntoView();
    links[0]?.focus({ preventScroll: true });
  });
  foot.append(button);
  return foot;
}
