// Lists: filtered, sorted, paged and taken away as files by whoever may; in both languages, also without a script.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { LANGS, fits, newPage, signIn, speak, startBrowser, startDemo } from './lib.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

/** A page of a person in a role; closed whatever happens. */
async function as(role, options, work) {
  const page = await newPage(browser, demo.base, options);
  try {
    await signIn(page, role);
    if (options.lang) await speak(page, options.lang);
    await work(page);
  } finally {
    await page.context().close();
  }
}

const cells = (page, column) => page.locator(`tbody tr td:nth-child(${column})`).allInnerTexts();
const number = text => Number(text.replace(/[^\d.,]/g, '').replace(/,(\d\d)$/, '.$1').replaceAll(',', ''));
const down = list => list.every((value, at) => at === 0 || list[at - 1] >= value);

/** Fields of a CSV text without line breaks inside its fields. */
function rowsOf(text, separator) {
  return text.trim().split('\r\n').map(line => {
    const fields = [];
    for (let at = 0; at <= line.length;) {
      if (line[at] === '"') {
        let field = '';
        for (at += 1; line[at] !== '"' || line[at + 1] === '"'; at += 1) {
          if (line[at] === '"') at += 1;
          field += line[at];
        }
        fields.push(field);
        at += 2;
      } else {
        const end = line.indexOf(separator, at) < 0 ? line.length : line.indexOf(separator, at);
        fields.push(line.slice(at, end));
        at = end + 1;
      }
    }
    return fields;
  });
}

test('the list of orders follows what others do: place, choice and filters stay', async () => {
  await as('director', {}, async page => {
    await page.goto('/orders');
    await page.waitForTimeout(500);
    await page.keyboard.press('KeyJ');
    await page.keyboard.press('KeyJ');
    const chosen = await page.locator('tbody tr.is-sel').getAttribute('id');
    await page.locator('.p-panel .scroll').evaluate(box => { box.scrollTop = 120; });
    const { items: [client] } = await demo.api('/clients?limit=1');
    const { items } = await demo.api('/items?limit=200');
    const item = items.find(one => one.kind === 'goods' && !one.discontinued);
    const other = await newPage(browser, demo.base);
    await signIn(other, 'service');
    await other.goto(`/orders/new?client=${client.id}`);
    await other.locator('input[name="what"]').fill(`${item.sku} 1`);
    await other.keyboard.press('Enter');
    await other.locator('#desk table.lines tbody tr').first().waitFor();
    const [, order] = /\/orders\/(\d+)/.exec(other.url());
    await other.keyboard.press('Control+Enter');
    await other.waitForURL(url => url.pathname === `/orders/${order}`);
    await other.context().close();
    // The newest stands first, unasked.
    const row = page.locator(`#order-${order}`);
    await row.waitFor({ timeout: 5000 });
    assert.equal(await page.locator('tbody tr.is-sel').getAttribute('id'), chosen);
    assert.ok(await page.locator('.p-panel .scroll').evaluate(box => box.scrollTop) >= 100);
    assert.equal(await page.locator('#p-stale:not([hidden])').count(), 0);
    // By its filter it is not on a page of other states.
    await page.goto('/orders?state=shipped');
    assert.equal(await row.count(), 0);
  });
});

