// @ts-check
// From page to page without loading script and style anew: the next page comes as it always does and takes the place of
// this one. Links of the rail, of rows and of hits go so; every other link, and whatever is not an ordinary page, the usual way.
const QUICK = ".p-rail a[href],[data-rows] a[href],a.hit";
/** What the address bar showed when the page came. */
let shownAt = location.pathname + location.search;
/** The page being fetched; a later one takes its place. @type {AbortController | undefined} */
let coming;
/** Pages came so since the document was loaded. */
let wasQuick = false;

// ---- what leaving would lose ------------------------------------------------------------------------------------

/** Of the forms of this page: 1 = something is typed that nobody has sent (the line of the desk stays there anyway), 2 = it is
 * on its way and the page may go. */
let unsent = 0;

/** What was typed and not sent, or sent and refused: the browser asks before it is lost. */
const wouldLose = () => unsent === 1 || (!unsent && document.querySelector("main [aria-invalid=true],[data-unsaved]") !== null);

document.addEventListener("input", (event) => {
  if (within(event, "main form[method=post]:not(#desk-form)")) unsent = 1;
});
document.addEventListener("submit", (event) => {
  if (within(event, "main")) unsent = 2;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (within(event, "main")) unsent = 0;
});
window.addEventListener("beforeunload", (event) => {
  if (wouldLose()) event.preventDefault();
});

/** @param {MouseEvent} event */
function quickLink(event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return undefined;
  const link = within(event, QUICK);
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download") || link.hasAttribute("hx-get")) return undefined;
  // The desk keeps what is typed ahead until its page is left for good.
  if (link.origin !== location.origin || link.hash || document.querySelector("[data-desk]") || wouldLose()) return undefined;
  return link;
}

/** @param {string} address */
async function visit(address) {
  coming?.abort();
  const mine = new AbortController();
  coming = mine;
  const news = newsHeard;
  const busy = window.setTimeout(() => page.classList.add("is-busy"), 300);
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { accept: "text/html" } });
    const next = isPage(answer) ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
    if (mine.signal.aborted) return;
    if (next && fitsHere(next)) turnTo(next, answer.url, news);
    else location.assign(address);
  } catch {
    // Who insists goes the usual way.
    if (mine.signal.aborted) return;
    if (document.querySelector("#p-offline:not([hidden])")) location.assign(address);
    else show("p-offline", true);
  } finally {
    window.clearTimeout(busy);
    if (coming === mine) page.classList.remove("is-busy");
  }
}

/** @param {Response} answer */
const isPage = (answer) => (answer.headers.get("content-type") ?? "").startsWith("text/html");

/** The same program for the same reader: another one brings script, style and stream of its own. @param {Document} next */
const fitsHere = (next) =>
  next.querySelector(".p-shell") !== null &&
  next.body.dataset.feed === document.body.dataset.feed &&
  next.body.dataset.reader === document.body.dataset.reader &&
  next.querySelector("script[src]")?.getAttribute("src") === document.querySelector("script[src]")?.getAttribute("src");

/** @param {Document} next @param {string} address @param {number} news */
function turnTo(next, address, news) {
  history.pushState({}, "", address);
  shownAt = location.pathname + location.search;
  wasQuick = true;
  unsent = 0;
  document.title = next.title;
  if (page.lang !== next.documentElement.lang) page.lang = next.documentElement.lang;
  document.body.dataset.seq = next.body.dataset.seq;
  document.body.replaceChildren(...next.body.childNodes);
  // @ts-ignore htmx stands before this script in the same file
  htmx.process(document.body);
  htmx.trigger(document.body, "htmx:load");
  const first = document.querySelector("main [autofocus]") ?? document.getElementById("main");
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  showMarked();
  document.dispatchEvent(new CustomEvent("prichal:page"));
  // News that came while the page was on its way are on neither of the two.
  if (news !== newsHeard) poll();
}

// ---- the place in a list ----------------------------------------------------------------------------------------

const boxes = () => [document.documentElement, ...document.querySelectorAll(".p-page,.scroll")];

/** The entry of the history keeps the marked row and how far down one was: Back and Esc lead there. */
function keepPlace() {
  const row = document.querySelector("[data-rows] > .is-sel[id]")?.id;
  history.replaceState({ ...history.state, row, tops: boxes().map((box) => box.scrollTop) }, "");
}

/** The marked row of a list that scrolls in its own box is seen. */
function showMarked() {
  const row = document.querySelector(".scroll [data-rows] > .is-sel");
  const box = row?.closest(".scroll");
  if (box && box.scrollHeight > box.clientHeight) row?.scrollIntoView({ block: "nearest" });
}

function findPlace() {
  const { row, tops } = history.state ?? {};
  const kept = row ? document.getElementById(row) : null;
  if (kept) {
    choose(kept);
    const link = document.activeElement === document.body && opener(kept);
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  }
  boxes().forEach((box, n) => {
    if (tops?.[n]) box.scrollTop = tops[n];
  });
  showMarked();
}

// Said again, the address is asked for anew by a reload: never the deed that brought the page, nor the word that it is done.
const wordless = new URL(location.href);
wordless.searchParams.delete("saved");
history.replaceState(history.state, "", location.search.includes("saved=") ? wordless.href : undefined);
shownAt = location.pathname + location.search;
findPlace();
document.addEventListener("click", (event) => {
  if (within(event, "a[href]")) keepPlace();
}, true);

document.addEventListener("click", (event) => {
  const link = quickLink(event);
  if (!link) return;
  event.preventDefault();
  void visit(link.href);
});

// Back and forward bring the page as the server has it now.
window.addEventListener("popstate", () => {
  if (location.pathname + location.search !== shownAt) location.reload();
});
document.addEventListener("htmx:pushedIntoHistory", () => {
  shownAt = location.pathname + location.search;
});
