// @ts-check
// The order desk, one request after the other: whatever is typed, changed or pressed while an answer is on its way is
// kept and sent when the answer is there. So a fast hand never waits, no letter is lost and nothing overtakes.
const AHEAD_KEPT = "prichal-ahead";

/** @typedef {{ what: string, much: string }} Line */

/** A request of the desk is on its way. */
let deskBusy = false;
/** Its form had the new line in it: the field is free for the next one. */
let deskTook = false;
/** That field has been emptied. */
let deskFreed = false;
/** The new line on its way. */
let deskTaken = { what: "", much: "" };
/** The line that did not arrive and stands in the field, chosen. @type {{ what: string, much: string } | undefined} */
let deskUnsent;
/** What each field held when the request left, by id. @type {Map<string, string>} */
let deskSent = new Map();
/** Lines finished with Enter meanwhile. @type {Line[]} */
let aheadLines = [];
/** What stands in the new line, not finished yet. */
let aheadRest = { what: "", much: "" };
/** Ctrl+Enter was pressed meanwhile. */
let aheadCommit = false;
/** Fields that were changed meanwhile, by id. @type {Map<string, { value: string, was: string }>} */
let deskChanged = new Map();
/** Buttons that were pressed meanwhile. @type {{ form: string, name: string, value: string }[]} */
let deskPressed = [];
/** Where the cursor stood. @type {{ id: string, from: number | null, to: number | null } | null} */
let deskCursor = null;

const desk = () => document.querySelector("[data-desk]");
/** @returns {HTMLInputElement | null} */
const aheadField = () => document.querySelector("input[data-ahead]");
/** @returns {HTMLInputElement | null} */
const muchField = () => document.querySelector("input[data-much]");

/** @returns {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */
const deskFields = () =>
  /** @type {any} */ ([...(desk()?.querySelectorAll("input[id]:not([type=hidden]),select[id],textarea[id]") ?? [])]);

/** @param {EventTarget | null} target */
const isNewLine = (target) => target instanceof HTMLInputElement && target.matches("[data-ahead],[data-much]");

/** @param {HTMLInputElement} field @param {string} text */
function aheadPut(field, text) {
  field.value = text;
  if (field === document.activeElement) field.setSelectionRange(text.length, text.length);
}

// Enter while an answer is on its way: the line waits its turn.
document.addEventListener("keydown", (event) => {
  if (!deskBusy || event.key !== "Enter" || event.altKey || event.isComposing) return;
  const commits = event.ctrlKey || event.metaKey;
  if (!commits && !isNewLine(event.target)) return;
  if (commits) aheadCommit = true;
  const [what, much] = [aheadField(), muchField()];
  if (isNewLine(event.target) && what && what.value.trim()) {
    const hit = deskHit();
    aheadLines.push({ what: hit && hit.parentElement?.dataset.sure === undefined ? hit.value : what.value, much: much?.value ?? "" });
    what.value = "";
    if (much) much.value = "";
    what.focus();
  }
  event.preventDefault();
  event.stopPropagation();
}, true);

// ---- choosing a hit: arrows, then Enter or Tab -----------------------------------------------------------------

/** @returns {HTMLButtonElement[]} */
const deskHits = () => [...document.querySelectorAll("[data-hits] button[name=sku]")].filter((hit) => hit instanceof HTMLButtonElement);
const deskHit = () => deskHits().find((hit) => hit.parentElement?.classList.contains("is-sel"));

/** @param {HTMLButtonElement | undefined} hit */
function chooseDeskHit(hit) {
  deskHits().forEach((other, n) => {
    other.parentElement?.classList.toggle("is-sel", other === hit);
    other.id = `item-hit-${n}`;
  });
  if (hit) aheadField()?.setAttribute("aria-activedescendant", hit.id);
  else aheadField()?.removeAttribute("aria-activedescendant");
  hit?.parentElement?.scrollIntoView({ block: "nearest" });
}