for (const lang of LANGS) {
  test(`orders are filtered, sorted and taken away: ${lang}`, async () => {
    await as('director', { lang }, async page => {
      await page.goto('/orders');
      await page.locator('select[name=state]').selectOption('closed');
      await page.locator('input[name=from]').fill('2026-11-01');
      await page.locator('.p-filters form button[type=submit]').click();
      await page.waitForURL(/state=closed/);
      assert.match(page.url(), /from=2026-11-01/);
      await page.locator('th.num a').last().click();
      await page.waitForURL(/sort=-sum/);
      const sums = (await cells(page, 7)).map(number);
      assert.ok(sums.length > 3 && down(sums), sums.join(' '));
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('a[href*="format=csv"]').click()]);
      assert.match(file.suggestedFilename(), /^orders-\d{4}-\d\d-\d\d\.csv$/);
      const text = fs.readFileSync(await file.path(), 'utf8');
      assert.equal(text.charCodeAt(0), 0xfeff);
      const rows = rowsOf(text.slice(1), lang === 'ru' ? ';' : ',');
      assert.deepEqual(rows.slice(1).map(row => row[0]), await cells(page, 1));
      assert.deepEqual(rows.slice(1).map(row => number(row[8])), sums);
      const [book] = await Promise.all([page.waitForEvent('download'), page.locator('a[href*="format=xlsx"]').click()]);
      assert.equal(fs.readFileSync(await book.path()).subarray(0, 2).toString(), 'PK');
    });
  });
}

