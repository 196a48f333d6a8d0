// @ts-check
// From key or click to the painted answer, in Chromium on the training company: search, line of an order, dossier, list,
// and from the event of a call to the operator's page.
//   node bench/browser.mjs [--rounds 60]        the program: PRICHAL_BIN, else the debug build
// A moment of paint is the second animation frame after the answer stands in the page: the first draws it.
import { keyboard, newPage, signIn, startBrowser, startDemo } from "../tests/browser/lib.mjs";

const given = process.argv.slice(2);
const rounds = Number(given[given.indexOf("--rounds") + 1] ?? 0) || 60;
const size = process.env.SIZE ?? "m";

const quantile = (all, q) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(q * all.length))];
const figures = [];
const tell = (what, times, most) => {
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
  figures.push({ what, times: times.length, p50: p50.toFixed(0), p95: p95.toFixed(0), most });
};

/** Milliseconds from the next key until `selector` matches, or htmx has swapped
 *  where none is given, and the answer is painted. */
async function until(page, selector, act) {
  await page.evaluate(wanted => {
    window.__took = new Promise(done => {
      // Letters that the layout lacks come as input without a key.
      addEventListener(wanted ? "keydown" : "input", event => {
        const from = event.timeStamp;
        const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - from)));
        const look = () => (document.querySelector(wanted) ? painted() : requestAnimationFrame(look));
        if (wanted) look();
        else document.addEventListener("htmx:afterSwap", painted, { once: true });
      }, { capture: true, once: true });
    });
  }, selector);
  await act();
  return page.evaluate(() => window.__took);
}

const [demo, browser] = await Promise.all([startDemo({ size }), startBrowser()]);
try {
  await search();
  await pages();
  await lines();
  await calls();
} finally {
  await browser.close();
  await demo.close();
}
console.log(`\nprogram ${process.env.PRICHAL_BIN ?? "debug build"}, company ${size}, ${demo.engine}; milliseconds, must at p95`);
console.table(figures);
process.exitCode = figures.some(one => Number(one.p95) > one.most) ? 1 : 0;

/** Each letter of a name, from the key to the hits that answer it. */
async function search() {
  const page = await newPage(browser, demo.base);
  await signIn(page, "operator");
  const { items } = await demo.api("/clients?limit=200");
  const words = items.map(one => /«([А-Яа-яё-]{5,})/.exec(one.name)?.[1]).filter(Boolean).slice(0, Math.ceil(rounds / 5));
  const times = [];
  for (const word of words) {
    await page.goto("/clients");
    await page.keyboard.press("/");
    const field = page.locator("#p-search input[type='search'], #p-search input[name='q']").first();
    await field.waitFor();
    for (const letter of word.slice(0, 5).toLowerCase()) times.push(await until(page, "", () => page.keyboard.type(letter)));
  }
  tell("search, each letter", times, 100);
  await page.context().close();
}

/** A click on a row of the list of clients, on a link of the rail. */
async function pages() {
  const page = await newPage(browser, demo.base);
  await signIn(page, "service");
  const [dossiers, lists] = [[], []];
  for (let n = 0; n < rounds / 2; n += 1) {
    await page.goto("/clients");
    const rows = page.locator("main tbody a[href^='/clients/']");
    dossiers.push(await opened(page, rows.nth(n % await rows.count()), "#turnover"));
    lists.push(await opened(page, page.locator(n % 2 ? ".p-rail a[href='/orders']" : ".p-rail a[href='/clients']"), "tbody tr"));
  }
  tell("dossier, from the click in the list", dossiers, 100);
  tell("list page, from the click in the rail", lists, 100);
  await page.context().close();
}

/** Milliseconds from the click on a link to the paint of the page that holds `selector`. */
async function opened(page, link, selector) {
  await link.evaluate(clicked => {
    // A document that is loaded anew tells its own beginning; one that stays remembers the click.
    document.querySelector("main").dataset.left = "";
    addEventListener("click", event => (window.__from = event.timeStamp), { capture: true, once: true });
    clicked.scrollIntoView({ block: "nearest" });
  });
  await link.click();
  return page.evaluate(wanted => new Promise(done => {
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - (window.__from ?? 0))));
    const look = () => (document.querySelector(`main:not([data-left]) ${wanted}`) ? painted() : requestAnimationFrame(look));
    look();
  }), selector);
}

/** Code, quantity, Enter: until the line stands with its answer. */
async function lines() {
  const page = await newPage(browser, demo.base);
  const keys = keyboard(page);
  await signIn(page, "service");
  const { items } = await demo.api("/items?limit=200");
  const goods = items.filter(item => item.kind === "goods" && !item.discontinued).slice(0, Math.min(60, rounds));
  const { items: [client] } = await demo.api("/clients?limit=1");
  await page.goto(`/orders/new?client=${client.id}`);
  const times = [];
  for (const [n, item] of goods.entries()) {
    await page.locator("input[name='what']:focus").waitFor();
    await keys.type(`${item.sku} 1`);
    times.push(await until(page, `#desk table.lines tbody tr:nth-child(${n + 1}) .ans`, () => keys.press("Enter")));
  }
  tell("line of an order, from Enter to its answer", times, 100);
  await page.context().close();
}

/** From the announcement of a call to the page of the operator, which nobody touches. */
async function calls() {
  const page = await newPage(browser, demo.base);
  await signIn(page, "operator");
  await page.goto("/calls");
  await page.waitForTimeout(1000);
  const times = [];
  for (let n = 0; n < Math.min(20, rounds); n += 1) {
    const number = `+7812555${String(1000 + n)}`;
    const seen = page.waitForFunction(digits => document.querySelector("main")?.textContent.replace(/\D/g, "").includes(digits), number.slice(-7));
    const from = Date.now();
    await demo.api("/calls", { direction: "in", from: number, to: "+78125550000", external_id: `bench-${n}` });
    await seen;
    times.push(Date.now() - from);
  }
  tell("call, from the event to the operator's page", times, 300);
  await page.context().close();
}