/** What the line as it stands means is chosen already; what was found for other letters is not. */
function keepSureHit() {
  const hit = deskHit();
  const sure = hit?.parentElement?.dataset.sure;
  chooseDeskHit(sure === undefined || sure === aheadField()?.value.trim() ? hit : undefined);
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-ahead]")) chooseDeskHit(undefined);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches("[data-ahead]") || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const hits = deskHits();
  const chosen = deskHit();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!hits.length) return;
    const at = chosen ? hits.indexOf(chosen) + (event.key === "ArrowDown" ? 1 : -1) : 0;
    chooseDeskHit(hits[Math.min(Math.max(at, 0), hits.length - 1)]);
  } else if (event.key === "Tab" && !event.shiftKey && field.value.trim() && hits.length && muchField()) {
    // The quantity of this very item: the code stands in the field, so that the hand sees what it took.
    field.value = (chosen ?? hits[0]).value;
    chooseDeskHit(chosen ?? hits[0]);
    muchField()?.focus();
  } else if (event.key === "Enter" && chosen && !deskBusy && chosen.parentElement?.dataset.sure === undefined) {
    // A sure hit is what the line means: the line goes as it is, with its quantity.
    chosen.click();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// Rows of a table come in whole wherever the new line is.
document.addEventListener("paste", (event) => {
  const field = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!(field instanceof HTMLInputElement) || !field.matches("[data-ahead]") || !/\S[\r\n]+\s*\S/.test(text)) return;
  const rows = field.form?.querySelector("textarea[name=rows]");
  if (!(rows instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  const box = rows.closest("details");
  if (box) box.open = true;
  rows.value = text;
  const add = box?.querySelector("button[type=submit]");
  if (add instanceof HTMLElement) add.click();
});

// ---- one request at a time --------------------------------------------------------------------------------------

/** @param {Event} event @returns {any} what htmx tells about it */
const told = (event) => /** @type {any} */ (event).detail ?? {};
/** @param {any} detail */
const isDesk = (detail) => detail.target instanceof Element && detail.target.matches("[data-desk]");
/** @param {any} detail */
const isDeed = (detail) => detail.requestConfig?.verb === "post";

document.addEventListener("htmx:beforeRequest", (event) => {
  const detail = told(event);
  if (!isDesk(detail)) return;
  if (!isDeed(detail) && !deskBusy && deskFields().some((field) => isTyped(field) && !isNewLine(field))) {
    // Somebody else's change waits: what is typed over it is compared when it is sent.
    event.preventDefault();
    return;
  }
  if (deskBusy) {
    event.preventDefault();
    const element = detail.elt;
    const submitter = detail.requestConfig?.triggeringEvent?.submitter;
    if (isDeed(detail) && submitter?.name === "sku") {
      aheadLines.push({ what: submitter.value, much: muchField()?.value ?? "" });
    } else if (isDeed(detail) && submitter?.name) {
      deskPressed.push({ form: submitter.form?.id ?? "", name: submitter.name, value: submitter.value });
    } else if (element instanceof HTMLSelectElement && element.id) {
      deskChanged.set(element.id, { value: element.value, was: "" });
    }
    return;
  }
  deskBusy = true;
  deskSent = new Map(deskFields().map((field) => [field.id, field.value]));
  deskTook = isDeed(detail) && detail.elt instanceof HTMLFormElement && Boolean(detail.elt.querySelector("[data-ahead]"));
  if (!deskTook) return;
  // The request is built; from the next turn on the new line is free.
  const [what, much] = [aheadField(), muchField()];
  deskTaken = { what: what?.value ?? "", much: much?.value ?? "" };
  deskUnsent = undefined;
  deskFreed = false;
  window.setTimeout(() => {
    if (!deskBusy) return;
    deskFreed = true;
    for (const field of [what, much]) {
      if (!field?.isConnected) continue;
      deskSent.set(field.id, "");
      field.value = "";
    }
    if (document.activeElement === much) what?.focus();
    chooseDeskHit(undefined);
    document.querySelector("[data-hits]")?.replaceChildren();
  }, 0);
});

/** A field that holds what has not been sent. @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field */
function isTyped(field) {
  if (!(field instanceof HTMLInputElement) || field.type === "radio" || field.type === "checkbox") return false;
  // What was refused was typed too, and is not written anywhere.
  return field.value !== field.defaultValue || field.matches("[aria-invalid=true]");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = told(event);
  if (!isDesk(detail)) return;
  const active = document.activeElement;
  deskCursor = active instanceof HTMLElement && desk()?.contains(active) && active.id
    ? { id: active.id, from: active instanceof HTMLInputElement && active.type === "text" ? active.selectionStart : null, to: active instanceof HTMLInputElement && active.type === "text" ? active.selectionEnd : null }
    : null;
  for (const field of deskFields()) {
    if (isNewLine(field) || field instanceof HTMLSelectElement || (field instanceof HTMLInputElement && field.type === "radio")) continue;
    const sent = deskSent.get(field.id);
    if (sent !== undefined && sent !== field.value) {
      deskChanged.set(field.id, { value: field.value, was: field instanceof HTMLInputElement ? field.defaultValue : "" });
    }
  }
  aheadRest = { what: aheadField()?.value ?? "", much: muchField()?.value ?? "" };
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.target;
  if (target instanceof Element && target.matches("[data-desk]")) {
    keepSureHit();
    deskAnswered();
  } else if (target instanceof Element && target.matches("[data-hits]")) keepSureHit();
  // In the next turn: what is told of this answer to others is no answer to them.
  window.setTimeout(pressKept, 0);
});

// ---- keys of the lines ------------------------------------------------------------------------------------------

/** Letters and figures pressed beside the fields while an answer is on its way: they act on what comes. @type {KeyboardEvent[]} */
let keptKeys = [];
const keyWaits = () => deskBusy || owed !== undefined;

document.addEventListener("keydown", (event) => {
  // Whoever presses on while earlier keys still wait does not overtake them.
  if (!event.isTrusted || !(keyWaits() || keptKeys.length) || !desk() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // A new line may be begun at once: what is typed in it is kept by itself.
  if (event.key.length !== 1 || event.code === "KeyN" || isField(document.activeElement)) return;
  keptKeys.push(event);
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  if (told(event).successful || isDesk(told(event))) return;
  owed = undefined;
  keptKeys = [];
});

function pressKept() {
  while (keptKeys.length && !keyWaits()) {
    const { code, key } = /** @type {KeyboardEvent} */ (keptKeys.shift());
    document.body.dispatchEvent(new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true }));
  }
}

