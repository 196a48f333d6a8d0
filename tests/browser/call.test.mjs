// Ten calls served by keyboard alone, in Russian and in English, and how fast a call stands on the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SHORT, axe, clean, fits, keyboard, newPage, signIn, speak, startBrowser, startDemo } from './lib.mjs';

/** From the event to the page; the aim is 300 ms, a machine under load may be slow. */
const MOST_MS = 2000;

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 660_000 });

after(async () => {
  await browser?.close();
  await demo?.close();
});

const LAYOUT = Object.fromEntries([...'йцукенгшщзхъфывапролджэячсмитьбюё'].map((letter, n) => [letter, "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"[n]]));
const wrongLayout = word => [...word.toLowerCase()].map(letter => LAYOUT[letter] ?? letter).join('');
const typo = word => word.slice(0, 2) + word[3] + word[2] + word.slice(4);
const LATIN = { а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' };
const latin = word => [...word.toLowerCase()].map(letter => LATIN[letter] ?? letter).join('');
const median = all => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

let told = 0;

/** The exchange tells of a call; the desk shows it by itself. The time from telling to showing comes back. */
async function ring(page, from, until) {
  await page.evaluate(() => {
    globalThis.shownAt = 0;
    globalThis.watching?.disconnect();
    globalThis.watching = new MutationObserver(() => {
      if (!globalThis.shownAt && document.querySelector('.p-call')) globalThis.shownAt = Date.now();
    });
    globalThis.watching.observe(document.body, { childList: true, subtree: true });
  });
  told += 1;
  const at = Date.now();
  const call = await demo.api('/calls', { direction: 'in', from, to: '100', external_id: `test-${process.pid}-${told}` });
  await page.locator(until).first().waitFor();
  const shown = await page.evaluate(() => globalThis.shownAt);
  return { ...call, ms: shown - at };
}

const over = page => page.locator('#call .p-call').waitFor({ state: 'detached' });
/** What an earlier test left ringing or talking is over. */
async function silence() {
  for (const call of (await demo.api('/calls?limit=50')).items) if (!call.ended_at) await demo.api(`/calls/${call.id}/end`, {});
}

const callNow = id => demo.api(`/calls/${id}`);
let shared;

/** Clients whose names can be mistyped, each with a number that is its own; and a number of several. */
async function clientsOf() {
  const chosen = [];
  const rows = (await demo.api('/clients?limit=200')).items;
  const word = row => /«([А-Яа-яё]{6,})/.exec(row.name)?.[1];
  for (const row of rows) {
    // A word that names one client alone, so that the test knows whom it means.
    if (!word(row) || rows.filter(other => word(other) === word(row)).length > 1) continue;
    const { phones, contacts } = await demo.api(`/clients/${row.id}/dossier`);
    const number = [...contacts.flatMap(contact => contact.phones), ...phones].find(phone => phone.number)?.number;
    if (number) chosen.push({ id: row.id, name: row.name, word: word(row), number });
    if (chosen.length === 6) break;
  }
  assert.equal(chosen.length, 6);
  return chosen;
}

for (const lang of SHORT ? ['ru'] : ['ru', 'en']) {
  test(`ten calls by keyboard alone: ${lang}`, { timeout: 240_000 }, async () => {
    const base = lang === 'ru' ? 10 : 50;
    const stranger = n => `8 (921) 555-01-${base + n}`;
    const page = await newPage(browser, demo.base, { lang });
    const keys = keyboard(page);
    const times = [];
    await silence();
    await signIn(page, 'operator');
    await speak(page, lang);
    await page.goto('/calls');
    await page.locator('#call .p-empty').waitFor();
    const list = await clientsOf();

    // 1. A known number: the answer stands there, F2, a topic by the place of its key, F4 connects with the brief.
    const receiver = await newPage(browser, demo.base, { lang });
    await signIn(receiver, 'service');
    await receiver.goto('/orders');
    const first = await ring(page, list[0].number.replace('+7', '8'), `#call a[href="/clients/${list[0].id}"]`);
    times.push(first.ms);
    assert.equal(first.client, list[0].id);
    assert.ok((await page.locator('#call .p-answer .a').innerText()).length > 10);
    await axe(page, `a ringing call ${lang}`);
    await fits(page, 'a ringing call');
    await keys.press('F2');
    await page.locator('button[data-key="F4"]:enabled').waitFor();
    await axe(page, `a call ${lang}`);
    await keys.press(lang === 'ru' ? 'KeyC' : 'KeyD');
    await page.locator('#topic-delivery[aria-current="true"]').waitFor();
    assert.ok((await page.locator('#brief').inputValue()).split('\n').length >= 3);
    await keys.press('F4');
    await over(page);
    const connected = await callNow(first.id);
    assert.equal(connected.outcome, 'connected');
    const offered = await demo.api(`/cases/${connected.case}`);
    assert.match(offered.handovers[0].brief, /\+7 /);
    await receiver.context().close();

    // 2. The same caller again, solved on the spot.
    const second = await ring(page, `sip:${list[0].number.slice(1)}@pbx`, `#call a[href="/clients/${list[0].id}"]`);
    times.push(second.ms);
    await keys.press('F2');
    await page.locator('button[data-key="F6"]:enabled').waitFor();
    await keys.press('F6');
    await over(page);
    assert.equal((await callNow(second.id)).outcome, 'solved');

    // 3–6. Unknown numbers; the client is found by name: as it is, in the wrong layout, with a typo, in Latin letters.
    const ways = [word => word, wrongLayout, typo, latin];
    for (const [n, way] of ways.entries()) {
      const client = list[n + 1];
      const call = await ring(page, stranger(n), '#who-q');
      times.push(call.ms);
      await keys.press('F2');
      await page.locator('button[data-key="F6"]:enabled').waitFor();
      await page.waitForFunction(() => document.activeElement?.id === 'who-q');
      await keys.type(way(client.word));
      const hits = page.locator('#who-hits [role="option"]');
      const wanted = page.locator(`#who-hits button[value="${client.id}"]`);
      await wanted.first().waitFor().catch(async () => {
        throw new Error(`${way(client.word)} does not find ${client.name}: ${await hits.allInnerTexts()}`);
      });
      // The last letter's answer may still be on its way, and would choose the first hit again.
      await page.waitForTimeout(80);
      await page.waitForFunction(() => !document.querySelector('#who-q[aria-busy]'));
      const places = await hits.evaluateAll(all => all.map(one => one.value));
      for (let down = places.indexOf(client.id); down > 0; down -= 1) await keys.press('ArrowDown');
      if (n === 0) await axe(page, `an unknown caller ${lang}`);
      await keys.press('Enter');
      await page.locator(`#call a[href="/clients/${client.id}"]`).first().waitFor().catch(async () => {
        throw new Error(`${way(client.word)} led elsewhere: ${await page.locator('#call').innerText()} ${places} ${client.id}`);
      });
      await keys.press('F6');
      await over(page);
      assert.equal((await callNow(call.id)).client, client.id);
    }
    const again = await demo.api('/calls', { direction: 'in', from: stranger(0), to: '100', external_id: `again-${lang}` });
    assert.equal(again.client, list[1].id, 'the number is kept with the client');
    await page.locator(`#call a[href="/clients/${list[1].id}"]`).first().waitFor();
    await demo.api(`/calls/${again.id}/end`, {});
    await over(page);

    // 7. A number of several clients: the second of them by its digit.
    shared ??= (await demo.api('/calls', { direction: 'in', from: '+7 812 555-01-77', to: '100', external_id: 'shared' }));
    if (lang === 'ru') {
      await page.locator('#who-hits button').nth(1).waitFor();
      await demo.api(`/calls/${shared.id}/end`, {});
      await over(page);
    }
    assert.ok(new Set(shared.candidates.map(one => one.client)).size >= 2, JSON.stringify(shared.candidates));
    const many = await ring(page, '88125550177', '#who-hits button[data-contact]');
    times.push(many.ms);
    const choices = await page.locator('#who-hits button').evaluateAll(all => all.map(one => one.value));
    await keys.press('Digit2');
    await page.locator(`#call a[href="/clients/${choices[1]}"]`).first().waitFor();
    await keys.press('F2');
    await page.locator('button[data-key="F8"]').waitFor();

    // 8. A call-back with its time.
    await page.locator('input[name="time"]').focus();
    await page.keyboard.press('Control+A');
    await keys.type('1655');
    await keys.press('F8');
    await over(page);
    const promised = await callNow(many.id);
    assert.equal(promised.outcome, 'call_back');
    const owed = await demo.api(`/cases/${promised.case}`);
    assert.equal(owed.topic, 'call_back');
    assert.equal(new Date(owed.due_at).toLocaleTimeString('ru-RU', { timeZone: 'Europe/Moscow', hour: '2-digit', minute: '2-digit' }), '16:55');

    // 9. Nobody answers: a call-back is owed and stands in the queue without a click.
    const missed = await ring(page, stranger(8), '#who-q');
    times.push(missed.ms);
    await demo.api(`/calls/${missed.id}/end`, {});
    const lost = await callNow(missed.id);
    assert.equal(lost.outcome, 'missed');
    await page.locator(`#queue a[href="/cases/${lost.case}"]`).waitFor();
    await over(page);

    // 10. A new client: its twin stops it once, then a prospect with the number.
    const fresh = await ring(page, stranger(9), '#who-q');
    times.push(fresh.ms);
    await keys.press('F2');
    await page.locator('button[data-key="F6"]:enabled').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'who-q');
    const name = `${list[5].word} ${lang === 'ru' ? 'Новый' : 'Second'}`;
    await keys.type(name);
    await keys.press('Tab');
    await keys.type('Пётр Ильич');
    await keys.press('Alt+KeyN');
    await page.locator('#call .p-note.bad').waitFor();
    await keys.press('Alt+KeyY', 'Alt+KeyN');
    await page.locator('#call .p-call a[href^="/clients/"]').first().waitFor();
    const known = await callNow(fresh.id);
    assert.equal((await demo.api(`/clients/${known.client}`)).stage, 'prospect');
    await keys.press('Escape', 'Enter');
    await over(page);
    assert.equal((await callNow(fresh.id)).outcome, 'dropped');

    clean(page, `ten calls ${lang}`);
    console.log(`# ${lang}: a call stands on the page after ${median(times)} ms (median of ${times.length}, worst ${Math.max(...times)}), ${keys.count} keys for ten calls`);
    assert.ok(median(times) <= MOST_MS, `${times} ms`);
    await page.context().close();
  });
}

