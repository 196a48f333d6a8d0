// @ts-check
// The search box: `/` opens it over any page, arrows choose a hit, Enter opens it.

/** @returns {HTMLDialogElement | undefined} */
function searchBox() {
  const box = document.getElementById("p-search");
  return box instanceof HTMLDialogElement ? box : undefined;
}

function openSearch() {
  const box = searchBox();
  if (!box || box.open) return false;
  // A page on its way would take the box and its letters with it.
  coming?.abort();
  box.showModal();
  const input = box.querySelector("input");
  input?.focus();
  input?.select();
  return true;
}

/** @param {Element[]} hits @param {number} index */
function chooseHit(hits, index) {
  hits.forEach((hit, i) => {
    hit.classList.toggle("is-sel", i === index);
    hit.setAttribute("aria-selected", String(i === index));
    if (!hit.id) hit.id = `p-hit-${i}`;
  });
  const chosen = hits[index];
  chosen?.scrollIntoView({ block: "nearest" });
  const input = searchBox()?.querySelector("input");
  if (chosen) input?.setAttribute("aria-activedescendant", chosen.id);
  else input?.removeAttribute("aria-activedescendant");
  input?.setAttribute("aria-expanded", String(hits.length > 0));
}

const hitsOf = () => [...(searchBox()?.querySelectorAll("[role=option]") ?? [])];

document.addEventListener("click", (event) => {
  if (within(event, "[data-search]") && openSearch()) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const box = searchBox();
  if (!box?.open || event.isComposing) return;
  const hits = hitsOf();
  const chosen = hits.findIndex((hit) => hit.classList.contains("is-sel"));
  if (event.code === "ArrowDown") chooseHit(hits, Math.min(chosen + 1, hits.length - 1));
  else if (event.code === "ArrowUp") chooseHit(hits, Math.max(chosen - 1, 0));
  else if (event.key === "Enter" && !event.ctrlKey) {
    const hit = hits[Math.max(chosen, 0)];
    if (hit instanceof HTMLElement) hit.click();
  } else return;
  event.preventDefault();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target instanceof Element && event.target.id === "p-hits") chooseHit(hitsOf(), 0);
});
