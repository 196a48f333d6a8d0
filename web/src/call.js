// @ts-check
// The call desk: clocks that count on, choosing who calls with the arrows, Enter that does not send the wrong deed.

/** When each clock's count began, by the browser's own clock. @type {WeakMap<Element, number>} */
const beganAt = new WeakMap();

function tick() {
  for (const clock of document.querySelectorAll("[data-since]")) {
    if (!(clock instanceof HTMLElement)) continue;
    if (!beganAt.has(clock)) beganAt.set(clock, performance.now() - Number(clock.dataset.since) * 1000);
    const passed = Math.floor((performance.now() - (beganAt.get(clock) ?? 0)) / 1000);
    const words = [Math.floor(passed / 60), passed % 60].map((part) => String(part).padStart(2, "0")).join(":");
    if (clock.textContent !== words) clock.textContent = words;
  }
}
window.setInterval(tick, 1000);
document.addEventListener("htmx:load", tick);

/** The choices a field offers. @param {HTMLInputElement} field */
const picksOf = (field) => {
  const list = document.getElementById(field.dataset.pick ?? "");
  return [...(list?.querySelectorAll("[role=option]:not([aria-disabled=true])") ?? [])];
};

/** @param {HTMLInputElement} field @param {Element[]} picks @param {number} place */
function markPick(field, picks, place) {
  picks.forEach((pick, n) => {
    pick.classList.toggle("is-sel", n === place);
    pick.setAttribute("aria-selected", String(n === place));
    if (!pick.id) pick.id = `${field.dataset.pick}-${n}`;
  });
  const chosen = picks[place];
  if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
  else field.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

/** Arrows choose, Enter takes, a digit takes one of those known at the number. @param {KeyboardEvent} event */
function pickKey(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.dataset.pick || event.ctrlKey || event.altKey || event.metaKey) return false;
  // What was found for other letters is not taken for these: the page is asked with what stands there.
  const asked = document.getElementById(field.dataset.pick)?.dataset.asked;
  if (event.key === "Enter" && asked !== undefined && asked !== field.value.trim()) return false;
  const picks = picksOf(field);
  const chosen = picks.findIndex((pick) => pick.classList.contains("is-sel"));
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (event.code === "ArrowDown") markPick(field, picks, Math.min(chosen + 1, picks.length - 1));
  else if (event.code === "ArrowUp") markPick(field, picks, Math.max(chosen - 1, 0));
  else if (event.key === "Enter") press(picks[Math.max(chosen, 0)] ?? field);
  else if (digit && !field.value && picks[Number(digit[1]) - 1]) press(picks[Number(digit[1]) - 1]);
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const field = event.target;
  let done = pickKey(event);
  if (!done && event.key === "Enter" && field instanceof HTMLInputElement && field.dataset.enter) {
    const holder = holderOf(field.dataset.enter);
    if (holder) press(holder);
    done = true;
  }
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  const pick = within(event, "[data-contact]");
  const contact = pick?.closest("form")?.querySelector("input[name=contact]");
  if (pick instanceof HTMLElement && contact instanceof HTMLInputElement) contact.value = pick.dataset.contact ?? "";
}, true);

document.addEventListener("change", (event) => {
  const radio = event.target;
  if (!(radio instanceof HTMLInputElement) || radio.name !== "to" || !radio.dataset.name) return;
  for (const name of document.querySelectorAll("[data-to-name]")) name.textContent = radio.dataset.name;
});

/** The field of the call in which the hand was when a part came. */
let writtenIn = "";

document.addEventListener("htmx:beforeSwap", () => {
  const active = document.activeElement;
  writtenIn = active instanceof Element && active.closest("#call") && isField(active) ? active.id : "";
});

// A part that comes late brings its own first field; the cursor stays where the hand is.
document.addEventListener("htmx:afterSettle", () => {
  const field = writtenIn ? document.getElementById(writtenIn) : null;
  if (field && field !== document.activeElement && document.activeElement?.closest("#call")) field.focus({ preventScroll: true });
});
