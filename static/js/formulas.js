// A formula wider than the screen scrolls in its own paragraph. The keyboard has to reach what scrolls, and nothing else.

const BOXES = ".title:has(math), .summary:has(math), math.tml-display";
const soon = window.requestIdleCallback ?? setTimeout;

function makeReachable() {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(BOXES))) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

soon(makeReachable);
addEventListener("resize", () => soon(makeReachable));
for (const event of ["cards-added", "unfolded"]) document.addEventListener(event, () => soon(makeReachable));
document.fonts.addEventListener("loadingdone", () => soon(makeReachable));

export {};
