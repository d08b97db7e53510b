// The marks that this browser has said, in its own database: those that wait for the site, and for a while those it has taken, since
// a page kept for reading offline was written before them. Each has an id and a time of its own, so that sending one twice or late
// does no harm. Pages and the service worker share this; tabs add and take away single marks, so none loses another's.

const AT_ONCE = 200;
const LONGEST_KEPT_ALIVE = 60_000; // browsers let a page that is being left send little more
const SENT_KEPT = 31 * 86_400_000; // milliseconds; no page is kept longer
const CLOCK = 60_000; // a mark said this long before a page was written may not be on it yet
const POISON = [400, 413, 422]; // what the site says of marks themselves; anything else may pass

/** @typedef {{id: string, paper: string, kind: string, on: boolean, at: string, name?: string, text?: string}} Mark */
/** @typedef {{id: string, why: string}} Refusal */

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
      const opened = asked.result;
      opened.onclose = opened.onversionchange = () => {
        opened.close();
        database = undefined;
      };
      resolve(opened);
    };
  });
}

/** Do something at once or not at all. @template T @param {(waiting: IDBObjectStore, sent: IDBObjectStore) => IDBRequest<T> | void} work @returns {Promise<T>} */
async function together(work) {
  database ??= open();
  const transaction = (await database).transaction(["waiting", "sent"], "readwrite");
  const asked = work(transaction.objectStore("waiting"), transaction.objectStore("sent"));
  transaction.commit?.(); // a page that is left in this moment has still said it
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(/** @type {T} */ (asked?.result));
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Have marks wait. @param {Mark[]} marks */
export function add(marks) {
  return together((waiting) => marks.forEach((mark) => waiting.put(mark)));
}

/** The marks that are not on a page written then, in the order they were said. @param {string} [written] none: just now @returns {Promise<Mark[]>} */
export async function saidSince(written) {
  const marks = await together((waiting) => waiting.getAll());
  if (written) {
    const since = new Date(Date.parse(written) - CLOCK).toISOString();
    marks.push(...(await together((_, sent) => sent.getAll(IDBKeyRange.lowerBound([since])))));
  }
  return inOrder(marks);
}

/** Forget what the site has taken. */
export function forgetSent() {
  return together((_, sent) => void sent.clear());
}

/** Forget what waits, too. */
export function forget() {
  return together((waiting, sent) => {
    waiting.clear();
    sent.clear();
  });
}

/**
 * Send all that waits. Rejects where the site cannot be reached or takes nothing just now.
 * @param {Mark[]} more marks that wait in memory, as all do where a browser forbids its database
 * @param {(marks: Mark[], refused: Refusal[]) => void} taken told what the site has taken and what it never will
 */
export async function send(more, taken) {
  const stored = await saidSince().catch(() => []);
  const marks = inOrder([...new Map([...stored, ...more].map((mark) => [mark.id, mark])).values()]);
  while (marks.length) await sendSome(marks.splice(0, AT_ONCE), taken);
}

/** A post of marks, which goes on when the page is left. @param {Mark[]} marks */
export function post(marks) {
  const body = JSON.stringify({ sent: new Date().toISOString(), marks });
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return fetch("/reader/marks", { method: "POST", headers, body, keepalive: body.length < LONGEST_KEPT_ALIVE });
}

/** @param {Mark[]} marks @param {(marks: Mark[], refused: Refusal[]) => void} taken @returns {Promise<void>} */
async function sendSome(marks, taken) {
  const answer = await post(marks);
  const poisoned = POISON.includes(answer.status);
  if (!answer.ok && !poisoned) throw new Error(`the site answered ${answer.status}`);
  const said = await answer.json();
  if (poisoned && marks.length > 1) {
    // One of them is to blame: the others must not wait for it.
    await sendSome(marks.splice(0, marks.length / 2), taken);
    return sendSome(marks, taken);
  }
  /** @type {Refusal[]} */
  const refused = poisoned ? [{ id: marks[0].id, why: said.detail ?? answer.statusText }] : said.refused;
  taken(marks, refused);
  const never = new Set(refused.map((each) => each.id));
  const long = new Date(Date.now() - SENT_KEPT).toISOString();
  await together((waiting, sent) => {
    for (const mark of marks) {
      waiting.delete(mark.id);
      if (!never.has(mark.id)) sent.put(mark);
    }
    sent.delete(IDBKeyRange.upperBound([long]));
  }).catch(() => {});
}

/** @param {Mark[]} marks */
function inOrder(marks) {
  return marks.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}
