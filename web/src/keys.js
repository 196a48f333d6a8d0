// @ts-check
// The keyboard: letters go by the place of the key, so both layouts work; they rest while a field has focus.
const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]),textarea,select,[contenteditable]";
const LETTERS_OFF = "prichal.letters-off";

/** What a thing happened in, or to. @param {Event} event @param {string} what */
const within = (event, what) => (event.target instanceof Element ? event.target.closest(what) : null);

/** @param {Element | null} element */
const isField = (element) => element instanceof Element && element.matches(FIELDS);

/** @param {Element} element */
const isShown = (element) =>
  element.getClientRects().length > 0 && !element.matches(":disabled,[aria-disabled=true]") && !element.closest("[inert],[hidden]");

function lettersAreOff() {
  try {
    return localStorage.getItem(LETTERS_OFF) === "1";
  } catch {
    return false;
  }
}

/** Where keys act: the open dialog, else the page. */
function scope() {
  const open = document.querySelectorAll("dialog[open]");
  return open.length ? open[open.length - 1] : document.body;
}

/** The name of a chord as it stands in data-key: "KeyO", "Alt+KeyS", "Ctrl+Enter". @param {KeyboardEvent} event */
function chordOf(event) {
  const code = event.code === "NumpadEnter" ? "Enter" : event.code.replace("Numpad", "Digit");
  const held = [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "",
    event.altKey ? "Alt+" : "",
    event.shiftKey ? "Shift+" : "",
  ];
  return held.join("") + code;
}

/** The first shown element that answers to the chord, nearest panel first. @param {string} chord */
function holderOf(chord) {
  const selector = `[data-key="${chord}"]`;
  const active = document.activeElement;
  for (const ground of [active?.closest("form"), active?.closest(".p-panel"), scope()]) {
    const found = [...(ground?.querySelectorAll(selector) ?? [])].find(isShown);
    if (found) return found;
  }
  return undefined;
}

/** @param {Element} element */
function press(element) {
  if (!(element instanceof HTMLElement)) return;
  if (isField(element)) element.focus();
  else element.click();
  if (element.parentElement) askBack(element.parentElement);
}

/** What is asked back is answered by Enter, or left by Esc. @param {Element} asked */
function askBack(asked) {
  if (asked.matches("details.sure[open]")) asked.querySelector("button")?.focus();
}

/** A key pressed for a marked row whose panel is still to come. @type {{ chord: string, row: string } | undefined} */
let owed;

const markedRow = () => listInUse()?.querySelector(":scope > .is-sel");

/** @param {string} chord @param {string} row the row whose panel has come */
const panelOf = (chord, row) => {
  const holder = holderOf(chord);
  return holder?.closest("[data-of]")?.getAttribute("data-of") === row ? holder : undefined;
};

/** A key of a side panel is meant for the marked row: where the panel shows another one, that row is opened first. @param {Element} holder @param {string} chord */
function pressForMarked(holder, chord) {
  const side = holder.closest("[data-of]");
  const row = side && !side.contains(document.activeElement) ? markedRow()?.id : undefined;
  owed = undefined;
  if (!row || panelOf(chord, row) || !openRow()) press(holder);
  else owed = { chord, row };
}

/** @param {Event} event */
function payOwed(event) {
  const holder = owed && panelOf(owed.chord, owed.row);
  const at = event.target;
  // What settles beside the panel, such as the hits of a line, is not what the key waits for.
  if (owed && !holder && at instanceof Element && !at.closest("[data-of]") && !at.querySelector("[data-of]")) return;
  owed = undefined;
  if (holder) press(holder);
}
document.addEventListener("prichal:page", payOwed);
document.addEventListener("htmx:afterSettle", payOwed);

let goArmedAt = 0;

/** `g` and a letter open a queue of the rail. @param {KeyboardEvent} event */
function goSomewhere(event) {
  const armed = Date.now() - goArmedAt < 1500;
  goArmedAt = 0;
  if (armed) {
    const link = document.querySelector(`[data-go="${event.code}"]`);
    if (link instanceof HTMLElement) {
      link.click();
      return true;
    }
  }
  if (event.code === "KeyG" && !document.querySelector('[data-key="KeyG"]')) {
    goArmedAt = Date.now();
    return true;
  }
  return false;
}

function goBack() {
  const active = document.activeElement;
  const popup = document.querySelector("details.p-menu[open]");
  if (popup instanceof HTMLDetailsElement) popup.open = false;
  else if (active instanceof HTMLElement && isField(active)) active.blur();
  else {
    const holder = holderOf("Escape");
    if (holder) press(holder);
    else if (history.length > 1 && (wasQuick || document.referrer.startsWith(location.origin))) history.back();
  }
}

/** A chord as people read it: "Alt+KeyS" is "Alt S", "Digit1" is "1". @param {string} chord */
const spelled = (chord) =>
  chord.split("+").map((part) => part.replace("Escape", "Esc").replace("Digit", "").replace(/^Key(.)/, (_, letter) => letter.toLowerCase())).join(" ");