/** The answer is there: give back what was typed meanwhile, then go on with what waits. */
function deskAnswered() {
  if (!deskBusy) return;
  deskBusy = false;
  const [what, much] = [aheadField(), muchField()];
  // A refused line stands in the field again; what was typed behind it waits until it is settled.
  const refused = Boolean(what?.defaultValue.trim());
  if (what && !refused && aheadRest.what) {
    aheadPut(what, aheadRest.what);
    what.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (much && !refused && aheadRest.much) aheadPut(much, aheadRest.much);
  const changed = deskChanged;
  deskChanged = new Map();
  /** @type {HTMLElement | null} */
  let send = null;
  for (const [id, { value }] of changed) {
    const field = document.getElementById(id);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement)) continue;
    if (field.value === value) continue;
    field.value = value;
    // The field under the cursor is still being typed in.
    if (deskCursor?.id === id) deskRestored.add(field);
    else if (field.hasAttribute("hx-post")) send = field;
  }
  const place = deskCursor ? document.getElementById(deskCursor.id) : null;
  if (what && refused && !much?.matches("[aria-invalid=true]")) {
    // The next code replaces the refused one.
    what.setAttribute("aria-invalid", "true");
    what.focus();
    what.select();
    deskCursor = null;
  }
  const goesOn = what?.hasAttribute("autofocus") && !isNewLine(place);
  if (place && !refused && !goesOn) {
    place.focus({ preventScroll: true });
    if (place instanceof HTMLInputElement && place.type === "text" && deskCursor) place.setSelectionRange(deskCursor.from, deskCursor.to);
  }
  // A refused quantity stands in its field, chosen: the next number replaces it. Who types on elsewhere is left alone.
  const wrong = desk()?.querySelector("input[aria-invalid=true]");
  if (!refused && wrong instanceof HTMLInputElement && !isNewLine(wrong) && !what?.value) {
    wrong.focus();
    wrong.select();
  }
  if (refused || (wrong && !isNewLine(wrong))) {
    aheadCommit = false;
    keptKeys = [];
    return;
  }
  if (send) send.dispatchEvent(new Event("change", { bubbles: true }));
  else deskGoOn();
}

/** Fields under the cursor that got back what was typed: no browser says "change" of that by itself. */
const deskRestored = new WeakSet();
document.addEventListener("change", (event) => {
  if (event.target) deskRestored.delete(event.target);
}, true);
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !deskRestored.has(field) || !field.isConnected) return;
  deskRestored.delete(field);
  if (field.value !== field.defaultValue) field.dispatchEvent(new Event("change", { bubbles: true }));
});

