// An order from the client's call to the lorry, by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clean, keyboard, newPage, signIn, startBrowser, startDemo } from './lib.mjs';

const LINES = 10;
/** More keys than this for the whole order would mean that somebody has to hunt for a field. */
const MOST_KEYS = 400;

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

/** A client with purchases and a telephone whom the role may sell to. */
async function clientFor(page) {
  let cursor = '';
  for (let pages = 0; pages < 10; pages += 1) {
    const found = await demo.api(`/clients?limit=100${cursor}`);
    for (const row of found.items) {
      const dossier = await demo.api(`/clients/${row.id}/dossier`);
      if (dossier.phones.length === 0 || dossier.turnover.series.length === 0 || !/«[А-Яа-яё-]{7,}»/.test(row.name)) continue;
      const shown = await page.request.get(`/clients/${row.id}`);
      if (shown.ok() && (await shown.text()).includes(`/orders/new?client=${row.id}`)) return { ...dossier, word: /«(.+)»/.exec(row.name)[1] };
    }
    if (!found.next_cursor) break;
    cursor = `&cursor=${found.next_cursor}`;
  }
  throw new Error('no client with purchases and a telephone');
}

/** Codes of items: those that are on the shelf, and one that only another item can stand in for. */
async function itemsFor(client) {
  const { items } = await demo.api('/items?limit=200');
  const goods = items.filter(item => item.kind === 'goods' && !item.discontinued);
  const { lines } = await demo.api('/availability', { client: client.id, lines: goods.slice(0, 80).map(item => ({ sku: item.sku, quantity: '2' })) });
  const shelf = lines.filter(line => line.answer === 'now' && Number(line.short) === 0).map(line => line.sku);
  const wanting = lines.find(line => line.answer === 'substitute' && line.substitutes.length > 0);
  assert.ok(shelf.length >= LINES && wanting, `${shelf.length} items on the shelf, wanting: ${wanting?.sku}`);
  return { shelf: shelf.filter(sku => wanting.substitutes.every(one => one.sku !== sku)), wanting: wanting.sku };
}

const LAYOUT = Object.fromEntries([...'йцукенгшщзхъфывапролджэячсмитьбюё'].map((letter, n) => [letter, "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"[n]]));
const wrongLayout = word => [...word.toLowerCase()].map(letter => LAYOUT[letter] ?? letter).join('');
const typo = word => word.slice(0, 3) + word[4] + word[3] + word.slice(5);
const number = text => Number(text.replace(/[^\d,-]/g, '').replace(',', '.'));

async function search(page, keys, words, id) {
  await keys.press('/');
  await page.locator('#p-search[open]').waitFor();
  await keys.type(words);
  const hit = page.locator(`#p-hits a[role="option"][href="/clients/${id}"]`).first();
  await hit.waitFor().catch(async () => {
    throw new Error(`«${words}» doesn't find client ${id}, but: ${await page.locator('#p-hits').innerText()}`);
  });
  await page.locator('#p-hits a[aria-selected="true"]').waitFor();
  return hit;
}

