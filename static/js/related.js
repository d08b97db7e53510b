// Related papers in place: under the card whose link was pressed; pressed again, it folds them away. The link's own page has more.

import { refold } from "./fold.js";
import { t } from "./words.js";

/** @param {MouseEvent} event */
async function clicked(event) {
  const link = /** @type {HTMLElement} */ (event.target).closest("a.title-rel");
  const article = link?.closest("article");
  if (!(link instanceof HTMLAnchorElement) || !article || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const shown = article.querySelector(".related");
  const card = /** @type {HTMLElement | null} */ (article.closest(".panel.paper"));
  if (shown) {
    shown.remove();
    refold(card);
    return;
  }
  const place = document.createElement("div");
  place.className = "related";
  place.setAttribute("role", "status");
  place.textContent = t("Looking for related papers …");
  article.append(place);
  refold(card);
  try {
    const answer = await fetch(`${link.href}/list?lang=${document.documentElement.lang}`);
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("section.related");
    if (!answer.ok || !found) throw new Error(`${answer.status}`);
    place.replaceWith(found);
  } catch {
    location.assign(link.href); // its page says what is wrong
  }
}

document.addEventListener("click", clicked);
