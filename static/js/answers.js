// Answers in place: a card opens them, what is missing is asked for, and what is being written is followed as it grows.
// Markup comes from the site, which has cleaned it; a text that is still growing goes in as text.

import { refold } from "./fold.js";
import { t } from "./words.js";

const ASK_AGAIN = 3_000; // milliseconds, where nothing can be streamed

/** @type {WeakMap<HTMLElement, AbortController>} */
const following = new WeakMap();

/** Open a card's answers or close them. @param {HTMLElement} card */
export async function toggle(card) {
  const link = /** @type {HTMLAnchorElement} */ (card.querySelector(".title-kimi"));
  const open = /** @type {HTMLElement | null} */ (card.querySelector(".answers"));
  if (open) {
    stop(open);
    open.closest(".kimi-container")?.remove();
    refold(card);
    return;
  }
  const place = document.createElement("div");
  place.className = "kimi-container";
  place.id = `kimi-container-${card.id}`;
  place.textContent = "…";
  card.querySelector("article")?.append(place);
  refold(card);
  card.dispatchEvent(new Event("answers-opened", { bubbles: true }));
  try {
    const box = await part(`${link.href}/part`);
    place.replaceChildren(box);
    if ("asks" in box.dataset) await ask(box, new URLSearchParams({ question: "all" }));
    else follow(box);
  } catch (error) {
    place.textContent = /** @type {Error} */ (error).message;
  }
}

/** The answers as the site has them now. @param {string} address @param {RequestInit} [how] @returns {Promise<HTMLElement>} */
async function part(address, how = {}) {
  const answer = await fetch(address, { ...how, headers: { Accept: "text/html;q=0.9, application/problem+json" } });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail ?? t("The answers cannot be had just now."));
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.adoptNode(/** @type {HTMLElement} */ (page.querySelector(".answers")));
}

/** @param {HTMLElement} box */
function now(box) {
  return part(`${box.dataset.answers}/part?lang=${box.dataset.language}`);
}

/** Send a form's fields, and show how things stand then. @param {HTMLElement} box @param {URLSearchParams} fields */
async function ask(box, fields) {
  fields.set("part", "1");
  try {
    const newer = await part(`${box.dataset.answers}?lang=${box.dataset.language}`, { method: "POST", body: fields });
    stop(box);
    box.replaceWith(newer);
    follow(newer);
  } catch (error) {
    /** @type {HTMLElement} */ (box.querySelector(".answers-said")).textContent = /** @type {Error} */ (error).message;
    follow(box);
  }
}

/** @param {HTMLElement} box */
function stop(box) {
  following.get(box)?.abort();
  following.delete(box);
}

/** Follow what is being written until it is done, by a stream where there is room for one. @param {HTMLElement} box */
function follow(box) {
  if (!("followed" in box.dataset) || following.has(box)) return;
  const ended = new AbortController();
  following.set(box, ended);
  const stream = new EventSource(`${box.dataset.answers}/stream?lang=${box.dataset.language}`);
  ended.signal.addEventListener("abort", () => stream.close());
  /** @param {string} name @param {(said: any) => void} then */
  const on = (name, then) =>
    stream.addEventListener(name, (event) => {
      if (/** @type {MessageEvent} */ (event).data !== undefined) then(JSON.parse(/** @type {MessageEvent} */ (event).data));
    });
  on("state", ({ key, sentence }) => say(box, key, sentence));
  on("text", ({ key, from, text }) => grow(box, key, from, text));
  for (const name of ["done", "error"]) on(name, ({ key }) => void renew(box, key));
  stream.addEventListener("error", () => {
    // Closed for good: too many follow already, or there is nothing left to follow.
    if (stream.readyState === EventSource.CLOSED && !ended.signal.aborted) void poll(box, ended.signal);
  });
}

/** @param {HTMLElement} box @param {AbortSignal} ended */
async function poll(box, ended) {
  while (!ended.aborted && document.contains(box)) {
    await renew(box);
    if (!("followed" in box.dataset)) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN));
  }
}

/** Show one question, or all, as the site has them now; all where nothing more will come. What the keyboard is in stays as it is. @param {HTMLElement} box @param {string} [key] */
async function renew(box, key) {
  try {
    const newer = await now(box);
    const goesOn = "followed" in newer.dataset;
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (newer.querySelectorAll("[data-key]"))) {
      const old = entry(box, section.dataset.key ?? "");
      if (!old || (goesOn && key !== undefined && section.dataset.key !== key) || old.innerHTML === section.innerHTML) continue;
      if (!old.contains(document.activeElement)) old.replaceWith(section);
    }
    if (!goesOn) {
      delete box.dataset.followed;
      box.querySelector(".answers-head")?.replaceWith(/** @type {Element} */ (newer.querySelector(".answers-head")));
      if (key !== undefined) stop(box);
    }
  } catch {
    // The network is away for a moment: the next piece of news brings it.
  }
}

/** @param {HTMLElement} box @param {string} key */
function entry(box, key) {
  return /** @type {HTMLElement | null} */ (box.querySelector(`[data-key="${CSS.escape(key)}"]`));
}

/** @param {HTMLElement} box @param {string} key @param {string} sentence */
function say(box, key, sentence) {
  const line = entry(box, key)?.querySelector(".standing");
  if (line && line.textContent !== sentence) line.textContent = sentence;
}

/** @param {HTMLElement} box @param {string} key @param {number} from @param {string} text */
function grow(box, key, from, text) {
  const place = entry(box, key)?.querySelector(".growing");
  if (!place) return;
  if (from === 0) place.textContent = text;
  else place.append(text);
}

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const box = /** @type {HTMLElement | null} */ (target.closest(".answers"));
  const card = /** @type {HTMLElement | null} */ (target.closest(".panel.paper"));
  if (card && target.closest(".title-kimi")) {
    event.preventDefault();
    void toggle(card);
  } else if (box && card && target.closest("[data-show-language]")) {
    event.preventDefault();
    const address = new URL(/** @type {HTMLAnchorElement} */ (target.closest("a")).href);
    void part(`${address.pathname}/part${address.search}`).then((newer) => {
      stop(box);
      box.replaceWith(newer);
      follow(newer);
    });
  }
});

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const box = /** @type {HTMLElement | null} */ (form.closest(".answers"));
  if (!box) return;
  event.preventDefault();
  const fields = new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter)));
  void ask(box, fields);
});

const alone = /** @type {HTMLElement | null} */ (document.querySelector("main > .answers"));
if (alone) {
  const opened = JSON.stringify({ paper: alone.dataset.paper, kind: "answers" });
  navigator.sendBeacon("/reader/opens", new Blob([opened], { type: "application/json" }));
  follow(alone);
}

