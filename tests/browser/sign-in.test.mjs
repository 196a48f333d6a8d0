// The door: sign-in in both languages and themes, and what each role finds behind it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LANGS, SHORT, THEMES, axe, clean, demoRoles, fits, newPage, railLinks, signIn, speak, startBrowser, startDemo, weigh } from './lib.mjs';

/** What a first view may weigh, packed, and in how many requests. */
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

async function visit(options, work) {
  const page = await newPage(browser, demo.base, options);
  try {
    return await work(page);
  } finally {
    await page.context().close();
  }
}

async function rolesOffered() {
  return visit({}, async page => {
    await page.goto('/sign-in');
    return demoRoles(page);
  });
}

describe('sign-in', () => {
  test('it speaks the language that the browser asks for', async () => {
    const titles = [];
    for (const lang of LANGS) {
      titles.push(await visit({ lang }, async page => {
        await page.goto('/sign-in');
        assert.equal(await page.getAttribute('html', 'lang'), lang);
        return page.title();
      }));
    }
    assert.notEqual(titles[0], titles[1]);
  });

  test('the switch changes the language and the choice is kept', async () => {
    await visit({ lang: 'ru' }, async page => {
      await page.goto('/sign-in');
      await speak(page, 'en');
      await page.goto('/sign-in');
      assert.equal(await page.getAttribute('html', 'lang'), 'en');
      await speak(page, 'ru');
    });
  });

  for (const lang of LANGS) {
    for (const theme of THEMES) {
      test(`axe-core and the security policy find nothing: ${lang}, ${theme}`, async () => {
        for (const width of SHORT ? [1440] : [1440, 390]) {
          await visit({ lang, theme, width, height: 900 }, async page => {
            assert.equal((await page.goto('/sign-in')).status(), 200);
            clean(page, `${lang} ${theme} ${width}`);
            await fits(page, `${lang} ${theme}`);
            await axe(page, `${lang} ${theme} ${width}`);
          });
        }
      });
    }
  }

  test('it is light enough for a slow line', async () => {
    await visit({}, async page => {
      const cost = await weigh(page, '/sign-in');
      assert.ok(cost.bytes > 0 && cost.bytes <= MOST_BYTES, `${cost.bytes} bytes:\n${cost.list.join('\n')}`);
      assert.ok(cost.requests <= MOST_REQUESTS, `${cost.requests} requests:\n${cost.list.join('\n')}`);
    });
  });

  test('a strict security policy comes with the page', async () => {
    const answer = await fetch(`${demo.base}/sign-in`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  test('nobody gets further without signing in', async () => {
    await visit({}, async page => {
      for (const path of ['/', '/clients', '/orders']) {
        await page.goto(path);
        assert.match(new URL(page.url()).pathname, /^\/sign-in/, `${path} is open to anybody`);
      }
    });
  });
});

describe('behind the door', () => {
  test('every role lands on its home, and every link of its rail answers', async () => {
    const roles = await rolesOffered();
    assert.ok(roles.includes('operator') && roles.includes('director'), `roles offered: ${roles.join(', ')}`);
    const broken = [];
    let checked = 0;
    for (const role of SHORT ? roles.slice(0, 3) : roles) {
      await visit({}, async page => {
        await signIn(page, role);
        const links = await railLinks(page);
        if (links.length === 0) broken.push(`${role}: no rail`);
        const current = await page.locator('nav.p-rail a[aria-current="page"]').count();
        if (current === 0) broken.push(`${role}: home ${page.url()} is not marked in the rail`);
        for (const link of links) {
          const status = (await page.goto(link)).status();
          checked += 1;
          if (status !== 200) broken.push(`${role}: ${link} answers ${status}`);
          const problems = page.problems();
          if (problems.length > 0) broken.push(`${role}: ${link}: ${problems.join('; ')}`);
        }
      });
    }
    assert.deepEqual(broken, []);
    assert.ok(checked >= roles.length / 2, `${checked} links`);
  });

  test('every link that a role is shown opens', async () => {
    const roles = await rolesOffered();
    const broken = [];
    let followed = 0;
    for (const role of SHORT ? roles.slice(0, 3) : roles) {
      await visit({}, async page => {
        await signIn(page, role);
        // Pages of one kind are one: a client is opened once, not two hundred times.
        const kind = address => address.replace(/\d+/g, 'N').replace(/=[^&]*/g, '=');
        const seen = new Set();
        const wait = [[new URL(page.url()).pathname, 'home']];
        while (wait.length > 0) {
          const [address, from] = wait.shift();
          if (seen.has(kind(address))) continue;
          seen.add(kind(address));
          const answer = await page.context().request.get(new URL(address, page.url()).href, { maxRedirects: 2 });
          followed += 1;
          if (answer.status() !== 200) broken.push(`${role}: ${address}, linked from ${from}, answers ${answer.status()}`);
          if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
          for (const [, found] of (await answer.text()).matchAll(/<a [^>]*?href="(\/[^"#]*)/g)) {
            wait.push([found.replaceAll('&amp;', '&'), address]);
          }
        }
      });
    }
    assert.deepEqual(broken, []);
    assert.ok(followed > (SHORT ? 20 : 250), `${followed} links followed`);
  });

  test('the own settings stand one press away, on every page of every role', async () => {
    const roles = await rolesOffered();
    for (const role of SHORT ? roles.slice(0, 3) : roles) {
      await visit({}, async page => {
        await signIn(page, role);
        const links = (await railLinks(page)).slice(0, 2);
        for (const path of links.length > 0 ? links : ['/']) {
          await page.goto(path);
          const own = page.locator('.p-me .p-pop a[href="/settings"]');
          assert.equal(await own.count(), 1, `${role}: ${path}`);
          assert.equal(await own.locator('svg').count(), 1, `${role}: ${path} shows no picture`);
        }
        await page.locator('.p-me summary').click();
        await page.locator('.p-pop a[href="/settings"]').click();
        await page.waitForURL('**/settings');
      });
    }
  });

  test('language, theme and letter keys are chosen in the settings and stay', async () => {
    await visit({}, async page => {
      await signIn(page, 'operator');
      await page.goto('/settings');
      await page.locator('form[action="/settings/theme"] button[value="dark"]').click();
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
      await page.locator('main [data-letters]').uncheck();
      await page.goto('/clients');
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
      await page.keyboard.press('n');
      await page.waitForTimeout(300);
      assert.equal(new URL(page.url()).pathname, '/clients', 'letters are off');
      await page.goto('/settings');
      assert.equal(await page.locator('main [data-letters]').isChecked(), false);
      await page.locator('main [data-letters]').check();
      await page.locator('form[action="/settings/theme"] button[value=""]').click();
      await page.waitForFunction(() => document.documentElement.dataset.theme === undefined);
      await page.goto('/clients');
      await page.keyboard.press('n');
      await page.waitForURL(url => url.pathname === '/clients/new');
    });
  });

  test('a person can sign out and is outside then', async () => {
    await visit({}, async page => {
      await signIn(page, 'operator');
      const loaded = page.waitForURL(url => url.pathname.startsWith('/sign-in'));
      await page.locator('form[action="/sign-out"]').first().evaluate(form => form.requestSubmit());
      await loaded;
      await page.goto('/clients');
      assert.match(new URL(page.url()).pathname, /^\/sign-in/);
    });
  });
});
