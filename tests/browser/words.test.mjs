// Values of properties in the reader's language: the English pages of the training company hold no Russian word.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clean, newPage, signIn, speak, startBrowser, startDemo } from './lib.mjs';

const RUSSIAN = /[А-Яа-яЁё]/;

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

/** Goods with properties in Russian words. */
async function goodsWithProperties(most) {
  const { items } = await demo.api('/items?limit=200');
  const found = [];
  for (const item of items.filter(one => one.kind === 'goods' && !one.discontinued)) {
    const card = await demo.api(`/items/${item.id}`);
    if (RUSSIAN.test(Object.values(card.attributes ?? {}).join())) found.push(card);
    if (found.length === most) break;
  }
  assert.equal(found.length, most, 'items with properties');
  return found;
}

test('an English item page and the substitutes beside an order hold no Russian value', async () => {
  const page = await newPage(browser, demo.base, { lang: 'en' });
  await signIn(page, 'service');
  await speak(page, 'en');
  const goods = await goodsWithProperties(60);
  for (const item of goods.slice(0, 10)) {
    await page.goto(`/items/${item.id}`);
    const values = await page.locator('main .p-panel .p-dl dd').allInnerTexts();
    assert.ok(values.length > 8, `${item.sku} shows ${values}`);
    assert.doesNotMatch(values.join(' | '), RUSSIAN, item.sku);
  }

  const client = (await demo.api('/clients?limit=1')).items[0];
  const asked = goods.map(item => ({ sku: item.sku, quantity: '2' }));
  const { lines } = await demo.api('/availability', { client: client.id, lines: asked });
  const wanting = lines.find(line => line.substitutes.some(one => one.differs.length > 0));
  assert.ok(wanting, 'no item that another one with other properties can stand in for');
  await page.goto(`/orders/new?client=${client.id}`);
  await page.locator('input[name="what"]').fill(`${wanting.sku} 2`);
  await page.keyboard.press('Enter');
  await page.locator('#desk table.lines tbody tr').first().waitFor();
  await page.keyboard.press('Alt+s');
  await page.locator('#side .cmp tbody tr').first().waitFor();
  assert.ok(await page.locator('#side .cmp tbody tr').count() > 1, 'the price alone is compared');
  assert.doesNotMatch(await page.locator('#side').innerText(), RUSSIAN);
  clean(page);
});

test('a word typed on the page of words is what an English reader sees, and another value is asked for next', async () => {
  const page = await newPage(browser, demo.base, { lang: 'en' });
  await signIn(page, 'catalogue_editor');
  await speak(page, 'en');
  const [item] = await goodsWithProperties(1);
  const [code, value] = Object.entries(item.attributes).find(([, kept]) => RUSSIAN.test(kept) && !kept.includes(', '));
  await page.goto('/items');
  await page.locator('main a[href="/items/words"]').click();
  await page.waitForURL('**/items/words');
  const row = page.locator('tbody tr').filter({ has: page.locator(`input[name="value"][value="${value}"]`) })
    .filter({ has: page.locator(`input[name="attribute"][value="${code}"]`) });
  await page.goto(`/items/words?property=${code}`);
  while (await row.count() === 0) await page.locator('a[rel="next"]').click();
  await row.locator('input[name="value_en"]').fill('as nobody else says it');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Control+Enter')]);
  await page.goto(`/items/${item.id}`);
  assert.match(await page.locator('main .p-panel').first().innerText(), /as nobody else says it/);

  await page.goto(`/items/words?property=${code}`);
  while (await row.count() === 0) await page.locator('a[rel="next"]').click();
  await row.locator('input[name="value_en"]').fill('');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Control+Enter')]);
  assert.equal(await page.locator('tbody tr input[name="value"]').first().inputValue(), value);
  clean(page);
});
