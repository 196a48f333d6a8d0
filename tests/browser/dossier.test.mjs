// The dossier by keyboard, in both languages: events narrowed and read on, a hidden number shown for a reason.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LANGS, axe, clean, fits, keyboard, newPage, signIn, speak, startBrowser, startDemo } from './lib.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

/** A client whose people's numbers the open session does not see. */
async function masked(page) {
  const { items } = await demo.api('/clients?limit=200');
  for (const row of items) {
    const shown = await (await page.request.get(`/clients/${row.id}`)).text();
    if (/<details class="reveal"/.test(shown) && /id="contact-\d+"/.test(shown)) return row.id;
  }
  throw new Error('no client with hidden numbers');
}

/** Presses Tab until the element has the cursor. */
async function tabTo(page, keys, selector) {
  for (let n = 0; n < 120; n += 1) {
    if (await page.evaluate(wanted => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await keys.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab`);
}

for (const lang of LANGS) {
  describe(lang, () => {
    test('a hidden number is shown for a reason, for this view only', async () => {
      const page = await newPage(browser, demo.base, { lang });
      const keys = keyboard(page);
      await signIn(page, 'operator');
      await speak(page, lang);
      const id = await masked(page);
      await page.goto(`/clients/${id}`);
      const block = await page.locator('li[id^="contact-"]:has(details.reveal)').first().getAttribute('id');
      const place = page.locator(`#${block}`);
      assert.equal(await place.locator('a[href^="tel:"]').count(), 0);

      await tabTo(page, keys, `#${block} summary`);
      await keys.press('Enter', 'Tab');
      await keys.type('я');
      await keys.press('Enter');
      // The browser itself asks for a longer reason; nothing is sent.
      assert.equal(await place.locator('a[href^="tel:"]').count(), 0);
      await keys.type(lang === 'ru' ? ' перезваниваю' : ' call back');
      await keys.press('Enter');
      await place.locator('a[href^="tel:+"]').first().waitFor();
      assert.match(await place.innerText(), lang === 'ru' ? /перезваниваю/ : /call back/);
      assert.equal(await place.locator('details').count(), 0);
      await axe(page, 'revealed');
      await fits(page, 'revealed');

      await page.reload();
      assert.equal(await place.locator('a[href^="tel:"]').count(), 0, 'hidden again');
      const told = await demo.api(`/clients/${id}/timeline?kind=client&limit=5`);
      assert.ok(told.items.some(entry => entry.kind === 'contact_revealed'), JSON.stringify(told.items));
      clean(page);
      await page.context().close();
    });

    test('events are narrowed and read on with the state in the address', async () => {
      const page = await newPage(browser, demo.base, { lang });
      const keys = keyboard(page);
      await signIn(page, 'service');
      await speak(page, lang);
      let client;
      for (const row of (await demo.api('/clients?limit=200')).items) {
        const { next_cursor: more } = await demo.api(`/clients/${row.id}/timeline?kind=orders&limit=8`);
        if (more) { client = row.id; break; }
      }
      assert.ok(client, 'a client with many events of orders');
      await page.goto(`/clients/${client}`);
      await tabTo(page, keys, '#timeline a[href*="events=orders"]');
      await keys.press('Enter');
      await page.waitForURL(/events=orders/);
      await page.locator('#timeline a[aria-current][href*="events=orders"]').waitFor();
      const first = await page.locator('#timeline .p-tl').innerText();
      await tabTo(page, keys, '#timeline a[href*="cursor="]');
      await keys.press('Enter');
      await page.waitForURL(/cursor=/);
      await page.waitForFunction(before => document.querySelector('#timeline .p-tl')?.innerText !== before, first);
      const second = await page.locator('#timeline .p-tl').innerText();
      await page.reload();
      assert.equal(await page.locator('#timeline .p-tl').innerText(), second, 'the address keeps the place');
      await axe(page, 'earlier events');
      clean(page);
      await page.context().close();
    });
  });
}