test('a client calls and orders ten lines: only keys, and all of it is there after a restart', async () => {
  const page = await newPage(browser, demo.base);
  const keys = keyboard(page);
  await signIn(page, 'service');
  const client = await clientFor(page);
  const { shelf, wanting } = await itemsFor(client);

  // Whoever calls is found by whatever is typed.
  const digits = client.phones[0].number.replace(/\D/g, '').slice(-7);
  for (const words of [client.word.slice(1, 6), wrongLayout(client.word), typo(client.word), digits]) {
    await search(page, keys, words, client.id);
    await keys.press('Escape');
    await page.locator('#p-search[open]').waitFor({ state: 'detached' });
  }
  keys.count = 0;
  const hit = await search(page, keys, client.word, client.id);
  for (let tries = 0; tries < 20 && await hit.getAttribute('aria-selected') !== 'true'; tries += 1) await keys.press('ArrowDown');
  await keys.press('Enter');
  await page.waitForURL(`**/clients/${client.id}`);
  assert.ok(await page.locator('#turnover svg[role="img"]').count() > 0, 'no chart');
  assert.ok(await page.locator('#history tbody tr').count() > 0, 'no history');
  const turnover = number(await page.locator('.p-facts [href="#turnover"] .v').innerText());
  const opened = keys.count;

  // Ten lines: code, quantity, Enter.
  await keys.press('o');
  await page.waitForURL(`**/orders/new?client=${client.id}`);
  const codes = [...shelf.slice(0, 4), wanting, ...shelf.slice(4, LINES - 1)];
  const newLine = page.locator('input[name="what"]');
  for (const [n, code] of codes.entries()) {
    await newLine.and(page.locator(':focus')).waitFor();
    assert.equal(await newLine.inputValue(), '');
    await keys.type(`${code} 2`);
    await keys.press('Enter');
    await page.locator('#desk table.lines tbody tr').nth(n).waitFor();
    assert.equal(await page.locator('#desk table.lines tbody tr').count(), n + 1);
  }
  const rows = page.locator('#desk table.lines tbody tr');
  for (const row of await rows.all()) {
    assert.equal(await row.locator('.ans').count(), 1);
    assert.notEqual((await row.locator('td').nth(4).locator('.l2').innerText()).trim(), '', 'a line without its source');
  }
  assert.equal(await rows.locator('.ans.sub').count(), 1);
  assert.equal(await rows.locator('.ans.now').count(), LINES - 1);

  // A quantity is changed in its place.
  await newLine.and(page.locator(':focus')).waitFor();
  await keys.press('Shift+Tab');
  const last = page.locator('input[name="quantity"]').last();
  await last.and(page.locator(':focus')).waitFor();
  await keys.type('1');
  await keys.press('Enter');
  await page.waitForFunction(() => [...document.querySelectorAll('input[name="quantity"]')].at(-1)?.getAttribute('value') === '1');

  // What is not there is replaced by what fits.
  await keys.press('Alt+s');
  const offer = page.locator('#side input[name="offer"]:checked');
  await offer.and(page.locator(':focus')).waitFor();
  assert.match(await page.locator('#side header').innerText(), /5/);
  const taken = await offer.inputValue();
  await keys.press('Enter');
  await page.locator('#desk table.lines .ans.sub').waitFor({ state: 'detached' });
  const skus = await rows.locator('td:nth-child(2) .l2').allInnerTexts();
  assert.equal(skus.length, LINES);
  assert.ok(skus.some(text => text.includes(taken)), `${taken} is not among ${skus}`);
  clean(page, 'the desk');

  // Reserved, agreed, invoiced.
  const order = /\/orders\/(\d+)/.exec(page.url())[1];
  const now = page.locator('.p-steps [aria-current="step"]');
  for (const step of ['Зарезервирован', 'Подтверждён', 'Выставлен счёт']) {
    await keys.press('Control+Enter');
    await now.filter({ hasText: step }).waitFor();
  }
  const ordered = keys.count;
  assert.ok(ordered <= MOST_KEYS, `${ordered} keys, of them ${opened} to find the client`);
  const written = await demo.api(`/orders/${order}`);
  assert.equal(written.state, 'invoiced');
  assert.equal(written.lines.length, LINES);
  const invoice = page.locator('main a[href^="/invoices/"]');
  assert.match(await invoice.innerText(), /№ ?\d+/);
  assert.match(await page.locator('main').innerText(), /в том числе НДС/);
  const reader = await newPage(browser, demo.base);
  await signIn(reader, 'service');
  assert.equal((await reader.goto(await invoice.getAttribute('href'))).status(), 200);
  assert.match(await reader.locator('main').innerText(), /22 %/);
  await reader.context().close();

  // It leaves the warehouse and becomes turnover.
  await keys.press('s');
  await page.waitForURL(`**/orders/${order}/shipment`);
  await keys.press('Control+Enter');
  await page.waitForURL('**/shipments/*');
  await search(page, keys, digits, client.id);
  await page.goto(`/clients/${client.id}`);
  const moved = number(await page.locator('.p-facts [href="#turnover"] .v').innerText());
  assert.ok(moved > turnover, `turnover was ${turnover} and is ${moved}`);
  clean(page, 'the dossier');

  await demo.restart();
  assert.equal((await page.goto(`/orders/${order}`)).status(), 200);
  assert.equal(await page.locator('table.lines tbody tr').count(), LINES);
  assert.equal(await now.innerText(), 'Отгружен');
  console.log(`# ${ordered} keys for ${LINES} lines, found to invoiced`);
  await page.context().close();
});
