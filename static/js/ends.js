// Two buttons on a long page: to its top and to its bottom. Each is there only while it leads somewhere.

import { t } from "./words.js";

const box = document.createElement("div");
box.className = "ends";

const FRAMES = 12;
let onTheWay = 0;

/** Go to the page's bottom. Papers have their true heights only once they are in sight, so that for a few frames the bottom gives way. */
export function toBottom(frames = FRAMES) {
  scrollTo(0, document.documentElement.scrollHeight);
  if (frames) onTheWay = requestAnimationFrame(() => toBottom(frames - 1));
}

/** Stay here, if one was on the way to the bottom. */
export function stay() {
  cancelAnimationFrame(onTheWay);
}

export function toTop() {
  stay();
  scrollTo(0, 0);
}

/** @param {string} sign @param {string} label @param {() => void} go */
function button(sign, label, go) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: label, hidden: true });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", go);
  box.append(made);
  return made;
}

const up = button("↑", t("To the top"), toTop);
const down = button("↓", t("To the bottom"), () => toBottom());
document.body.append(box);

/** Tells when the masthead and the footer come into sight: to be within a screen of either is to be there. */
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) (target.matches(".masthead") ? up : down).hidden = isIntersecting;
  },
  { rootMargin: "100% 0px" },
);
for (const end of document.querySelectorAll(".masthead, .colophon")) watch.observe(end);
