// How a card shows its marks. By itself: what needs it may import it without starting `marks.js` a second time.

/** A mark → the name of the button that takes it back. @type {Record<string, string>} */
export const UNSET = { star: "unstar", read: "unread", hide: "unhide" };

/** Whether a card bears a mark. A note opened elsewhere, or a paper unread again, shows by its button. @param {HTMLElement} card @param {string} kind */
export function has(card, kind) {
  return button(card, kind)?.name === UNSET[kind];
}

/** Let a card look as a mark has it. @param {HTMLElement} card @param {string} kind @param {boolean} on */
export function show(card, kind, on) {
  const article = /** @type {HTMLElement} */ (card.querySelector("article"));
  const marks = new Set((article.dataset.marks ?? "").split(" ").filter(Boolean));
  if (on) marks.add(kind);
  else marks.delete(kind);
  article.dataset.marks = [...marks].join(" ");
  const control = button(card, kind);
  if (!control || has(card, kind) === on) return;
  control.name = on ? UNSET[kind] : kind;
  if (control.hasAttribute("aria-pressed")) control.setAttribute("aria-pressed", String(on));
  if (control.dataset.other) [control.textContent, control.dataset.other] = [control.dataset.other, control.textContent ?? ""];
}

/** @param {HTMLElement} card @param {string} kind */
function button(card, kind) {
  return /** @type {HTMLButtonElement | null} */ (card.querySelector(`.controls [data-action="${kind}"]`));
}