test('a talk and a case end after a second word, and a key pressed by habit ends neither', { timeout: 60_000 }, async () => {
  const page = await newPage(browser, demo.base);
  await silence();
  await signIn(page, 'operator');
  await page.goto('/calls');
  const [client] = await clientsOf();
  const call = await ring(page, client.number, `#call a[href="/clients/${client.id}"]`);
  await page.keyboard.press('F2');
  await page.locator('button[data-key="F6"]:enabled').waitFor();
  const ask = page.locator('#call .p-call details.sure[open]');
  await page.keyboard.press('Escape');
  await ask.waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('.p-call details.sure form button'));
  assert.equal((await callNow(call.id)).ended_at, null, 'asked, not ended');
  await axe(page, 'a talk about to end');
  await page.keyboard.press('Escape');
  await ask.waitFor({ state: 'detached' });
  assert.equal((await callNow(call.id)).ended_at, null, 'left as it was');
  await page.keyboard.press('Escape');
  await ask.waitFor();
  await page.keyboard.press('Enter');
  await over(page);
  assert.equal((await callNow(call.id)).outcome, 'dropped');

  // First whom it is about: found letter by letter, Enter takes the first.
  await page.goto('/cases/new');
  await page.locator('input[name="q"]:focus').fill('ооо');
  await page.locator('#pick-hits a.hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('input[name="subject"]').fill('Прислать акт сверки');
  await page.keyboard.press('Control+Enter');
  await page.locator('#close').waitFor();
  const id = /\d+$/.exec(page.url())[0];
  await page.keyboard.press('c');
  await page.waitForFunction(() => document.activeElement?.closest('details.sure'));
  assert.equal((await demo.api(`/cases/${id}`)).closed_at, null, 'asked, not closed');
  await axe(page, 'a case about to close');
  await page.keyboard.press('Enter');
  await page.locator('#close').waitFor({ state: 'detached' });
  assert.notEqual((await demo.api(`/cases/${id}`)).closed_at, null);
  clean(page, 'second words');
  await page.context().close();
});

