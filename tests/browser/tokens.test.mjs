// A token is made on its page: the secret stands there once, can be copied, and opens the API until it is ended.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, clean, fits, newPage, signIn, speak, startBrowser, startDemo } from './lib.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

const ask = secret => fetch(`${demo.base}/api/v1/tokens`, { headers: { authorization: `Bearer ${secret}` } });

test('a secret is shown once, is copied by a press, and is worth nothing once it is ended', async () => {
  const page = await newPage(browser, demo.base, { width: 1440, height: 900 });
  try {
    await signIn(page, 'director');
    await speak(page, 'en');
    await page.goto('/settings');
    await page.locator('main a[href="/tokens"]').click();
    await page.fill('#f-name', 'Warehouse board');
    await page.locator('main form[action="/tokens"] button[type=submit]').click();
    const field = page.locator('#f-secret');
    const secret = await field.inputValue();
    assert.match(secret, /^prichal_[\w-]{43}$/);
    await axe(page, 'the secret');
    await fits(page, 'the secret');
    await page.locator('[data-copy]').click();
    assert.equal(await page.locator('[data-copy]').innerText(), 'Copied');
    assert.equal(await page.evaluate(() => getSelection().toString() || document.activeElement.value), secret);
    await page.setViewportSize({ width: 390, height: 844 });
    await fits(page, 'the secret on a phone');
    assert.equal((await ask(secret)).status, 200);

    await page.goto('/tokens');
    const row = page.locator('tr', { hasText: 'Warehouse board' });
    assert.ok((await row.innerText()).includes(secret.slice(-4)));
    assert.ok(!(await page.content()).includes(secret));
    await row.locator('button').click();
    await page.waitForURL('**/tokens');
    assert.equal(await page.locator('tr', { hasText: 'Warehouse board' }).count(), 0);
    assert.equal((await ask(secret)).status, 401);
    clean(page, 'tokens');
  } finally {
    await page.context().close();
  }
});

test('a refused token keeps what was typed and names the field', async () => {
  const page = await newPage(browser, demo.base);
  try {
    await signIn(page, 'admin');
    await page.goto('/tokens');
    await page.fill('#f-name', 'Обмен');
    await page.evaluate(() => { document.querySelector('#f-ends_on').value = ''; });
    await page.locator('main form[action="/tokens"] button[type=submit]').click();
    await page.locator('#f-ends_on-e').waitFor();
    assert.equal(await page.inputValue('#f-name'), 'Обмен');
    await axe(page, 'a refused token');
  } finally {
    await page.context().close();
  }
});