/** What a key does, in the words of what it presses. @param {Element} element */
function deedOf(element) {
  const words = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : element;
  const copy = /** @type {Element | undefined} */ (words?.cloneNode(true));
  for (const other of copy?.querySelectorAll("kbd,svg,select,.p-visually-hidden") ?? []) other.remove();
  const written = copy?.textContent?.replace(/\s+/g, " ").trim();
  return element.getAttribute("aria-label") || written || element.getAttribute("title") || "";
}

/** Adds the keys that work on the page at this moment to those it names itself. @param {Element} help */
function listKeys(help) {
  const head = help.querySelector("[data-keys-here]");
  for (const old of help.querySelectorAll("[data-found]")) old.remove();
  const named = new Set([...help.querySelectorAll("[data-chord]")].map((row) => row.getAttribute("data-chord")));
  let last = head;
  while (last?.nextElementSibling?.matches("[data-chord]")) last = last.nextElementSibling;
  for (const holder of document.body.querySelectorAll("[data-key]")) {
    const chord = holder.getAttribute("data-key") ?? "";
    const deed = deedOf(holder);
    if (named.has(chord) || !deed || !isShown(holder) || help.contains(holder)) continue;
    named.add(chord);
    const row = document.createElement("div");
    row.dataset.found = chord;
    row.innerHTML = "<span><kbd class=kbd></kbd></span><span></span>";
    row.querySelectorAll("kbd,span+span").forEach((place, n) => (place.textContent = n ? deed : spelled(chord)));
    last?.after(row);
    last = row;
    head?.removeAttribute("hidden");
  }
}

function openHelp() {
  const help = document.getElementById("p-help");
  if (!(help instanceof HTMLDialogElement) || help.open) return;
  listKeys(help);
  help.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (sendChange(event) || act(event)) event.preventDefault();
});

/** Enter in a field that sends itself when changed sends it once, not its form as well. @param {KeyboardEvent} event */
function sendChange(event) {
  const field = event.target;
  if (chordOf(event) !== "Enter" || !(field instanceof HTMLInputElement) || !field.matches('form [hx-trigger="change"]')) return false;
  field.blur();
  field.focus();
  return true;
}

/** True when the key did something of ours. @param {KeyboardEvent} event */
function act(event) {
  const chord = chordOf(event);
  // A field in a dialog that closed this moment still has the focus for a frame.
  const active = document.activeElement;
  const writing = isField(active) && active !== null && isShown(active);
  const dialogOpen = scope() !== document.body;
  if (chord === "Escape") {
    // An open dialog closes by itself.
    if (!dialogOpen) goBack();
    return !dialogOpen;
  }
  if (chord === "Ctrl+KeyK") return openSearch();

  const held = event.ctrlKey || event.metaKey || event.altKey || /^F\d/.test(event.code);
  if (!held && (writing || lettersAreOff())) return false;
  if (!held && !dialogOpen) {
    if (event.key === "?" || chord === "Shift+Slash") return openHelp(), true;
    if (event.key === "/" || chord === "Slash") return openSearch();
    if (event.code !== "Enter" && goSomewhere(event)) return true;
    if (moveRow(event.code)) return true;
    if (event.code === "Enter") return openRowOrMain(event);
  }
  // The panel beside may be about a row that has no such deed; the marked one may.
  const holder = holderOf(chord) ?? document.querySelector(`[data-of][data-answers~="${chord}"]`);
  if (!holder) return false;
  pressForMarked(holder, chord);
  return true;
}

/** Enter on a link or button is the browser's; otherwise the chosen row, then the main deed. @param {KeyboardEvent} event */
function openRowOrMain(event) {
  const active = event.target;
  if (active instanceof Element && active.closest("a[href],button,summary,label,[type=checkbox],[type=radio]")) return false;
  if (openRow()) return true;
  const holder = holderOf("Enter");
  if (!holder) return false;
  press(holder);
  return true;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-help]")) openHelp();
  const closing = event.target.closest("[data-close]");
  if (closing) closing.closest("dialog")?.close();
  // A click on the shade beside a dialog closes it.
  if (event.target instanceof HTMLDialogElement) event.target.close();
  for (const popup of document.querySelectorAll("details.p-menu[open]")) {
    if (!popup.contains(event.target)) popup.removeAttribute("open");
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target instanceof Element) askBack(event.target);
}, true);

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.matches("[data-letters]")) return;
  try {
    if (box.checked) localStorage.removeItem(LETTERS_OFF);
    else localStorage.setItem(LETTERS_OFF, "1");
  } catch {
    // A browser without storage keeps the letters on.
  }
});

function showLetters() {
  for (const box of document.querySelectorAll("[data-letters]")) {
    if (box instanceof HTMLInputElement) box.checked = !lettersAreOff();
  }
}
document.addEventListener("htmx:load", showLetters);