test('the cursor stays where the hand is while a new client is typed', { timeout: 60_000 }, async () => {
  const page = await newPage(browser, demo.base);
  await silence();
  await signIn(page, 'operator');
  await page.goto('/calls');
  const list = await clientsOf();
  const call = await ring(page, '8 (921) 555-01-91', '#who-q');
  const at = () => page.evaluate(() => document.activeElement?.id);
  await page.waitForFunction(() => document.activeElement?.id === 'who-q');
  await page.keyboard.type(`${list[0].word} Заречный`);
  await page.keyboard.press('Tab');
  assert.equal(await at(), 'who-person');
  await page.keyboard.press('F2');
  await page.locator('button[data-key="F6"]:enabled').waitFor();
  assert.equal(await at(), 'who-person', 'answering leaves the hand where it is');
  await page.keyboard.type('Пётр');
  await page.keyboard.press('Alt+n');
  await page.locator('#call .p-note.bad').waitFor();
  assert.equal(await at(), 'who-person', 'so does a refusal');
  await page.keyboard.type(' Ильич');
  assert.equal(await page.locator('#who-person').inputValue(), 'Пётр Ильич');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await at(), 'who-q');
  // The search for these letters comes after the hand went on.
  await page.route('**/calls/*/who?*', async route => { await new Promise(done => setTimeout(done, 300)); await route.continue(); });
  const late = page.waitForResponse('**/calls/*/who?*');
  await page.keyboard.press('End');
  await page.keyboard.type(' 2');
  await page.waitForTimeout(60);
  await page.keyboard.press('Tab');
  assert.equal(await at(), 'who-person', 'the name leads to the person, not to the tick');
  await late;
  await page.waitForFunction(() => !document.querySelector('#who-q[aria-busy]'));
  assert.equal(await at(), 'who-person', 'a late answer takes nothing');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await at(), 'who-sure');
  await demo.api(`/calls/${call.id}/end`, {});
  clean(page, 'a new client');
  await page.context().close();
});