/** The next line, deed or commit that waits. */
function deskGoOn() {
  const [what, much] = [aheadField(), muchField()];
  const line = aheadLines.shift();
  if (line && what) {
    const rest = { what: what.value, much: much?.value ?? "" };
    what.value = line.what;
    if (much) much.value = line.much;
    what.form?.requestSubmit();
    // What stood there is put back into the free field in the next turn.
    window.setTimeout(() => {
      const [field, count] = [aheadField(), muchField()];
      if (field && !field.value && rest.what) aheadPut(field, rest.what);
      if (count && !count.value && rest.much) aheadPut(count, rest.much);
    }, 1);
    return;
  }
  const press = deskPressed.shift();
  if (press) {
    const form = document.getElementById(press.form);
    const buttons = form instanceof HTMLFormElement ? [...form.elements] : [];
    const button = buttons.find((one) => one instanceof HTMLButtonElement && one.name === press.name && one.value === press.value);
    if (button instanceof HTMLElement) button.click();
    return;
  }
  if (aheadCommit && !what?.value.trim()) {
    aheadCommit = false;
    const button = document.querySelector('[data-key="Ctrl+Enter"]:not([disabled])');
    if (button instanceof HTMLElement) button.click();
  }
}

// Nothing was swapped: the desk was as it was shown (then what waits goes on), or the request failed (then it stands there).
document.addEventListener("htmx:afterRequest", (event) => {
  const detail = told(event);
  if (!isDesk(detail) || !deskBusy) return;
  const status = detail.xhr?.status ?? 0;
  const swaps = (status >= 200 && status < 300 && status !== 204) || [409, 412, 422, 428].includes(status);
  if (swaps || detail.xhr?.getResponseHeader?.("hx-redirect")) return;
  deskBusy = false;
  deskSent = new Map();
  if (status !== 204) keptKeys = [];
  window.setTimeout(pressKept, 0);
  if (status === 204) {
    const waits = deskFields().filter((field) => isTyped(field) && field.hasAttribute("hx-post") && !isNewLine(field) && field !== document.activeElement);
    if (waits.length) waits[waits.length - 1].dispatchEvent(new Event("change", { bubbles: true }));
    else deskGoOn();
    return;
  }
  // What did not arrive stands in the field again, chosen; a field somebody types in is left alone and the line waits.
  const [what, much] = [aheadField(), muchField()];
  if (deskTook && deskFreed && deskTaken.what.trim()) aheadLines.unshift(deskTaken);
  deskTook = false;
  if (!what || what.value.trim() || much?.value.trim()) return;
  const line = aheadLines.shift();
  if (!line) return;
  what.value = line.what;
  if (much) much.value = line.much;
  deskUnsent = line;
  what.focus();
  what.select();
});

// Nothing is reserved before the lines that wait for the server.
document.addEventListener("click", (event) => {
  const button = within(event, '[data-key="Ctrl+Enter"]');
  if (!button || deskBusy || !aheadLines.length || !desk()?.contains(button)) return;
  event.preventDefault();
  event.stopPropagation();
  aheadCommit = true;
  deskGoOn();
}, true);

// Typed over, the line that did not arrive is not lost: it follows the next one.
document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (!deskUnsent || !(field instanceof HTMLInputElement) || !field.matches("[data-ahead]")) return;
  const isWhole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  // Enter is no letter: it sends the line.
  const isReplaced = /** @type {InputEvent} */ (event).inputType !== "insertLineBreak";
  if (isWhole && isReplaced && field.value === deskUnsent.what) {
    aheadLines.unshift(deskUnsent);
    const much = muchField();
    if (much) much.value = "";
  }
  if (isReplaced) deskUnsent = undefined;
});

// Another page follows: what was typed meanwhile goes along.
window.addEventListener("pagehide", () => {
  if (!deskBusy) return;
  const kept = { lines: aheadLines, what: aheadField()?.value ?? "", much: muchField()?.value ?? "", commit: aheadCommit, at: Date.now() };
  try { sessionStorage.setItem(AHEAD_KEPT, JSON.stringify(kept)); } catch { /* private mode: nothing to carry */ }
});
document.addEventListener("DOMContentLoaded", () => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(AHEAD_KEPT) ?? "null");
    sessionStorage.removeItem(AHEAD_KEPT);
    if (!kept || Date.now() - kept.at > 10000) return;
    aheadLines = kept.lines;
    aheadCommit = kept.commit;
    const [what, much] = [aheadField(), muchField()];
    if (what && kept.what) aheadPut(what, kept.what);
    if (much && kept.much) aheadPut(much, kept.much);
    deskGoOn();
  } catch { /* private mode */ }
});
