// Papers a client gets: issued by keys, printed in both languages, the same file each time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, clean, keyboard, newPage, signIn, startBrowser, startDemo } from './lib.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

/** The file behind a link of a page, as the reader of the page gets it. */
async function file(page, href) {
  const answer = await page.request.get(href);
  assert.equal(answer.status(), 200, href);
  assert.equal(answer.headers()['content-type'], 'application/pdf', href);
  const bytes = await answer.body();
  assert.ok(bytes.length > 20_000 && bytes.subarray(0, 5).toString() === '%PDF-', `${href}: ${bytes.length} bytes`);
  return bytes;
}

/** Opens the papers of the first order in a state and issues what can be issued, by keys; the row that came. */
async function issue(page, state) {
  const keys = keyboard(page);
  await page.goto(`/orders?state=${state}`);
  const order = await page.locator('main a[href^="/orders/"]').evaluateAll(links => links.map(link => link.getAttribute('href')).find(href => /^\/orders\/\d+$/.test(href)));
  await page.goto(order);
  await page.locator(`main a[href="${order}/papers"]`).click();
  await page.waitForURL(`**${order}/papers`);
  const before = await page.locator('main tr[id^="paper-"]').count();
  await axe(page, `the papers of a ${state} order`);
  await keys.press('Control+Enter');
  const row = page.locator('main tr[id^="paper-"]').nth(before);
  await row.waitFor();
  clean(page, 'the papers');
  return row;
}

for (const [state, lang, words] of [['reserved', 'ru', 'Предложение № '], ['confirmed', 'en', 'Confirmation No. ']]) {
  test(`a paper of a ${state} order is issued by keys and printed in both languages, ${lang}`, async () => {
    const page = await newPage(browser, demo.base, { lang });
    await signIn(page, 'service');
    const row = await issue(page, state);
    assert.ok((await row.innerText()).includes(words), await row.innerText());
    const links = await row.locator('a').evaluateAll(all => all.map(link => link.getAttribute('href')));
    assert.equal(links.length, 2);
    const [russian, english] = [await file(page, links[0]), await file(page, links[1])];
    assert.ok(!russian.equals(english));
    assert.ok(russian.equals(await file(page, links[0])), 'a reprint is another file');
    await page.context().close();
  });
}

test('an invoice is printed from its page', async () => {
  const page = await newPage(browser, demo.base);
  await signIn(page, 'accountant');
  await page.goto('/invoices');
  await page.locator('main a[href^="/invoices/"]:not([href*="?"]):not([href*="export"])').first().click();
  await page.waitForURL(/\/invoices\/\d+$/);
  const links = await page.locator('main a[href*="/pdf?"]').evaluateAll(all => all.map(link => link.getAttribute('href')));
  assert.equal(links.length, 2);
  for (const link of links) await file(page, link);
  // Another address of the same paper, and one that is none.
  assert.equal((await page.request.get(`${links[0].split('?')[0]}?lang=fr`)).status(), 422);
  assert.equal((await page.request.get('/papers/999999/pdf?lang=ru')).status(), 404);
  await page.context().close();
});
