// A long list goes on by itself: near its end the next page is fetched and its papers join those here. Numbers, headings and marks are
// the site's own. Going back from a paper leads to where one was.

import { t } from "./words.js";

const MOST = 1000; // cards; what follows is a page of its own again
const AHEAD = "2000px";
const AN_ID = /^(\d{4}\.\d{4,5}|[a-z.-]+\/\d{7})$/i;

const nav = /** @type {HTMLElement | null} */ (document.querySelector(".section ~ .pages"));
const onlyUnread = new URLSearchParams(location.search).get("unread") === "1";
/** @type {HTMLElement | undefined} */
let line;
/** @type {Promise<number> | null} */
let loading = null;

function cards() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".section .panel.paper")]);
}

function nextLink() {
  return /** @type {HTMLAnchorElement | null} */ (nav?.querySelector("a[rel=next]") ?? null);
}

/** Fetch the next page's papers. Resolves to how many came; 0 where there are no more, or none can be had just now. */
function load() {
  loading ??= fetchMore().catch(() => 0).finally(() => (loading = null));
  return loading;
}

async function fetchMore() {
  const link = nextLink();
  if (!link || cards().length >= MOST) return 0;
  const answer = await fetch(addressOfNext(link), { headers: { Accept: "text/html" } });
  if (!answer.ok) return 0;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const came = join(page);
  renew(link, page.querySelector(".section ~ .pages"));
  history.replaceState({ ...history.state, cards: cards().length }, "");
  if (came.length) {
    say(t("%(n)s more papers", { n: came.length }));
    document.dispatchEvent(new CustomEvent("cards-added", { bubbles: true, detail: { cards: came, kept: page.documentElement.dataset.kept } }));
  }
  return came.length;
}

/** Of a list of unread papers those read since are no longer part: what follows has moved up. @param {HTMLAnchorElement} link */
function addressOfNext(link) {
  if (!onlyUnread) return link.href;
  const began = Number(new URLSearchParams(location.search).get("skip") ?? 0);
  const unread = cards().filter((card) => !/read|hide/.test(card.querySelector("article")?.dataset.marks ?? ""));
  const address = new URL(link.href);
  address.searchParams.set("skip", String(began + unread.length));
  return address.href;
}

/** Take over a page's papers that are not here yet, each under its heading. @param {Document} page @returns {HTMLElement[]} */
function join(page) {
  const came = [];
  for (const section of page.querySelectorAll(".section")) {
    const fresh = /** @type {HTMLElement[]} */ ([...section.querySelectorAll(".panel.paper")]).filter((card) => !document.getElementById(card.id));
    const here = [...document.querySelectorAll(".section")].at(-1);
    const isSame = here?.querySelector("h2")?.textContent === section.querySelector("h2")?.textContent;
    if (!fresh.length || !here) continue;
    if (isSame) here.append(...fresh);
    else {
      section.replaceChildren(/** @type {Element} */ (section.querySelector("h2")), ...fresh);
      here.after(section);
    }
    came.push(...fresh);
  }
  if (onlyUnread) cards().forEach((card, place) => renumber(card, place + 1));
  return came;
}

/** @param {HTMLElement} card @param {number} number */
function renumber(card, number) {
  const place = card.querySelector(".number");
  if (place) place.textContent = `#${number}`;
}

/** The line under the list says how far it goes now. The link stays the same element: it may have the keyboard. @param {HTMLAnchorElement} link @param {Element | null} newer */
function renew(link, newer) {
  const next = /** @type {HTMLAnchorElement | null} */ (newer?.querySelector("a[rel=next]") ?? null);
  const counts = nav?.querySelector(".counts");
  const began = counts?.textContent?.match(/[\d,]+(?=–)/)?.[0];
  if (counts && began) counts.textContent = newer?.querySelector(".counts")?.textContent?.replace(/[\d,]+(?=–)/, began) ?? "";
  const whole = document.querySelector(".read-page button");
  if (whole) whole.textContent = t("Mark these %(n)s read", { n: cards().length });
  if (next) [link.href, link.textContent] = [next.href, next.textContent];
  else nav?.querySelectorAll("a:not([rel=prev])").forEach((each) => each.remove());
}

/** @param {string} text */
function say(text) {
  if (!line) {
    line = document.createElement("div");
    line.className = "unseen";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = text;
}

/** Load on while a condition holds, and there is more. @param {() => boolean} wanted */
async function loadWhile(wanted) {
  while (wanted() && (await load()) > 0);
}

/** A paper that the address names, or that one left the list by, is shown, even if it stands far down. */
async function findPlace() {
  const named = decodeURIComponent(location.hash.slice(1));
  const { cards: had = 0, left = "" } = history.state ?? {};
  const id = named || left;
  const isFarDown = AN_ID.test(id) && !document.getElementById(id);
  await loadWhile(() => (isFarDown && !document.getElementById(id)) || cards().length < had);
  if (isFarDown) document.getElementById(id)?.scrollIntoView({ block: named ? "start" : "center" });
}

if (nav && nextLink()) {
  const watch = new IntersectionObserver(
    async ([{ isIntersecting }]) => {
      if (!isIntersecting || !(await load())) return;
      watch.unobserve(nav); // observed anew, it tells once more whether the end is near
      watch.observe(nav);
    },
    { rootMargin: AHEAD },
  );
  void findPlace().then(() => watch.observe(nav));
  document.addEventListener("click", (event) => {
    const card = /** @type {HTMLElement} */ (event.target).closest(".panel.paper");
    if (card) history.replaceState({ ...history.state, left: card.id }, "");
  });
}