test('a stranger is handed over by keyboard alone, with the name they gave', { timeout: 60_000 }, async () => {
  const page = await newPage(browser, demo.base);
  await silence();
  await signIn(page, 'operator');
  await page.goto('/calls');
  const call = await ring(page, '8 (921) 555-01-92', '#who-q');
  await page.locator('#route .people li').first().waitFor();
  assert.equal(await page.locator('button[data-key="F4"]:enabled').count(), 0, 'nobody is given a call that rings');
  await axe(page, 'a stranger rings');
  await page.keyboard.press('F2');
  await page.locator('button[data-key="F4"]:enabled').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'who-q');
  await page.keyboard.type('Рога и копыта');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Остап');
  await page.keyboard.press('Tab');
  await page.keyboard.type('хотят каталог');
  // Out of the field, then the topic by its letter; what is typed stays.
  await page.keyboard.press('Escape');
  await page.keyboard.press('KeyN');
  await page.locator('#topic-technical[aria-current="true"]').waitFor();
  assert.equal(await page.locator('#who-person').inputValue(), 'Остап');
  const second = page.locator('.people li').nth(1);
  if (await second.count()) await page.keyboard.press('Alt+2');
  const to = await page.locator('.people input:checked').evaluate(one => one.value);
  await page.keyboard.press('F4');
  await over(page);
  const done = await callNow(call.id);
  assert.equal(done.outcome, 'connected');
  assert.equal(done.client, null, 'nobody was made a client');
  const given = await demo.api(`/cases/${done.case}`);
  assert.equal(given.offered_to, to);
  assert.equal(given.topic, 'technical');
  assert.equal(given.subject, 'хотят каталог');
  assert.match(given.handovers[0].brief, /Остап, Рога и копыта/);
  // A call-back of a stranger keeps the name as well.
  const again = await ring(page, '8 (921) 555-01-93', '#who-q');
  await page.keyboard.press('F2');
  await page.locator('button[data-key="F8"]').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'who-q');
  await page.keyboard.type('Ильф');
  await page.keyboard.press('F8');
  await over(page);
  const owed = await demo.api(`/cases/${(await callNow(again.id)).case}`);
  assert.match(JSON.stringify(owed), /Ильф/);
  // The list of calls tells both by number and name; the holder of the case makes a client of the second.
  await page.goto('/calls/list');
  await page.locator('tr', { hasText: '+7 921 555-01-92' }).filter({ hasText: 'Остап, Рога и копыта' }).waitFor();
  await page.goto(`/cases/${owed.id}`);
  await page.locator('dd', { hasText: 'Ильф' }).waitFor();
  await page.keyboard.press('n');
  await page.waitForURL(`**/cases/${owed.id}/client`);
  assert.equal(await page.locator('input[name="name"]').inputValue(), 'Ильф');
  assert.equal(await page.locator('input[name="phone"]').inputValue(), '+7 921 555-01-93');
  await axe(page, 'a stranger becomes a client');
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page, 'a stranger becomes a client');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(`**/cases/${owed.id}`);
  const made = (await demo.api(`/cases/${owed.id}`)).client;
  assert.equal((await demo.api(`/clients/${made}`)).name, 'Ильф');
  await page.locator(`a[href="/clients/${made}"]`).first().waitFor();
  assert.equal((await callNow((await demo.api('/calls', { direction: 'in', from: '89215550193', to: '100', external_id: `known-${process.pid}` })).id)).client, made);
  clean(page, 'a stranger handed over');
  await page.context().close();
});