for (const lang of LANGS) {
  test(`clients, items, arrivals and orders to suppliers are narrowed, sorted and taken away: ${lang}`, async () => {
    await as('director', { lang }, async page => {
      const lists = [
        { path: '/clients', filter: 'stage', value: 'working', column: 1, field: 0 },
        { path: '/items', filter: 'state', value: 'selling', column: 1, field: 0 },
        { path: '/arrivals', filter: 'supplier', value: null },
        { path: '/purchase-orders', filter: 'state', value: 'open', column: 1, field: 0 },
      ];
      for (const { path, filter, value, column, field } of lists) {
        await page.goto(path);
        const all = await page.locator('tbody tr[id]').count();
        const select = page.locator(`.p-filters select[name=${filter}]`);
        await select.selectOption(value ?? { index: 1 });
        await page.locator('.p-filters button[type=submit]').click();
        await page.waitForURL(new RegExp(`${filter}=`));
        await page.locator('th a').last().click();
        await page.waitForURL(/sort=/);
        const shown = await page.locator('tbody tr[id]').count();
        assert.ok(shown > 0 && shown <= all, `${path}: ${shown} of ${all}`);
        const [file] = await Promise.all([page.waitForEvent('download'), page.locator('a[href*="format=csv"]').click()]);
        assert.ok(file.suggestedFilename().startsWith(`${path.slice(1)}-`), file.suggestedFilename());
        const rows = rowsOf(fs.readFileSync(await file.path(), 'utf8').slice(1), lang === 'ru' ? ';' : ',').slice(1);
        // A list longer than a page is whole in its file.
        assert.ok(rows.length >= shown, `${path}: ${rows.length} rows of ${shown}`);
        if (column) {
          const cut = rows.slice(0, shown).map(row => row[field].replace(/^'/, ''));
          assert.deepEqual(cut, await cells(page, column), path);
        }
      }
    });
  });
}

test('the next step of a case is read without being cut to letters', async () => {
  await as('service', {}, async page => {
    await page.goto('/cases?show=all');
    const wide = await page.locator('table.p-tbl thead th').evaluateAll(heads => heads.map(head => head.clientWidth));
    assert.ok(wide[4] > 150 && wide[4] > wide[2] / 2, wide.join(' '));
    const heads = await page.locator('table.p-tbl thead th').evaluateAll(all => all.map(head => head.scrollWidth - head.clientWidth));
    assert.ok(heads.every(over => over <= 0), heads.join(' '));
  });
});

test('a list goes on page by page without a script, and nothing is shown twice', async () => {
  await as('accountant', { script: false }, async page => {
    await page.goto('/orders?sort=client');
    const seen = await cells(page, 1);
    while (await page.locator('a[rel=next]').count() > 0) {
      await page.locator('a[rel=next]').click();
      seen.push(...await cells(page, 1));
    }
    assert.ok(seen.length > 100, `${seen.length} orders fit one page`);
    assert.equal(new Set(seen).size, seen.length);
  });
});

test('who sells takes no list away', async () => {
  await as('account_manager', {}, async page => {
    await page.goto('/orders');
    assert.equal(await page.locator('a[href*="/export"]').count(), 0);
    const answer = await page.request.get('/orders/export?format=csv');
    assert.equal(answer.status(), 403);
  });
});

test('on a phone the sum is seen without scrolling aside', async () => {
  await as('accountant', { width: 390, height: 844 }, async page => {
    for (const path of ['/orders', '/invoices', '/payments']) {
      await page.goto(path);
      await fits(page, path);
      const over = await page.locator('.scroll').first().evaluate(part => part.scrollWidth - part.clientWidth);
      assert.equal(over, 0, path);
    }
  });
});

test('on a phone the filters wait behind one button that says how many are set, also without a script', async () => {
  const box = (page, what) => page.locator(what).first().isVisible();
  for (const script of [true, false]) {
    await as('director', { width: 390, height: 844, script }, async page => {
      await page.goto('/orders');
      const first = await page.locator('tbody tr').first().boundingBox();
      assert.ok(first.y < 400, `the first row stands at ${first.y} px`);
      assert.ok(!await box(page, '.p-filters select[name="state"]') && await box(page, '.p-filters input[name="q"]'));
      await page.locator('.p-filters > details > summary').click();
      assert.ok(await box(page, '.p-filters select[name="state"]') && await box(page, '.p-filters input[name="from"]'));
      await fits(page, 'open filters');
      await page.goto('/orders?state=closed&from=2020-01-01');
      assert.match(await page.locator('.p-filters > details > summary').innerText(), /2/);
    });
  }
  await as('director', {}, async page => {
    await page.goto('/orders');
    assert.ok(!await box(page, '.p-filters > details') && await box(page, '.p-filters select[name="state"]'));
  });
});

test('a director begins with what is worst, and each number opens as many rows', async () => {
  await as('director', {}, async page => {
    assert.equal(new URL(page.url()).pathname, '/today');
    const figures = await page.locator('.p-ten a').evaluateAll(all => all.map(one => ({ href: one.getAttribute('href'), count: Number(one.querySelector('.v').textContent.replace(/\D/g, '')) })));
    assert.ok(figures.length >= 6, JSON.stringify(figures));
    assert.ok(figures.some(figure => figure.count > 0), 'the training company has something to see to');
    const worst = figures.findIndex(figure => figure.count === 0);
    assert.ok(figures.slice(worst < 0 ? figures.length : worst).every(figure => figure.count === 0), 'what is well stands last');
    for (const { href, count } of figures.filter(figure => figure.count < 50)) {
      await page.goto(href);
      assert.equal(await page.locator('tbody[data-rows] tr').count(), count, href);
    }
    await page.goto('/today');
    await page.keyboard.press('1');
    await page.waitForURL(url => url.pathname + url.search === figures[0].href);
  });
});

test('the sentence in the top bar counts on with the rows', async () => {
  await as('service', {}, async page => {
    await page.goto('/orders');
    const told = () => page.locator('#p-state').innerText();
    const before = await told();
    assert.match(before, /^открыто \d+/);
    const { items: [client] } = await demo.api('/clients?limit=1');
    const { items } = await demo.api('/items?limit=60');
    const sku = items.find(item => item.kind === 'goods').sku;
    await demo.api('/orders', { client: client.id, mode: 'partial', lines: [{ sku, quantity: '1' }] });
    await page.waitForFunction(was => document.getElementById('p-state')?.textContent !== was, before);
    const count = text => Number(/\d+/.exec(text)[0]);
    assert.ok(count(await told()) >= count(before));
  });
});

test('a buyer names the goods of a new order', async () => {
  await as('buyer', {}, async page => {
    const { items } = await demo.api('/items?limit=60');
    const item = items.find(one => one.kind === 'goods');
    await page.goto('/purchase-orders/new');
    await page.locator('#f-sku-0').pressSequentially(item.name_ru.split(' ').slice(0, 2).join(' '));
    await page.waitForFunction(() => document.querySelectorAll('#goods option').length > 0);
    const choice = await page.locator('#goods option').first().getAttribute('value');
    assert.ok(choice);
  });
});
