// Two buttons on a long page: to its top and to its bottom. Each is there only while it leads somewhere.

import { t } from "./words.js";

const box = document.createElement("div");
box.className = "ends";

/** @param {string} sign @param {string} label @param {() => number} there */
function button(sign, label, there) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: label, hidden: true });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => scrollTo(0, there()));
  box.append(made);
  return made;
}

const up = button("↑", t("To the top"), () => 0);
const down = button("↓", t("To the bottom"), () => document.documentElement.scrollHeight);
document.body.append(box);

/** Tells when the masthead and the footer come into sight: to be within a screen of either is to be there. */
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) (target.matches(".masthead") ? up : down).hidden = isIntersecting;
  },
  { rootMargin: "100% 0px" },
);
for (const end of document.querySelectorAll(".masthead, .colophon")) watch.observe(end);
