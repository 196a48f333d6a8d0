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

test('Esc and Back lead to the row one came from, in its place', async () => {
  await as('service', async page => {
    for (const list of ['/clients', '/orders?from=2020-01-01']) {
      await page.goto(list);
      for (let n = 0; n < 37; n += 1) await page.keyboard.press('KeyJ');
      const place = () => page.evaluate(() => ({
        row: document.querySelector('tr.is-sel')?.id,
        top: Math.round(document.querySelector('tr.is-sel')?.getBoundingClientRect().top ?? -1),
        scroll: Math.round(document.querySelector('.scroll')?.scrollTop ?? 0),
      }));
      const there = await place();
      assert.ok(there.row && there.scroll > 0, JSON.stringify(there));
      const address = new URL(page.url());
      for (const back of ['Escape', 'history']) {
        await page.keyboard.press('Enter');
        await page.waitForURL(url => url.pathname !== address.pathname);
        await page.locator('main').waitFor();
        if (back === 'Escape') await page.keyboard.press('Escape');
        else await page.goBack();
        await page.waitForURL(url => url.href === address.href);
        await page.locator('tr.is-sel').waitFor();
        assert.deepEqual(await place(), there, `${list} by ${back}`);
      }
      // The keys go on from there.
      await page.keyboard.press('KeyK');
      assert.notEqual((await place()).row, there.row);
    }
    clean(page);
  });
});

test('a change of language or theme leaves no second entry in the history', async () => {
  await as('service', async page => {
    await page.goto('/clients');
    await page.goto('/orders?state=invoiced');
    const before = await page.evaluate(() => history.length);
    await speak(page, 'en');
    await speak(page, 'ru');
    await page.locator('[data-theme-form] button').click();
    assert.equal(await page.evaluate(() => history.length), before);
    assert.equal(new URL(page.url()).search, '?state=invoiced');
    await page.goBack();
    await at(page, '/clients');
    clean(page);
  });
});

test('a refused deed is never repeated: language, refresh and the address lead to its order', async () => {
  await as('service', async page => {
    const { items } = await demo.api('/orders?state=reserved&limit=50');
    const extended = async id => (await demo.api(`/orders/${id}`)).version;
    const id = items[0].id;
    const refuse = async () => {
      await page.goto(`/orders/${id}`);
      await page.evaluate(here => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = `${here}/extension`;
        form.innerHTML = `<input name="_key" value="${Math.random()}"><input name="version" value="0">`;
        document.querySelector('main').append(form);
        form.submit();
      }, `/orders/${id}`);
      await at(page, `/orders/${id}/extension`);
      await page.locator('main .p-note.bad').waitFor();
    };
    const posts = [];
    page.on('request', request => { if (request.method() === 'POST' && request.url().includes('/extension')) posts.push(request.url()); });
    const leads = {
      language: () => speak(page, 'en'),
      reload: () => page.reload(),
      refresh: () => page.evaluate(() => document.querySelector('[data-reload]').click()),
      address: () => page.goto(page.url()),
    };
    for (const [name, lead] of Object.entries(leads)) {
      await refuse();
      posts.length = 0;
      const before = await extended(id);
      await Promise.all([at(page, `/orders/${id}`), lead()]);
      assert.equal(await page.locator('main .p-note.bad').count(), 0, name);
      assert.deepEqual(posts, [], name);
      assert.equal(await extended(id), before);
    }
    clean(page);
  });
});

test('a refused form has its cursor in the wrong field', async () => {
  await as('service', async page => {
    await page.goto('/clients/new');
    await page.fill('[name=name]', 'ООО «Проба»');
    await page.fill('[name=inn]', '7707083890');
    await page.keyboard.press('Control+Enter');
    await page.locator('main .p-note.bad').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), 'inn');
    assert.equal(await page.evaluate(() => getSelection().toString() || document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)), '7707083890');
    await axe(page, 'a refused client');
    clean(page);
  });
});

test('every page has the counters of the rail and the presence, a refusal too', async () => {
  await as('operator', async page => {
    const around = () => page.evaluate(() => ({
      counts: document.querySelectorAll('.p-nav .cnt').length,
      presence: document.querySelectorAll('.p-top .p-state').length,
    }));
    await page.goto('/clients');
    const there = await around();
    assert.ok(there.counts > 0 && there.presence > 0, JSON.stringify(there));
    for (const path of ['/clients/new', '/no-such-page', '/users', '/clients/99999999']) {
      await page.goto(path);
      assert.deepEqual(await around(), there, path);
    }
  });
});

