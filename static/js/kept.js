// The pages that this browser keeps to show without a network: a bounded number, none old, all of one reader. Each is kept as the site
// wrote it, with the moment in its first tag, and with what a list of them needs in headers. The worker keeps them; /offline lists them.

import { forget } from "./waiting.js";

const PAGES = "paperstand-pages";
const WHOSE = "/offline/whose"; // the entry that says which reader's pages these are, and in which language the last was
const MOST = 400;
const OLDEST = 30 * 86_400_000; // milliseconds
// Pages of reading. Not kept: what is only true now, files and feeds, and what changes something.
const READING = /^\/(?:$|(?:arxiv|author|month|hot|foryou|days|articles|trails|help)(?:\/|$)|reader(?:$|\/(?:stars|notes|hidden|lists)(?:\/|$)))/;
const NOT_KEPT = /\/(?:feed|stream|edit)$|\.(?:bib|ris|md|json)$/;

export const AS_OF = "Kept-As-Of";
export const DAY = "Kept-Day";
export const TITLE = "Kept-Title";
export const STAMP = "Kept-Stamp";

/** @param {string} address */
export function isReading(address) {
  const { pathname } = new URL(address);
  return READING.test(pathname) && !NOT_KEPT.test(pathname);
}

/** Keep what the site answered to a request, if it is a page to keep. @param {string} address @param {Response} answer @param {string} [stamp] */
export async function keep(address, answer, stamp = "") {
  if (answer.type !== "basic" || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const kept = await ofReader(answer);
  if (answer.status !== 200 || answer.redirected || !isReading(address) || /no-store/.test(answer.headers.get("Cache-Control") ?? "")) return;
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name); // it is put together anew
  headers.set(TITLE, encodeURIComponent(/<title>([^]*?)<\/title>/.exec(text)?.[1] ?? ""));
  headers.set(DAY, /\sclass="list-head"/.test(text) ? (/data-announced="([\d-]+)"/.exec(text)?.[1] ?? "") : "");
  await write(kept, address, text, headers, stamp);
}

/** The page as it is kept under an address; under a list's without a day, that of the latest day there is. @param {string} address */
export async function find(address) {
  const kept = await caches.open(PAGES);
  const url = new URL(address);
  // Opened without a language, answers are shown as they were last seen in any.
  if (url.pathname.endsWith("/part") && !url.search) return (await kept.matchAll(address, { ignoreSearch: true })).at(-1);
  const day = url.searchParams.get("date");
  const found = await kept.match(address);
  if (found && day) return found;
  const near = (await kept.keys(address, { ignoreSearch: true })).filter((each) => withoutDay(each.url) === withoutDay(address));
  const copies = await Promise.all(near.map(async (each) => /** @type {Response} */ (await kept.match(each))));
  /** @param {Response} copy */
  const order = ({ headers }) => `${headers.get(DAY)} ${headers.get(AS_OF)}`;
  return day ? copies.find(({ headers }) => headers.get(DAY) === day) : copies.sort((one, other) => (order(one) < order(other) ? -1 : 1)).at(-1);
}

/** A list's address with any single day taken out. @param {string} address */
function withoutDay(address) {
  return address.replace(/([?&])date=[\d-]+(?:&|$)/, "$1").replace(/[?&]$/, "");
}

/** The language of the page shown last. */
export async function language() {
  return (await whose(await caches.open(PAGES)))?.language;
}

/** Bring the lists that the site names up to date: those that changed, by its word and then by their ETag. */
export async function keepLists() {
  const answer = await fetch("/offline/lists");
  if (!answer.ok) return;
  for (const { address, stamp } of (await answer.json()).lists) await keepList(new URL(address, location.origin).href, stamp);
}

/** @param {string} address @param {string} stamp */
async function keepList(address, stamp) {
  const kept = await caches.open(PAGES);
  const old = await kept.match(address);
  if (old?.headers.get(STAMP) === stamp) return;
  const etag = old?.headers.get("ETag");
  const answer = await fetch(address, { headers: { Accept: "text/html", ...(etag && { "If-None-Match": etag }) } });
  if (old && answer.status === 304) await write(kept, address, await old.text(), new Headers(old.headers), stamp);
  else await keep(address, answer, stamp);
}

/** All that is kept, the oldest first. @returns {Promise<{address: string, title: string, day: string, asOf: string}[]>} */
export async function all() {
  const kept = await caches.open(PAGES);
  const pages = [];
  for (const { url } of await kept.keys()) {
    const headers = (await kept.match(url))?.headers;
    const title = decodeURIComponent(headers?.get(TITLE) ?? "");
    if (title) pages.push({ address: url, title, day: headers?.get(DAY) ?? "", asOf: headers?.get(AS_OF) ?? "" });
  }
  return pages;
}

/** @param {Cache} kept @param {string} address @param {string} text @param {Headers} headers @param {string} stamp */
async function write(kept, address, text, headers, stamp) {
  const now = new Date().toISOString();
  headers.set(AS_OF, now);
  headers.set(STAMP, stamp);
  const page = new Response(text.replace(/<html(?: data-kept="[^"]*")?/, `<html data-kept="${now}"`), { headers });
  try {
    await kept.put(address, page.clone());
  } catch {
    await tidy(kept, MOST / 4); // the browser gives no more room
    await kept.put(address, page).catch(() => {});
  }
  await tidy(kept, MOST);
}

/** Drop what is too much or too old. @param {Cache} kept @param {number} most */
async function tidy(kept, most) {
  const pages = (await kept.keys()).filter(({ url }) => new URL(url).pathname !== WHOSE); // in the order they were kept
  const tooOld = new Date(Date.now() - OLDEST).toISOString();
  for (const [place, page] of pages.entries()) {
    const asOf = (await kept.match(page))?.headers.get(AS_OF) ?? "";
    if (place >= pages.length - most && asOf > tooOld) return;
    await kept.delete(page);
  }
}

/** The pages, emptied if they were those of another reader than an answer is for. @param {Response} answer */
async function ofReader(answer) {
  const kept = await caches.open(PAGES);
  const before = await whose(kept);
  const now = { reader: answer.headers.get("Paperstand-Reader"), language: answer.headers.get("Content-Language") };
  if (before?.reader && before.reader !== now.reader) {
    for (const page of await kept.keys()) await kept.delete(page);
    await forget().catch(() => {}); // those that wait are the reader's of now
  }
  if (before?.reader !== now.reader || before?.language !== now.language) await kept.put(WHOSE, new Response(JSON.stringify(now)));
  return kept;
}

/** @param {Cache} kept @returns {Promise<{reader: string | null, language: string | null} | undefined>} */
async function whose(kept) {
  return (await kept.match(WHOSE))?.json();
}
