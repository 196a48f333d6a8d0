// A buyer moves an arrival: who is hurt is shown before it is saved, and those who promised see it at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, clean, newPage, railLinks, signIn, startBrowser, startDemo } from './lib.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

/** An arrival of the days ahead with a promise of an order that is still safe. */
async function promisedOn() {
  let cursor = '';
  for (let pages = 0; pages < 10; pages += 1) {
    const found = await demo.api(`/orders?limit=100${cursor}`);
    for (const row of found.items) {
      if (!['reserved', 'confirmed', 'invoiced'].includes(row.state)) continue;
      const order = await demo.api(`/orders/${row.id}`);
      for (const line of order.lines) {
        const piece = line.coverage.find(one => one.source === 'arrival' && one.arrival && one.available_on > '2026-11-24');
        if (piece && !line.at_risk && line.promised_on && order.lines.every(one => !one.at_risk)) return { order, line, arrival: piece.arrival };
      }
    }
    if (!found.next_cursor) break;
    cursor = `&cursor=${found.next_cursor}`;
  }
  throw new Error('no order line rests on an arrival');
}

test('a moved day puts a promise at risk, and the promise itself stays', async () => {
  const { order, line, arrival } = await promisedOn();
  const buyer = await newPage(browser, demo.base);
  await signIn(buyer, 'buyer');
  assert.ok(!(await railLinks(buyer)).includes('/clients'));
  assert.equal((await buyer.goto('/clients')).status(), 403);
  assert.match(await buyer.locator('main').innerText(), /Это могут: .*[А-Яа-я]{5}/);

  // The service person's pages are open while the day moves.
  const service = await newPage(browser, demo.base);
  await signIn(service, 'service');
  const dossier = await service.context().newPage();
  assert.equal((await service.goto(`/orders/${order.id}`)).status(), 200);
  const row = service.locator('table.lines tbody tr').filter({ hasText: line.sku }).first();
  const promise = await row.locator('td').nth(4).locator('.l1').innerText();
  assert.doesNotMatch(promise, /под угрозой/);
  assert.equal((await dossier.goto(`${demo.base}/clients/${order.client}`)).status(), 200);
  const atRisk = dossier.locator('#open-orders tr', { hasText: order.number }).getByText('под угрозой');
  assert.equal(await atRisk.count(), 0);
  const events = await dossier.locator('#timeline li').allInnerTexts();

  // Seen first: counts and order numbers, nobody's name. Nothing is written by looking.
  await buyer.goto(`/arrivals/${arrival}`);
  await buyer.fill('#move [name="expected_on"]', '2027-01-29');
  await buyer.locator('#move [name="expected_on"]').dispatchEvent('change');
  const effect = buyer.locator('#effect');
  await effect.getByText(order.number).first().waitFor();
  const told = await effect.innerText();
  assert.match(told, /\d/);
  assert.ok(!told.includes(order.client_name) && order.client_name.length > 3, `${order.client_name} is told to the buyer`);
  assert.doesNotMatch(await told, /(ООО|АО|ИП) «/);
  assert.equal((await demo.api(`/orders/${order.id}`)).lines.find(one => one.id === line.id).at_risk, false);
  await axe(buyer, 'preview');

  await buyer.fill('#move [name="reason"]', 'Задержка на таможне');
  await buyer.locator('button[form="move"]:not([formaction])').click();
  await buyer.locator('#arrival').getByText('Задержка на таможне').waitFor();
  clean(buyer, 'arrival');

  const now = (await demo.api(`/orders/${order.id}`)).lines.find(one => one.id === line.id);
  assert.equal(now.at_risk, true);
  assert.equal(now.promised_on, line.promised_on);
  assert.equal(now.first_promised_on, line.first_promised_on);
  // Nobody touches the open pages: the dossier shows it by itself, the order says that it has changed.
  await atRisk.first().waitFor({ timeout: 5_000 });
  await dossier.locator('#timeline li', { hasText: order.number }).filter({ hasText: 'под угрозой' }).first().waitFor();
  assert.notDeepEqual(await dossier.locator('#timeline li').allInnerTexts(), events);
  assert.equal(await dossier.locator('#p-stale').isVisible(), false);
  await service.locator('#p-stale').waitFor({ state: 'visible' });
  await axe(dossier, 'the dossier after the news');
  await service.locator('#p-stale [data-reload]').click();
  await row.getByText('под угрозой').waitFor();
  assert.ok((await row.locator('td').nth(4).locator('.l1').innerText()).startsWith(promise.trim()));
  clean(service, 'the order');
});

test('keys act on the marked arrival, whatever the panel shows', async () => {
  const buyer = await newPage(browser, demo.base);
  await signIn(buyer, 'buyer');
  await buyer.goto('/arrivals?from=2026-11-26');
  const rows = buyer.locator('tbody[data-rows] > tr');
  const last = await rows.nth(9).getAttribute('id');
  const marked = last.replace('arrival-', '');
  const confirmed = async id => (await demo.api(`/arrivals/${id}`)).last_confirmed_at;
  // The panel shows the first row; the mark goes down to the tenth.
  const first = (await rows.nth(0).getAttribute('id')).replace('arrival-', '');
  const before = [await confirmed(first), await confirmed(marked)];
  for (let n = 0; n < 9; n += 1) await buyer.keyboard.press('KeyJ');
  assert.equal(await buyer.locator('tr.is-sel').getAttribute('id'), last);
  assert.equal(await buyer.locator('#arrival').getAttribute('data-of'), `arrival-${first}`);
  await buyer.keyboard.press('KeyC');
  await buyer.waitForURL(url => url.pathname === `/arrivals/${marked}`);
  await buyer.waitForFunction(() => document.querySelector('#arrival')?.textContent.includes('подтверждена'));
  for (let n = 0; n < 50 && (await confirmed(marked)) === before[1]; n += 1) await buyer.waitForTimeout(100);
  assert.notEqual(await confirmed(marked), before[1], 'the marked arrival was not confirmed');
  assert.equal(await confirmed(first), before[0], 'the arrival of the panel was confirmed instead');
  // The cursor goes into the day of the marked one, not of the one shown.
  await buyer.waitForLoadState('load');
  await buyer.keyboard.press('KeyJ');
  const next = await buyer.locator('tr.is-sel').getAttribute('id');
  assert.notEqual(next, last);
  await buyer.keyboard.press('KeyE');
  await buyer.waitForURL(url => url.pathname === `/arrivals/${next.replace('arrival-', '')}`);
  await buyer.locator('#move [name="expected_on"]:focus').waitFor();
  assert.equal(await buyer.locator('#arrival').getAttribute('data-of'), next);
  // Written in the panel, a key is the panel's own.
  await buyer.keyboard.press('Control+Enter');
  await buyer.locator('#move [name="reason"]:invalid, #arrival .p-note.bad').first().waitFor();
  assert.equal(await buyer.locator('#arrival').getAttribute('data-of'), next);
  clean(buyer, 'marked arrival');
});
