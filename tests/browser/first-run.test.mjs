// The first hour of a company: the link of the first start, the company and its administrator, the first person.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, clean, fits, newPage, startBrowser, startEmpty } from './lib.mjs';

let house;
let browser;

before(async () => {
  [house, browser] = await Promise.all([startEmpty(), startBrowser()]);
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await house?.close();
});

const PASSWORD = 'тихая-гавань-семь';
const COMPANY = {
  company: 'ООО «Тихая гавань»', inn: '7707083894', kpp: '770701001', address: 'Москва, Причальный проезд, д. 8',
  name: 'Корнилова Вера Игоревна', login: 'kornilova',
};

async function signInWith(page, login, password) {
  await page.goto('/sign-in');
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', password);
  const [answer] = await Promise.all([
    page.waitForResponse(one => one.request().method() === 'POST'),
    page.click('form[action="/sign-in"] button[type="submit"]'),
  ]);
  await page.waitForLoadState();
  return answer.status();
}

test('an empty base becomes a company with an administrator and a second person', async () => {
  const link = /https?:\/\/\S+\/setup\?key=[\w-]+/.exec(house.log())?.[0];
  assert.ok(link, `no link in what the program says:\n${house.log()}`);
  const { pathname, search } = new URL(link);
  const address = pathname + search;

  // Both languages, before anybody is there.
  const titles = [];
  for (const lang of ['en', 'ru']) {
    const page = await newPage(browser, house.base, { lang });
    assert.equal((await page.goto(address)).status(), 200);
    assert.equal(await page.getAttribute('html', 'lang'), lang);
    await axe(page, lang);
    await fits(page, lang);
    clean(page, lang);
    titles.push(await page.title());
    await page.context().close();
  }
  assert.notEqual(titles[0], titles[1]);

  // A wrong number is refused beside its field, what was typed stays.
  const page = await newPage(browser, house.base);
  await page.goto(address);
  for (const [name, value] of Object.entries(COMPANY)) await page.fill(`[name="${name}"]`, value);
  await page.fill('[name="password"]', PASSWORD);
  const send = () => Promise.all([
    page.waitForResponse(one => one.request().method() === 'POST'),
    page.locator('form[action="/setup"] button[type="submit"]').click(),
  ]);
  const [refused] = await send();
  assert.equal(refused.status(), 422);
  const inn = page.locator('input[name="inn"]');
  await page.locator('input[name="inn"][aria-invalid="true"]').waitFor();
  const told = await inn.getAttribute('aria-describedby');
  const words = await Promise.all(told.split(' ').map(id => page.locator(`[id="${id}"]`).innerText()));
  assert.match(words.join(' '), /[А-Яа-я]{4}/);
  for (const [name, value] of Object.entries(COMPANY)) assert.equal(await page.inputValue(`[name="${name}"]`), value, name);
  await axe(page, 'refused');

  // Right data make the company; the link is dead from then on.
  await page.fill('[name="inn"]', '7707083893');
  await page.fill('[name="password"]', PASSWORD);
  await send();
  await page.waitForURL('**/sign-in');
  assert.equal((await page.goto(address)).status(), 410);
  assert.doesNotMatch(await page.content(), /name="inn"/);
  clean(page, 'the company is made');

  assert.equal(await signInWith(page, COMPANY.login, 'не тот пароль'), 401);
  assert.match(await page.getByRole('alert').innerText(), /[А-Яа-я]{4}/);
  assert.equal(await page.inputValue('input[name="login"]'), COMPANY.login);
  assert.equal(await signInWith(page, COMPANY.login, PASSWORD), 303);
  assert.doesNotMatch(page.url(), /sign-in/);
  await page.goto('/settings/company');
  assert.match(await page.locator('main').innerHTML(), /7707083893/);

  // A second person comes in, and goes when the administrator says so.
  await page.goto('/users');
  assert.equal(await page.locator('tr[id^="staff-"]').count(), 1);
  await page.fill('form[action="/users"] [name="name"]', 'Белов Илья Павлович');
  await page.fill('form[action="/users"] [name="login"]', 'belov');
  await page.fill('form[action="/users"] [name="password"]', PASSWORD);
  await page.check('form[action="/users"] input[name="role"][value="service"]');
  await page.click('form[action="/users"] button[type="submit"]');
  await page.waitForURL(/\/users\/\d+$/);
  const person = page.url();
  const other = await newPage(browser, house.base);
  assert.equal(await signInWith(other, 'belov', PASSWORD), 303);
  assert.equal((await other.goto('/users')).status(), 403);
  assert.equal((await other.goto('/orders')).status(), 200);

  await page.goto(person);
  const sessions = page.locator('tr[id^="session-"]');
  assert.equal(await sessions.count(), 1);
  await sessions.locator('form[action$="/end"] button').click();
  await sessions.first().waitFor({ state: 'detached' });
  await other.goto('/orders');
  assert.match(new URL(other.url()).pathname, /^\/sign-in/);
  clean(page, 'users');
  await page.goto('/users');
  assert.equal(await page.locator('tr[id^="staff-"]').count(), 2);
});
