// The marks said in this browser, in its own database: those that wait for the site, and for a month those it has taken, since a page
// kept from before does not show them. Pages and the service worker share this. Tabs put and take single marks, so none loses another's;
// each has an id and a time, so that sending one twice or late does no harm.

const AT_ONCE = 200;
const KEPT_ALIVE = 60_000; // characters; browsers let a page that is being left send little more
const MONTH = 31 * 86_400_000;
const CLOCK = 60_000; // milliseconds before a page was written in which what was said may not be on it yet
const POISON = [400, 413, 422]; // what the site says of marks themselves; anything else may pass

/** @typedef {{id: string, paper: string, kind: string, on: boolean, at: string, name?: string, text?: string}} Mark */
/** @typedef {{id: string, why: string}} Refusal */
/** @typedef {(marks: Mark[], refused: Refusal[]) => void} Taken told what the site has taken, and what it never will */

/** @type {Promise<IDBDatabase> | undefined} */
let database = open();
database.catch(() => {}); // who asks is told

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("paperstand", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("waiting", { keyPath: "id" });
      asked.result.createObjectStore("sent", { keyPath: ["at", "id"] });
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = () => {
        asked.result.close();
        database = undefined;
      };
      resolve(asked.result);
    };
  });
}

/** Do all of it or nothing. @template T @param {(waiting: IDBObjectStore, sent: IDBObjectStore) => IDBRequest<T> | void} work @returns {Promise<T>} */
async function together(work) {
  const change = (await (database ??= open())).transaction(["waiting", "sent"], "readwrite");
  const asked = work(change.objectStore("waiting"), change.objectStore("sent"));
  change.commit?.(); // a page that is left in this moment has still said it
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve(/** @type {T} */ (asked?.result));
    change.onabort = () => reject(change.error);
  });
}

/** @param {Mark[]} marks */
export function add(marks) {
  return together((waiting) => marks.forEach((mark) => waiting.put(mark)));
}

/** The marks that are not on a page written then, in the order they were said. @param {string} [written] none: just now @returns {Promise<Mark[]>} */
export async function saidSince(written) {
  const marks = await together((waiting) => waiting.getAll());
  if (written) marks.push(...(await together((_, sent) => sent.getAll(IDBKeyRange.lowerBound([ago(CLOCK, written)])))));
  return inOrder(marks);
}

/** Forget what the site has taken, or what waits, too. @param {boolean} [all] */
export function forget(all) {
  return together((waiting, sent) => {
    sent.clear();
    if (all) waiting.clear();
  });
}

/** Send all that waits, and those in memory. Rejects where the site takes nothing just now. @param {Mark[]} more @param {Taken} taken */
export async function send(more, taken) {
  const all = [...(await saidSince().catch(() => [])), ...more];
  const marks = inOrder([...new Map(all.map((mark) => [mark.id, mark])).values()]);
  while (marks.length) await sendSome(marks.splice(0, AT_ONCE), taken);
}

/** A post of marks, which goes on when the page is left. @param {Mark[]} marks */
export function post(marks) {
  const body = JSON.stringify({ sent: ago(0), marks });
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return fetch("/reader/marks", { method: "POST", headers, body, keepalive: body.length < KEPT_ALIVE });
}

/** @param {Mark[]} marks @param {Taken} taken @returns {Promise<void>} */
async function sendSome(marks, taken) {
  const answer = await post(marks);
  const poisoned = POISON.includes(answer.status);
  if (!answer.ok && !poisoned) throw new Error(`${answer.status}`);
  if (poisoned && marks.length > 1) {
    // One of them is to blame: the others must not wait for it.
    await sendSome(marks.splice(0, marks.length / 2), taken);
    return sendSome(marks, taken);
  }
  const said = await answer.json();
  const refused = poisoned ? [{ id: marks[0].id, why: said.detail }] : said.refused;
  taken(marks, refused);
  const never = refused.map((/** @type {Refusal} */ { id }) => id);
  await together((waiting, sent) => {
    for (const mark of marks) {
      waiting.delete(mark.id);
      if (!never.includes(mark.id)) sent.put(mark);
    }
    sent.delete(IDBKeyRange.upperBound([ago(MONTH)]));
  }).catch(() => {});
}

/** A moment in ISO form, which sorts. @param {number} milliseconds @param {string} [moment] none: now */
function ago(milliseconds, moment) {
  return new Date((moment ? Date.parse(moment) : Date.now()) - milliseconds).toISOString();
}

/** @param {Mark[]} marks */
function inOrder(marks) {
  return marks.sort((one, other) => one.at.localeCompare(other.at));
}
