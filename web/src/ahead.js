// @ts-check
// Typing ahead: what is typed into `input[data-ahead]` while its last line is still being answered is kept,
// and sent line by line when the answer is there. So a fast hand never waits and no letter is lost.
const AHEAD_KEPT = "prichal-ahead";
/** @type {HTMLInputElement | null} the field whose line is on its way */
let aheadSent = null;
/** @type {string[]} lines finished with Enter meanwhile */
let aheadLines = [];
/** What stands in the field, not finished yet. */
let aheadRest = "";
/** Ctrl+Enter was pressed meanwhile. */
let aheadCommit = false;

/** @returns {HTMLInputElement | null} */
const aheadField = () => document.querySelector("input[data-ahead]");

document.addEventListener("keydown", (event) => {
  if (!aheadSent || event.key !== "Enter" || event.altKey) return;
  const field = event.target instanceof HTMLInputElement && event.target.matches("[data-ahead]") ? event.target : null;
  const commits = event.ctrlKey || event.metaKey;
  if (!field && !commits) return;
  if (commits) aheadCommit = true;
  if (field) {
    // Between the swap and its settling the beginning of the line stands in aheadRest.
    const line = (aheadSent.isConnected ? "" : aheadRest) + field.value;
    if (line.trim()) aheadLines.push(line);
    if (!aheadSent.isConnected) aheadRest = "";
    field.value = "";
  }
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  const field = form?.querySelector("input[data-ahead]");
  if (!(field instanceof HTMLInputElement) || event.defaultPrevented) return;
  aheadSent = field;
  // The request is built in this turn; from the next on the field is free for the next line.
  window.setTimeout(() => {
    if (aheadSent === field) aheadPut(field, aheadRest);
    aheadRest = "";
  }, 0);
}, true);

/** @param {HTMLInputElement} field @param {string} text */
function aheadPut(field, text) {
  field.value = text;
  field.setSelectionRange(text.length, text.length);
}

/** The answer is there: go on with the next line, or give back what stood in the field. */
function aheadGoOn() {
  aheadSent = null;
  const field = aheadField();
  // A refused line stands in the field again; what was typed behind it waits until it is settled.
  if (!field || field.defaultValue.trim()) return;
  aheadRest += field.value;
  const line = aheadLines.shift();
  if (line !== undefined) {
    field.value = line;
    field.form?.requestSubmit();
    return;
  }
  aheadPut(field, aheadRest);
  if (aheadRest) {
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (aheadCommit) {
    aheadCommit = false;
    const button = document.querySelector('[data-key="Ctrl+Enter"]:not([disabled])');
    if (button instanceof HTMLElement) button.click();
  }
  aheadRest = "";
}

document.addEventListener("htmx:beforeSwap", () => {
  if (aheadSent?.isConnected) aheadRest = aheadSent.value;
});
document.addEventListener("htmx:afterSettle", () => {
  if (aheadSent && !aheadSent.isConnected) aheadGoOn();
});
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => { aheadSent = null; });
}

// The first line of a new order leads to another page: what was typed meanwhile goes along.
window.addEventListener("pagehide", () => {
  if (!aheadSent) return;
  const kept = { lines: aheadLines, rest: aheadSent.value, commit: aheadCommit, at: Date.now() };
  try { sessionStorage.setItem(AHEAD_KEPT, JSON.stringify(kept)); } catch { /* private mode: nothing to carry */ }
});
document.addEventListener("DOMContentLoaded", () => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(AHEAD_KEPT) ?? "null");
    sessionStorage.removeItem(AHEAD_KEPT);
    if (!kept || Date.now() - kept.at > 10000) return;
    aheadLines = kept.lines;
    aheadRest = kept.rest;
    aheadCommit = kept.commit;
    aheadGoOn();
  } catch { /* private mode */ }
});
