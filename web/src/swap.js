// @ts-check
// After a part of the page is replaced: focus and the chosen row stay, waiting is shown only when it lasts.
let focusedId = "";
let chosenId = "";
let waiting = 0;
let spinner = 0;

document.addEventListener("htmx:beforeSwap", () => {
  focusedId = document.activeElement?.closest("[id]")?.id ?? "";
  chosenId = document.querySelector("[data-rows] > .is-sel[id]")?.id ?? "";
});

document.addEventListener("htmx:afterSettle", () => {
  const chosen = chosenId ? document.getElementById(chosenId) : null;
  if (chosen && !chosen.parentElement?.querySelector(":scope > .is-sel")) chosen.classList.add("is-sel");
  if (document.activeElement && document.activeElement !== document.body) return;
  const place = focusedId ? document.getElementById(focusedId) : null;
  const target = place?.matches(`a[href],button,[tabindex],${FIELDS}`) ? place : place?.querySelector(`a[href],button,${FIELDS}`);
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
});

// After a refusal the cursor stands in the first wrong field, with what is wrong in it chosen.
const wrongField = [...document.querySelectorAll("main [aria-invalid=true]")].find((field) => isField(field) && isShown(field));
if (wrongField instanceof HTMLElement && !wrongField.closest("[data-desk]")) {
  wrongField.focus();
  if (wrongField instanceof HTMLInputElement) wrongField.select();
}

// Sent, not only wanted: what another script holds back is not waited for.
document.addEventListener("htmx:beforeSend", (event) => {
  waiting += 1;
  // @ts-ignore the detail is htmx's own: what is fetched meanwhile says nothing of a deed that failed
  if (event.detail.requestConfig?.verb !== "get") hideFault();
  // A fast answer needs no sign; a blink would only disturb.
  if (!spinner) spinner = window.setTimeout(() => page.classList.add("is-busy"), 300);
  const asker = event.target instanceof Element ? event.target : null;
  asker?.setAttribute("aria-busy", "true");
  // By the request itself: the element that asked may have left the page with the answer.
  // @ts-ignore the detail is htmx's own
  event.detail.xhr.addEventListener("loadend", () => answered(asker));
});

/** @param {Element | null} asker */
function answered(asker) {
  waiting = Math.max(0, waiting - 1);
  asker?.removeAttribute("aria-busy");
  if (waiting) return;
  window.clearTimeout(spinner);
  spinner = 0;
  page.classList.remove("is-busy");
}

/** @param {string} id @param {boolean} shown */
function show(id, shown) {
  const note = document.getElementById(id);
  if (note) note.hidden = !shown;
}

function hideFault() {
  show("p-fault", false);
}

const faultPlace = () => document.querySelector("#p-fault > span");
const faultAsEver = faultPlace()?.textContent ?? "";

/** Says why, as far as the server told it: a full disk is another matter than a wrong address. */
document.addEventListener("htmx:responseError", (event) => {
  // @ts-ignore the detail is htmx's own
  const said = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").querySelector(".p-note > div, .p-note > span");
  const faultSaid = faultPlace();
  if (said && faultSaid) faultSaid.replaceChildren(...said.childNodes);
  else if (faultSaid) faultSaid.textContent = faultAsEver;
  show("p-fault", true);
});
// An answer of any kind: the server is there.
document.addEventListener("htmx:afterOnLoad", () => show("p-offline", false));
document.addEventListener("htmx:sendError", () => show("p-offline", true));
document.addEventListener("htmx:timeout", () => show("p-fault", true));

// "Done" notes leave after six seconds, those of the page and those that come with a part of it.
document.addEventListener("htmx:load", () => {
  for (const note of document.querySelectorAll("[data-fade]")) window.setTimeout(() => note.remove(), 6000);
});