test('print is light and has no deeds, whatever the theme', async () => {
  await as('service', async page => {
    await page.goto('/orders');
    const first = await page.locator('tbody a[href^="/orders/"]').first().getAttribute('href');
    for (const path of ['/orders', first]) {
      await page.goto(path);
      await page.evaluate(() => { document.documentElement.dataset.theme = 'dark'; });
      await page.emulateMedia({ media: 'print' });
      const seen = await page.evaluate(() => {
        const isSeen = one => one.getClientRects().length > 0;
        const lightness = colour => Math.max(...colour.match(/\d+/g).slice(0, 3).map(Number));
        const text = getComputedStyle(document.querySelector('main td')).color;
        return {
          buttons: [...document.querySelectorAll('button,.p-btn')].filter(isSeen).length,
          keys: [...document.querySelectorAll('.kbd')].filter(isSeen).length,
          filters: [...document.querySelectorAll('.p-filters,main input:not([type=hidden]),main select')].filter(isSeen).length,
          text: lightness(text),
          rows: [...document.querySelectorAll('main tbody tr')].filter(isSeen).length,
        };
      });
      assert.ok(seen.rows > 0, path);
      assert.deepEqual([seen.buttons, seen.keys, seen.filters], [0, 0, 0], path);
      assert.ok(seen.text < 130, `${path}: text of ${seen.text} on paper`);
      await page.emulateMedia({ media: null });
    }
  });
});

test('saving the company or a person says so, and leads back to the same page', async () => {
  await as('admin', async page => {
    await page.goto('/users');
    const person = await page.locator('tbody a[href^="/users/"]').last().getAttribute('href');
    for (const path of ['/settings/company', person]) {
      await page.goto(path);
      assert.equal(await page.locator('.p-note.ok').count(), 0);
      await page.locator('main form input[name=name]').focus();
      await page.keyboard.press('Control+Enter');
      await page.locator('main .p-note.ok', { hasText: 'Сохранено' }).waitFor();
      assert.equal(new URL(page.url()).pathname, path);
      await axe(page, path);
    }
    clean(page);
  });
});

test('on a phone a hit is as tall as a finger and the way out of the search is a picture', async () => {
  await as('service', async page => {
    await page.goto('/orders');
    await page.locator('[data-search]').click();
    await page.locator('#p-search input').fill('ооо');
    await page.locator('#p-search a.hit').first().waitFor();
    const heights = await page.locator('#p-search a.hit').evaluateAll(all => all.map(one => one.getBoundingClientRect().height));
    assert.ok(heights.length > 3 && Math.min(...heights) >= 44, heights.join(' '));
    const close = page.locator('#p-search [data-close]');
    assert.equal(await close.locator('.kbd').isVisible(), false);
    assert.equal(await close.locator('svg').isVisible(), true);
    const box = await close.boundingBox();
    assert.ok(box.width >= 44 && box.height >= 44, JSON.stringify(box));
    await axe(page, 'search on a phone');
    await close.click();
    assert.equal(await page.locator('#p-search[open]').count(), 0);
  }, { width: 390, height: 844 });
});

test('the tab of a client carries its name', async () => {
  await as('service', async page => {
    const { items: [client] } = await demo.api('/clients?limit=1');
    await page.goto(`/clients/${client.id}`);
    assert.ok((await page.title()).startsWith(client.name), await page.title());
    assert.equal(await page.locator('.p-top h1').innerText(), client.name);
    clean(page);
  });
});


test('what was saved is said once: not again when the page is asked for anew', async () => {
  const page = await newPage(browser, demo.base);
  await signIn(page, 'admin');
  await page.goto('/settings/company');
  await page.keyboard.press('Control+Enter');
  const note = page.locator('main [data-fade]');
  await note.waitFor();
  assert.equal(new URL(page.url()).search, '');
  await page.reload();
  assert.equal(await note.count(), 0);
  clean(page, 'the saved company');
  await page.context().close();
});

test('what is typed is not lost without a question: by a change of language, by the rail', async () => {
  await as('operator', async page => {
    const typed = async () => {
      await page.goto('/clients/new');
      await page.locator('main input[name=name]').click();
      await page.keyboard.type('Ромашка и сыновья');
    };
    const asked = page.asked;
    await typed();
    await page.locator('.p-me summary').click();
    await page.locator('.p-me button[value=en]').click();
    await page.locator('html[lang=en]').waitFor();
    assert.equal(page.asked, asked + 1, 'the change of language');
    await typed();
    await page.locator('.p-rail a[href="/cases"]').click();
    await page.waitForURL('**/cases');
    assert.equal(page.asked, asked + 2, 'the rail');
    // Nothing typed, nothing to ask; what is sent is not asked about either.
    await page.goto('/clients/new');
    await page.locator('.p-rail a[href="/cases"]').click();
    await page.waitForURL('**/cases');
    await page.goto('/clients/new');
    await page.locator('main input[name=name]').fill('Ромашка и сыновья');
    await page.locator('main input[name=inn]').click();
    await page.keyboard.type('1');
    await page.keyboard.press('Control+Enter');
    await page.locator('main [aria-invalid=true]').first().waitFor();
    assert.equal(page.asked, asked + 2, 'a form that is sent');
    await page.locator('.p-rail a[href="/cases"]').click();
    await page.waitForURL('**/cases');
    assert.equal(page.asked, asked + 3, 'a form that was refused');
  });
});
