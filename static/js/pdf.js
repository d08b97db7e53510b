// A paper's PDF in its card: the browser's own viewer in a frame, filled from where the paper is, with the plain link beside it.
// The frame has no sandbox, since Chromium's viewer runs in none; what it shows is of another origin, which the page's policy names.

import { refold } from "./fold.js";
import { t } from "./words.js";

// Android has no viewer, and iOS shows a PDF's first page in a frame and no more.
const framed = navigator.pdfViewerEnabled && !(navigator.maxTouchPoints > 1 && /Mac|iP/.test(navigator.platform));

/** @param {MouseEvent} event */
function clicked(event) {
  const link = /** @type {HTMLElement} */ (event.target).closest("a.title-pdf");
  const card = /** @type {HTMLElement | null | undefined} */ (link?.closest(".panel.paper"));
  if (!(link instanceof HTMLAnchorElement) || !card || event.button > 1) return;
  const byBrowser = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const open = document.getElementById(`pdf-container-${card.id}`);
  if (!byBrowser && framed) {
    event.preventDefault();
    if (open) open.remove();
    else card.querySelector("article")?.append(container(card, link));
    refold(card);
  } else if (!byBrowser) link.target = "_blank";
  if (byBrowser || !open) card.dispatchEvent(new Event("pdf-opened", { bubbles: true }));
}

/** @param {HTMLElement} card @param {HTMLAnchorElement} link */
function container(card, link) {
  const place = document.createElement("div");
  place.id = `pdf-container-${card.id}`;
  place.className = "pdf-container";
  const line = document.createElement("p");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.textContent = t("Loading …");
  const plain = document.createElement("a");
  plain.href = link.href;
  plain.target = "_blank";
  plain.rel = "noopener";
  plain.textContent = t("Open the PDF in a new tab");
  line.append(plain, said);
  const box = document.createElement("div");
  box.className = "pdf-frame";
  const frame = document.createElement("iframe");
  frame.title = t("PDF of arXiv:%(id)s", { id: card.id });
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.src = `${link.href}#navpanes=0&pagemode=none&view=FitH`; // what viewers know of "PDF Open Parameters"
  frame.addEventListener("load", () => (said.textContent = ""));
  box.append(frame);
  place.append(line, box);
  return place;
}

/** A frame that the page's policy refuses says so, and the link beside it remains. @param {SecurityPolicyViolationEvent} event */
function refused(event) {
  if (event.effectiveDirective !== "frame-src") return;
  for (const frame of /** @type {NodeListOf<HTMLIFrameElement>} */ (document.querySelectorAll(".pdf-frame iframe"))) {
    if (!frame.src.startsWith(new URL(event.blockedURI).origin)) continue;
    const place = frame.closest(".pdf-container");
    /** @type {HTMLElement} */ (place?.querySelector("span")).textContent = t("It cannot be shown here.");
    place?.querySelector(".pdf-frame")?.remove();
  }
}

document.addEventListener("click", clicked);
document.addEventListener("auxclick", clicked);
document.addEventListener("securitypolicyviolation", refused);

export {};
