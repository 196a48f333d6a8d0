// @ts-check
// Live parts: one stream for the whole browser (a shared worker), else a look every fifteen seconds.
// A message says only what changed; every part fetches its own text with the reader's rights.
const POLL_MS = 15000;
const LOST_MS = 10000;
let openedAt = Date.now();
/** How many news were told. */
let newsHeard = 0;
let ownDeedAt = 0;
let lostSince = 0;

/** @typedef {{ entity: string, id: number | string, kind: string, client?: string | null, mine?: boolean }} Change */

/** @param {Change} change */
function announce(change) {
  newsHeard += 1;
  document.dispatchEvent(new CustomEvent("prichal:change", { detail: change }));
  const exact = `${change.entity}:${change.id}`;
  const about = change.client ? `about:${change.client}` : exact;
  for (const part of document.querySelectorAll("[data-live]")) {
    const wanted = (part.getAttribute("data-live") ?? "").split(" ");
    // A part may wait for one kind of news only: an empty desk for a call that begins.
    const kind = part.getAttribute("data-live-kind");
    if (kind && kind !== change.kind) continue;
    if (wanted.some((name) => name === exact || name === about || name === change.entity || name === "*")) refresh(part, change.mine === true);
  }
}

/** A part with its own address is fetched again; a page without one says that it is out of date. @param {Element} part @param {boolean} mine */
function refresh(part, mine) {
  if (part.hasAttribute("hx-get")) {
    // @ts-ignore htmx stands before this script in the same file
    htmx.trigger(part, "live");
    return;
  }
  // What was done on this very page is on it already; on PostgreSQL its news come a moment later.
  const doneHere = mine && Date.now() - Math.max(openedAt, ownDeedAt) < 3000;
  if (!doneHere) show("p-stale", true);
}

/** @param {boolean} connected */
function connection(connected) {
  if (connected) {
    lostSince = 0;
    show("p-offline", false);
  } else if (!lostSince) lostSince = Date.now();
}

/** What happened between the making of the page and the opening of the feed is fetched once. @param {number} seq */
function catchUp(seq) {
  if (seq <= Number(document.body.dataset.seq)) return;
  document.body.dataset.seq = String(seq);
  poll();
}

function poll() {
  for (const part of document.querySelectorAll("[data-live][hx-get]")) refresh(part, false);
}

/** @param {string} script @param {string} reader */
function listen(script, reader) {
  // One worker per person: after a change of hands the stream of the other one is not heard.
  const worker = new SharedWorker(script, { name: `prichal ${reader}` });
  worker.port.onmessage = (message) => {
    if (message.data.change) announce(message.data.change);
    else if (message.data.seq !== undefined) catchUp(message.data.seq);
    else connection(message.data.connected === true);
  };
  worker.onerror = () => window.setInterval(poll, POLL_MS);
  worker.port.start();
  window.addEventListener("pagehide", () => worker.port.postMessage("bye"));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) worker.port.postMessage("hello");
  });
}

window.setInterval(() => {
  if (lostSince && Date.now() - lostSince > LOST_MS) show("p-offline", true);
}, 2000);

document.addEventListener("htmx:afterRequest", (event) => {
  // @ts-ignore the detail is htmx's own
  if (event.detail?.requestConfig?.verb !== "get") ownDeedAt = Date.now();
});

document.addEventListener("click", (event) => {
  if (within(event, "[data-reload]")) location.reload();
});

document.addEventListener("prichal:page", () => {
  openedAt = Date.now();
  if (lostSince && Date.now() - lostSince > LOST_MS) show("p-offline", true);
});

const feedScript = document.body?.dataset.feed;
if (feedScript) {
  if (typeof SharedWorker === "function") listen(feedScript, document.body.dataset.reader ?? "");
  else window.setInterval(poll, POLL_MS);
}
