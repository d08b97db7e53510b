// The search box: while one types it suggests authors and papers (a combobox with a list, after
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Without this the box is a plain form.

import { t } from "./words.js";

const PAUSE = 120; // milliseconds after the last letter
const SHORTEST = 3;

const box = /** @type {HTMLInputElement | null} */ (document.getElementById("query"));

/** @param {HTMLInputElement} input */
function suggestFor(input) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", t("Suggestions"));
  input.after(list);
  const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  let waiting = 0;
  /** @type {AbortController | undefined} */
  let asking;

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`, { signal: asking.signal });
      if (answer.ok) show(await answer.json());
    } catch {
      // Another letter came, or the network is away: the form still searches.
    }
  }

  /** @param {{authors: {name: string, papers: number, path: string}[], papers: {id: string, title: string, path: string}[]}} found */
  function show(found) {
    const options = [
      ...found.authors.map((author) => option(author.name, t("author, %(n)s", { n: author.papers }), author.path)),
      ...found.papers.map((paper) => option(paper.title, paper.id, paper.path)),
    ];
    if (!options.length || document.activeElement !== input) {
      close();
      return;
    }
    options.forEach((each, place) => (each.id = `suggestion-${place}`));
    list.replaceChildren(...options);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {string} words @param {string} about @param {string} path */
  function option(words, about, path) {
    const each = document.createElement("li");
    each.setAttribute("role", "option");
    each.setAttribute("aria-selected", "false");
    each.dataset.path = path;
    const fact = document.createElement("span");
    fact.textContent = about;
    each.append(words, fact);
    return each;
  }

  /** @param {number} step */
  function move(step) {
    const options = /** @type {HTMLElement[]} */ ([...list.children]);
    const chosen = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const next = (chosen + step + options.length + 1) % (options.length + 1); // one place more: the box itself
    const place = chosen < 0 && step < 0 ? options.length - 1 : chosen < 0 ? 0 : next;
    options.forEach((each, at) => each.setAttribute("aria-selected", String(at === place)));
    if (place < options.length) {
      input.setAttribute("aria-activedescendant", options[place].id);
      options[place].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < SHORTEST) close();
    else waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const chosen = /** @type {HTMLElement | null} */ (list.querySelector('[aria-selected="true"]'));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && chosen) location.assign(chosen.dataset.path ?? "");
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the keyboard
  list.addEventListener("click", (event) => {
    const clicked = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
    if (clicked) location.assign(/** @type {HTMLElement} */ (clicked).dataset.path ?? "");
  });
  input.addEventListener("blur", close);
}

if (box) suggestFor(box);
