// Marks on their way to the site. They wait in this browser's storage until the site has taken them, so that none is lost
// without a network; each has an id and a time of its own, so that sending one twice or late does no harm.

const KEY = "paperstand-outbox";
const AT_ONCE = 200;
const LONGEST_KEPT_ALIVE = 60_000; // browsers let a page that is being left send little more
const PAUSE = 200; // milliseconds, in which marks that follow each other gather
const RETRY = 30_000;

/** @typedef {{id: string, paper: string, kind: string, on: boolean, at: string, name?: string, text?: string}} Mark */

/** @type {Mark[]} */
let inMemory = []; // where storage is forbidden, marks last as long as the page
let sending = false;
let timer = 0;

/** Keep marks and send them soon. @param {Omit<Mark, "id" | "at">[]} said */
export function keep(said) {
  const at = new Date().toISOString();
  store([...waiting(), ...said.map((mark) => ({ id: newId(), at, ...mark }))]);
  soon(PAUSE);
}

/** Send what waits. Resolves when all is taken or the site cannot be reached; then it is tried again by itself. */
export async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    for (let batch = waiting().slice(0, AT_ONCE); batch.length; batch = waiting().slice(0, AT_ONCE)) await sendBatch(batch);
  } catch {
    soon(RETRY);
  } finally {
    sending = false;
  }
}

/** @param {Mark[]} batch */
async function sendBatch(batch) {
  const body = JSON.stringify({ sent: new Date().toISOString(), marks: batch });
  const answer = await fetch("/reader/marks", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body,
    keepalive: body.length < LONGEST_KEPT_ALIVE,
  });
  if (!answer.ok) throw new Error(`the site answered ${answer.status}`);
  const { refused } = await answer.json();
  const sent = new Set(batch.map((mark) => mark.id));
  store(waiting().filter((mark) => !sent.has(mark.id)));
  document.documentElement.dataset.reader ??= "";
  for (const { id, why } of refused) {
    const mark = batch.find((each) => each.id === id);
    dispatchEvent(new CustomEvent("mark-refused", { detail: { mark, why } }));
  }
}

/** @returns {Mark[]} */
function waiting() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return inMemory;
  }
}

/** @param {Mark[]} marks */
function store(marks) {
  inMemory = marks;
  try {
    if (marks.length) localStorage.setItem(KEY, JSON.stringify(marks));
    else localStorage.removeItem(KEY);
  } catch {
    // see `inMemory`
  }
}

/** @param {number} pause */
function soon(pause) {
  clearTimeout(timer);
  timer = setTimeout(send, pause);
}

/** `crypto.randomUUID` is there only on https and loopback. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

addEventListener("online", () => soon(0));
addEventListener("pagehide", () => void send());
if (waiting().length) soon(PAUSE);
