// @ts-check
// The one stream of changes of this browser: every tab listens here, so tabs never use up the connections.
// Polling would need the tabs' addresses, so on a broken stream it only tells them and tries again.
const RETRY_MS = 15000;
/** @type {Set<MessagePort>} */
const tabs = new Set();
/** @type {EventSource | undefined} */
let stream;
let connected = true;
/** The last event known here; a page made before it fetches its live parts again. */
let seq = 0;

/** @param {unknown} message */
function tell(message) {
  for (const tab of tabs) tab.postMessage(message);
}

/** @param {boolean} now */
function setConnected(now) {
  connected = now;
  tell({ connected });
}

/** @param {MessageEvent} message */
function passOn(message) {
  seq = Math.max(seq, Number(message.lastEventId) || 0);
  try {
    tell({ change: JSON.parse(message.data) });
  } catch {
    // A line that is no change (a heartbeat) says nothing.
  }
}

function open() {
  stream?.close();
  stream = undefined;
  if (!tabs.size) return;
  stream = new EventSource("/events");
  stream.onopen = () => setConnected(true);
  stream.addEventListener("hello", (message) => {
    seq = Math.max(seq, Number(message.data) || 0);
    tell({ seq });
  });
  stream.onmessage = passOn;
  stream.addEventListener("change", passOn);
  stream.onerror = () => {
    setConnected(false);
    // The browser itself tries again unless the answer was a refusal.
    if (stream?.readyState === EventSource.CLOSED) setTimeout(open, RETRY_MS);
  };
}

/** @param {MessagePort} tab */
function welcome(tab) {
  tabs.add(tab);
  tab.postMessage({ connected });
  if (seq) tab.postMessage({ seq });
  if (!stream) open();
}

/** @param {MessagePort} tab */
function seeOff(tab) {
  tabs.delete(tab);
  if (!tabs.size) open();
}

// @ts-ignore the page library has no name for a worker's own events
self.onconnect = (event) => {
  const tab = event.ports[0];
  tab.onmessage = (/** @type {MessageEvent} */ message) => (message.data === "bye" ? seeOff(tab) : welcome(tab));
  welcome(tab);
};
