// @ts-check
// Rows of a list: j, k and arrows choose, Enter opens, a click on the row opens its link.
const ROW_DOWN = ["KeyJ", "ArrowDown"];
const ROW_UP = ["KeyK", "ArrowUp"];

/** The list the keys act on: the one with focus, then with a chosen row, then the first shown. */
function listInUse() {
  const lists = [...document.querySelectorAll("[data-rows]")].filter(isShown);
  return (
    lists.find((list) => list.contains(document.activeElement)) ??
    lists.find((list) => list.querySelector(":scope > .is-sel")) ??
    lists[0]
  );
}

/** @param {Element} list */
const rowsOf = (list) => [...list.children].filter((row) => isShown(row) && row.querySelector("a[href],[data-open]"));

/** @param {Element} row */
const opener = (row) => row.querySelector("[data-open]") ?? row.querySelector("a[href]");

/** @param {Element} row */
function choose(row) {
  for (const other of row.parentElement?.querySelectorAll(":scope > .is-sel") ?? []) other.classList.remove("is-sel");
  row.classList.add("is-sel");
}

/** @param {string} code */
function moveRow(code) {
  const step = ROW_DOWN.includes(code) ? 1 : ROW_UP.includes(code) ? -1 : 0;
  const list = step ? listInUse() : undefined;
  if (!list || holderOf(code) || document.activeElement?.matches("[type=radio]")) return false;
  const rows = rowsOf(list);
  const chosen = rows.findIndex((row) => row.classList.contains("is-sel"));
  const next = chosen < 0 ? rows[0] : rows[Math.min(Math.max(chosen + step, 0), rows.length - 1)];
  if (!next) return false;
  choose(next);
  const link = opener(next);
  if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function openRow() {
  const row = listInUse()?.querySelector(":scope > .is-sel");
  const link = row && opener(row);
  if (!(link instanceof HTMLElement)) return false;
  link.click();
  return true;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const row = event.target.closest("[data-rows] > *");
  if (!row) return;
  choose(row);
  if (event.target.closest("a,button,input,select,textarea,label,summary")) return;
  if (String(getSelection() ?? "")) return;
  const link = row.querySelector("[data-open]");
  if (link instanceof HTMLElement) link.click();
});
