// From page to page without loading script and style anew; the usual way where that can't be. The keys of a page are all listed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LANGS, axe, clean, newPage, signIn, speak, startBrowser, startDemo } from './lib.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

async function as(role, work, options = {}) {
  const page = await newPage(browser, demo.base, options);
  try {
    await signIn(page, role);
    if (options.lang) await speak(page, options.lang);
    await work(page);
  } finally {
    await page.context().close();
  }
}

/** Marks the document; a document that is loaded anew has no mark. */
const mark = page => page.evaluate(() => { window.__same = true; });
const isSame = page => page.evaluate(() => window.__same === true);
const path = page => new URL(page.url()).pathname;
const at = (page, wanted) => page.waitForURL(url => url.pathname === wanted);

for (const lang of LANGS) {
  test(`rail, rows and hits open without a reload, Back brings what was there: ${lang}`, async () => {
    await as('service', async page => {
      await page.goto('/clients');
      await mark(page);
      await page.locator(".p-rail a[href='/orders']").click();
      await at(page, '/orders');
      await page.locator('.p-rail a[href="/orders"][aria-current="page"]').waitFor();
      const title = lang === 'ru' ? 'Заказы' : 'Orders';
      assert.ok((await page.title()).startsWith(title), await page.title());
      assert.equal(await page.locator('.p-top h1').innerText(), title);
      // The keys act on the new page: the second row, then its order.
      await page.keyboard.press('KeyJ');
      await page.keyboard.press('KeyJ');
      const chosen = await page.locator('tbody tr.is-sel [data-open]').getAttribute('href');
      await page.keyboard.press('Enter');
      await at(page, chosen);
      assert.ok(await isSame(page), 'an order from a row was loaded anew');
      await axe(page, 'after a quick turn');
      // Esc leads back to the list, which comes from the server.
      await page.keyboard.press('Escape');
      await at(page, '/orders');
      await page.locator('tbody tr').first().waitFor();
      await page.goBack();
      await at(page, '/clients');
      await page.locator("tbody a[href^='/clients/']").first().waitFor();
      assert.equal(await page.locator('.p-top h1').innerText(), lang === 'ru' ? 'Клиенты' : 'Clients');
      // A hit of the search, and the search of the page it opened.
      await mark(page);
      await page.keyboard.press('Slash');
      await page.keyboard.type('ооо');
      await page.locator('#p-search a.hit').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('#turnover').waitFor();
      assert.ok(await isSame(page), 'a hit was loaded anew');
      await page.keyboard.press('Slash');
      await page.locator('#p-search[open]').waitFor();
      assert.equal(await page.locator('dialog[open]').count(), 1);
      clean(page);
    }, { lang });
  });
}

test('more hits than are shown lead to the list of all of them', async () => {
  await as('service', async page => {
    await page.goto('/orders');
    const { items: [client] } = await demo.api('/clients?limit=1');
    await page.keyboard.press('Slash');
    await page.keyboard.type('ооо');
    const all = page.locator('#p-search a.hit[href^="/clients?q="]');
    await all.waitFor();
    assert.equal(await page.locator('#p-search a.hit[href^="/clients/"]').count(), 8);
    assert.equal((await all.innerText()).trim(), 'Все найденные клиенты');
    await all.click();
    await at(page, '/clients');
    await page.locator('tbody tr').nth(8).waitFor();
    // One client by its whole name has nothing behind it.
    await page.keyboard.press('Slash');
    await page.keyboard.type(client.inn);
    await page.locator(`#p-search a.hit[href="/clients/${client.id}"]`).waitFor();
    assert.equal(await page.locator('#p-search a.hit[href^="/clients?q="]').count(), 0);
  });
});