test('a number of a paper is not broken at the English desk', { timeout: 60_000 }, async () => {
  const page = await newPage(browser, demo.base, { lang: 'en' });
  await silence();
  await signIn(page, 'operator');
  await speak(page, 'en');
  await page.goto('/calls');
  await page.locator('#simulate-known').click();
  await page.locator('#call .p-call a[href^="/clients/"]').first().waitFor();
  const seen = () => page.evaluate(() => {
    const [all, broken] = [[], []];
    const texts = document.createTreeWalker(document.getElementById('call'), NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const { 0: number, index } of node.data.matchAll(/\p{Lu}-\d+/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + number.length);
        all.push(number);
        if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(number);
      }
    }
    return { all, broken };
  });
  for (let width = 1600; width >= 1000; width -= 25) {
    await page.setViewportSize({ width, height: 900 });
    const { all, broken } = await seen();
    assert.ok(all.length >= 2, `${all}`);
    assert.deepEqual(broken, [], `${width} px`);
  }
  await silence();
  clean(page, 'numbers at the English desk');
  await page.context().close();
});

test('on a phone every entry of the rail is reached', { timeout: 60_000 }, async () => {
  const page = await newPage(browser, demo.base, { width: 390, height: 844 });
  await signIn(page, 'director');
  const links = page.locator('nav.p-rail .p-nav a');
  const count = await links.count();
  assert.ok(count > 5, `${count} entries`);
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 844 });
    assert.equal(await page.locator('nav.p-rail .p-nav a:visible').count(), count, `${width} px`);
    assert.ok(await page.locator('.p-rest').isHidden(), `${width} px: all entries stand there, nothing more is to be opened`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  assert.equal(await page.locator('nav.p-rail .p-nav a:visible').count(), 4);
  await page.locator('.p-rest summary').click();
  for (const link of await links.all()) {
    const box = await link.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 391 && box.y >= 0 && box.y + box.height <= 845, await link.innerText());
    assert.ok(await link.evaluate(one => { const at = one.getBoundingClientRect(); return one.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2)); }), 'covered');
  }
  await axe(page, 'the open rail of a phone');
  await fits(page, 'the open rail of a phone');
  const last = await links.last().getAttribute('href');
  await links.last().click();
  await page.waitForURL(`**${last}`);
  clean(page, 'the rail of a phone');
  await page.context().close();
});

