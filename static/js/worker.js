// The service worker: pages come from the network, and where that fails or takes too long, as they were kept. /sw.js starts it.

import { find, isReading, keep, keepLists, language } from "./kept.js";
import { send } from "./waiting.js";

const SHELLS = "paperstand-shell-";
const PATIENCE = 4_000; // milliseconds that a page may take before the one that is kept is shown
const PAUSE = 600_000; // between two looks at whether lists have changed

/** @typedef {{version: string, files: string[], fonts: string[], pages: Record<string, string>}} Shell */
/** @typedef {Event & {request: Request, waitUntil(promise: Promise<unknown>): void, respondWith(answer: Promise<Response>): void}} FetchEvent */

const scope = /** @type {any} */ (self);
let looked = 0;

/** Begin to serve. @param {Shell} shell what pages are made of beside their words, as the site has it now */
export function start(shell) {
  const name = SHELLS + shell.version;
  scope.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install(name, shell)));
  scope.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate(name)));
  scope.addEventListener("fetch", (/** @type {FetchEvent} */ event) => answer(event, name, shell));
  scope.addEventListener("message", (/** @type {any} */ event) => event.data === "keep" && event.waitUntil(prepare(name, shell)));
  scope.addEventListener("periodicsync", (/** @type {any} */ event) => event.waitUntil(prepare(name, shell)));
  // Rejects while the site cannot be reached; the browser then asks again.
  scope.addEventListener("sync", (/** @type {any} */ event) => event.waitUntil(send([], () => {})));
}

/** @param {string} name @param {Shell} shell */
async function install(name, { files, pages }) {
  const cache = await caches.open(name);
  // Without cookies, so that the page shown in place of others is nobody's own.
  const plain = Object.values(pages).map((page) => new Request(page, { credentials: "omit", cache: "reload" }));
  await cache.addAll([...files, ...plain]);
  await scope.skipWaiting();
}

/** @param {string} name */
async function activate(name) {
  for (const each of await caches.keys()) if (each.startsWith(SHELLS) && each !== name) await caches.delete(each);
  await scope.clients.claim();
  // The page that brought this worker came without it.
  for (const { url } of await scope.clients.matchAll({ type: "window" })) {
    if (isReading(url)) await fetch(url).then((page) => keep(url.split("#")[0], page), () => {});
  }
}

/** Have ready what may be read next, without a network. @param {string} name @param {Shell} shell */
async function prepare(name, { fonts }) {
  if (Date.now() - looked < PAUSE) return;
  looked = Date.now();
  try {
    const cache = await caches.open(name);
    for (const font of fonts) if (!(await cache.match(font))) await cache.add(font);
    await keepLists();
  } catch {
    looked = 0; // the network is away: the next page asks again
  }
}

/** @param {FetchEvent} event @param {string} name @param {Shell} shell */
function answer(event, name, shell) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(event, name));
  else if (request.mode === "navigate") event.respondWith(page(event, () => instead(name, shell)));
  else if (isReading(request.url)) event.respondWith(page(event));
}

/** A page from the network, else as it was kept. @param {FetchEvent} event @param {() => Promise<Response | undefined>} [otherwise] */
function page(event, otherwise = async () => undefined) {
  const asked = fetch(event.request);
  const [address] = event.request.url.split("#");
  event.waitUntil(asked.then((fresh) => keep(address, fresh.clone())).catch(() => {}));
  return soonOr(asked, () => find(address), otherwise);
}

/** A file of a certain version from the cache, any other from the network, else in whatever version there is. @param {FetchEvent} event @param {string} name */
async function file(event, name) {
  const exact = await caches.match(event.request, { cacheName: name });
  return exact ?? soonOr(fetch(event.request), () => caches.match(event.request.url, { cacheName: name, ignoreSearch: true }));
}

/**
 * What was asked for, if it comes in time; else a copy; else what was asked for, however late; at last what stands in for it.
 * @param {Promise<Response>} asked @param {() => Promise<Response | undefined>} copy @param {() => Promise<Response | undefined>} [otherwise]
 */
async function soonOr(asked, copy, otherwise = async () => undefined) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([asked.catch(() => undefined), late]);
  if (first && first.status < 500) return first;
  const found = await copy();
  if (found) return found;
  return asked.catch(async (error) => {
    const standsIn = await otherwise();
    if (standsIn) return standsIn;
    throw error;
  });
}

/** The page that says what is kept, in the language of the page before. @param {string} name @param {Shell} shell */
async function instead(name, { pages }) {
  return caches.match(pages[(await language()) ?? "en"] ?? pages.en, { cacheName: name });
}