test('a search opened while the next page is coming keeps its letters', async () => {
  await as('service', async page => {
    await page.goto('/clients');
    await page.route('**/orders', async route => {
      await new Promise(done => setTimeout(done, 400));
      await route.continue().catch(() => {});
    });
    await page.locator(".p-rail a[href='/orders']").click();
    await page.keyboard.press('Slash');
    await page.keyboard.type('ром');
    await page.waitForTimeout(900);
    assert.equal(await page.locator('#p-search[open] input').inputValue(), 'ром');
    assert.equal(path(page), '/clients');
    assert.equal(await page.evaluate(() => document.documentElement.classList.contains('is-busy')), false);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});

test('news reach a page that came without a reload, and a page that was left has none', async () => {
  await as('operator', async page => {
    await page.goto('/clients');
    await mark(page);
    await page.locator(".p-rail a[href='/calls']").click();
    await at(page, '/calls');
    await page.waitForTimeout(500);
    await demo.api('/calls', { direction: 'in', from: '+78125550177', to: '+78125550000', external_id: 'visit-1' });
    await page.waitForFunction(() => document.querySelector('main')?.textContent.replace(/\D/g, '').includes('5550177'));
    assert.ok(await isSame(page));
    await page.locator(".p-rail a[href='/clients']").click();
    await at(page, '/clients');
    assert.equal(await page.locator('#p-stale:not([hidden])').count(), 0);
    clean(page);
  });
});

test('a desk is left for good, Ctrl opens a tab, another reader gets a page of his own', async () => {
  await as('service', async page => {
    const { items: [client] } = await demo.api('/clients?limit=1');
    await page.goto(`/orders/new?client=${client.id}`);
    await mark(page);
    await page.locator(".p-rail a[href='/orders']").click();
    await at(page, '/orders');
    await page.waitForLoadState('load');
    assert.ok(!await isSame(page), 'a desk was left while it may still wait for an answer');
    // Ctrl opens another tab, as everywhere.
    await mark(page);
    const [other] = await Promise.all([
      page.context().waitForEvent('page'),
      page.locator(".p-rail a[href='/clients']").click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await other.close();
    assert.equal(path(page), '/orders');
    // The session ends elsewhere: the next link leads to the sign-in, whole.
    await page.context().clearCookies();
    await page.locator(".p-rail a[href='/clients']").click();
    await page.waitForURL(url => url.pathname.startsWith('/sign-in'));
    assert.equal(await page.locator('.p-rail').count(), 0);
  });
});

test('without the server a link says so and the page stays; insisting goes the usual way', async () => {
  await as('service', async page => {
    await page.goto('/clients');
    await mark(page);
    await page.context().setOffline(true);
    await page.locator(".p-rail a[href='/orders']").click();
    await page.locator('#p-offline:not([hidden])').waitFor();
    assert.equal(path(page), '/clients');
    assert.ok(await page.locator('tbody tr').count() > 0);
    await page.context().setOffline(false);
    await page.locator(".p-rail a[href='/orders']").click();
    await at(page, '/orders');
    await page.locator('#p-offline').waitFor({ state: 'hidden' });
  });
});

test('the list of keys names every key of the page, in its words', async () => {
  await as('service', async page => {
    const { items: [client] } = await demo.api('/clients?limit=1');
    for (const address of [`/clients/${client.id}`, '/orders', `/orders/new?client=${client.id}`, '/cases', '/calls', '/clients']) {
      await page.goto(address);
      await page.locator('[data-help]').click();
      await page.locator('#p-help[open]').waitFor();
      const missing = await page.evaluate(() => {
        const listed = new Set([...document.querySelectorAll('#p-help [data-chord],#p-help [data-found]')].map(row => row.dataset.chord ?? row.dataset.found));
        const shown = [...document.querySelectorAll('[data-key]')].filter(one => one.getClientRects().length && !one.matches(':disabled,.p-visually-hidden'));
        return shown.filter(one => !listed.has(one.dataset.key)).map(one => one.outerHTML.slice(0, 120));
      });
      assert.deepEqual(missing, [], address);
      const rows = await page.locator('#p-help [data-found]').allInnerTexts();
      assert.ok(rows.every(row => /\S\s+\S/.test(row)), `${address}: ${rows.join(' | ')}`);
      // Opened again, nothing stands there twice.
      await page.keyboard.press('Escape');
      await page.locator('[data-help]').click();
      assert.equal(await page.locator('#p-help [data-found]').count(), rows.length, address);
      await page.keyboard.press('Escape');
    }
  });
});
