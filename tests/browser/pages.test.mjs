// What holds for every page of the list: it opens, speaks both languages, is accessible, light, and as wide as the window.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LANGS, SHORT, THEMES, axe, clean, fits, newPage, signIn, speak, startBrowser, startDemo, weigh } from './lib.mjs';
import { PAGES, openPage } from './pages.mjs';

const MOST_BYTES = 150_000;
const MOST_REQUESTS = 8;

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

for (const entry of PAGES) {
  describe(entry.name, () => {
    for (const theme of SHORT ? ['light'] : THEMES) {
      test(`it opens and nothing is found on it: ${theme}`, async () => {
        const page = await newPage(browser, demo.base, { theme });
        try {
          if (entry.role) await signIn(page, entry.role);
          assert.equal(await openPage(page, entry), entry.status ?? 200);
          const texts = {};
          for (const lang of LANGS) {
            await speak(page, lang);
            if (entry.path !== '/sign-in') assert.equal(await openPage(page, entry), entry.status ?? 200);
            const about = `${lang} ${theme}`;
            clean(page, about);
            await fits(page, about);
            await axe(page, about);
            texts[lang] = await page.locator('body').innerText();
          }
          assert.match(texts.ru, /[А-Яа-яЁё]{3}/);
          assert.notEqual(texts.ru, texts.en);
          if (theme === 'light' && !SHORT) {
            const phone = await newPage(browser, demo.base, { width: 390, height: 844 });
            try {
              if (entry.role) await signIn(phone, entry.role);
              await openPage(phone, entry);
              await fits(phone, 'on a phone');
              await axe(phone, 'on a phone');
              // A window of 1440 by 900 at twice the size.
              await phone.setViewportSize({ width: 720, height: 450 });
              await openPage(phone, entry);
              await fits(phone, 'at 200 %');
            } finally {
              await phone.context().close();
            }
          }
        } finally {
          await page.context().close();
        }
      });
    }

    test('its first view is light', async () => {
      const page = await newPage(browser, demo.base);
      try {
        if (entry.role) await signIn(page, entry.role);
        await openPage(page, entry);
        const cost = await weigh(page, page.url());
        assert.ok(cost.bytes > 0 && cost.bytes <= MOST_BYTES, `${cost.bytes} bytes:\n${cost.list.join('\n')}`);
        assert.ok(cost.requests <= MOST_REQUESTS, `${cost.requests} requests:\n${cost.list.join('\n')}`);
      } finally {
        await page.context().close();
      }
    });
  });
}