test('call-backs count on by themselves, dial at a press and lead to the next one', { timeout: 60_000 }, async () => {
  const page = await newPage(browser, demo.base);
  await silence();
  for (const from of ['8 (921) 555-01-95', '8 (921) 555-01-96']) {
    const missed = await demo.api('/calls', { direction: 'in', from, to: '100', external_id: `back-${from}` });
    await demo.api(`/calls/${missed.id}/end`, {});
  }
  await signIn(page, 'operator');
  await page.clock.install();
  await page.goto('/calls');
  await page.locator('#queue').waitFor();
  const again = page.waitForRequest('**/calls/queue*');
  await page.clock.runFor(61_000);
  await again;
  await page.clock.resume();
  await page.goto('/call-backs');
  await page.locator('a[href="tel:+79215550195"]:visible').waitFor();
  await page.locator('tr', { hasText: '921 555-01-95' }).locator('a[data-open]:visible').click();
  await page.locator('dl a[href="tel:+79215550195"]').first().waitFor();
  const here = page.url();
  if (!await page.locator('#close').count()) {
    await page.locator('button[form="take"]').click();
    await page.locator('#close').waitFor();
  }
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await page.locator('#close').waitFor({ state: 'detached' });
  const next = page.locator('a.p-btn[data-key="Enter"]');
  await next.waitFor();
  await axe(page, 'a call-back that is done');
  await page.keyboard.press('Enter');
  await page.waitForURL(url => url.href !== here && /\/cases\/\d+$/.test(url.pathname));
  await page.locator('dl a[href^="tel:"]').first().waitFor();
  clean(page, 'call-backs');
  await page.context().close();
});

test('a buyer has no calls and no clients', async () => {
  const page = await newPage(browser, demo.base);
  await signIn(page, 'buyer');
  const links = await page.locator('nav.p-rail a[href]').evaluateAll(all => all.map(link => link.getAttribute('href')));
  for (const path of ['/calls', '/call-backs', '/cases', '/clients']) {
    assert.ok(!links.includes(path), path);
    assert.equal((await page.goto(path)).status(), 403, path);
  }
  assert.equal(await page.locator('#me').count(), 0);
  await page.context().close();
});

test('whoever is handed a call sees it on any page without a click', async () => {
  const [operator, service] = [await newPage(browser, demo.base), await newPage(browser, demo.base)];
  await silence();
  await signIn(service, 'service');
  await service.goto('/orders');
  const me = await demo.api('/cases?state=open&limit=1').then(() => service.evaluate(() => document.body.dataset.reader));
  await signIn(operator, 'operator');
  await operator.goto('/calls');
  const [client] = await clientsOf();
  const call = await ring(operator, client.number, `#call a[href="/clients/${client.id}"]`);
  await operator.keyboard.press('F2');
  await operator.locator('button[data-key="F4"]:enabled').waitFor();
  const row = operator.locator('.people li', { hasText: me });
  const chord = await row.locator('input').getAttribute('data-key');
  await operator.keyboard.press(chord.replace('Digit', ''));
  await operator.keyboard.press('F4');
  await over(operator);
  const done = await callNow(call.id);
  await service.locator(`#me a[href="/cases/${done.case}"]`).waitFor();
  await service.goto(`/cases/${done.case}`);
  await service.keyboard.press('Control+Enter');
  await service.locator('#close').waitFor();
  assert.equal((await demo.api(`/cases/${done.case}`)).offered_to, null);
  clean(service, 'a handed-over case');
  await operator.context().close();
  await service.context().close();
});
