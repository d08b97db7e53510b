// [Copy]: a paper as Markdown, as the site writes it, on the clipboard; pressed a second time, in the status line, with its answers.

import { t } from "./words.js";

/** @param {MouseEvent} event */
function clicked(event) {
  const link = /** @type {HTMLElement} */ (event.target).closest("a.title-copy");
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void copy(link, new URL(link.href));
}

/** @param {HTMLAnchorElement} link @param {URL} address */
async function copy(link, address) {
  const text = textAt(address);
  try {
    if (!(await toClipboard(text)) && !byHand(await text)) return;
    if (address.searchParams.has("answers")) tell(link, t("Copied with the answers"));
    else tell(link, t("Copied"), () => void copy(link, withAnswers(link, address)));
  } catch (error) {
    tell(link, /** @type {Error} */ (error).message);
  }
}

/** Whether the browser took it. @param {Promise<string>} text */
async function toClipboard(text) {
  if (!navigator.clipboard?.write || !window.ClipboardItem) return false;
  // A promise, since Safari lets nothing be copied that is there only after the press.
  const blob = text.then((said) => new Blob([said], { type: "text/plain" }));
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]).then(
    () => true,
    () => false,
  );
}

/** @param {URL} address */
async function textAt(address) {
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) throw new Error(t("The text cannot be had just now."));
  return answer.text();
}

/** The same with the answers, in the language they are shown in. @param {HTMLAnchorElement} link @param {URL} address */
function withAnswers(link, address) {
  const more = new URL(address);
  more.searchParams.set("answers", "1");
  const shown = /** @type {HTMLElement | null | undefined} */ (link.closest(".panel.paper")?.querySelector(".answers"));
  if (shown?.dataset.language) more.searchParams.set("lang", shown.dataset.language);
  return more;
}

/** Copy where there is no clipboard for pages (without https): by the old way, or by the reader's own hand. @param {string} text */
function byHand(text) {
  const dialog = document.createElement("dialog");
  dialog.className = "by-hand";
  const words = document.createElement("p");
  words.id = "by-hand";
  words.textContent = t("The browser lets no page copy here. Copy the text yourself, with Ctrl or Command and C:");
  const field = document.createElement("textarea");
  field.readOnly = true;
  field.rows = 12;
  field.value = text;
  field.setAttribute("aria-labelledby", words.id);
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.textContent = t("Close");
  form.append(close);
  dialog.append(words, field, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  field.select();
  const copied = document.execCommand("copy");
  if (copied) dialog.close();
  return copied;
}

/** Say something in the page's status line, or in that of the answers where the page is theirs. @param {Element} link @param {string} text @param {() => void} [more] */
function tell(link, text, more) {
  const line = document.getElementById("said") ? null : link.closest(".answers")?.querySelector(".answers-said");
  if (line) line.textContent = text;
  else document.dispatchEvent(new CustomEvent("say", { detail: { text, press: more, label: t("With the answers") } }));
}

document.addEventListener("click", clicked);

export {};
