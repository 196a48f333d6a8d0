// A new company starts here: from an empty base to the first order by its own tables, by pages only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, clean, fits, newPage, startBrowser, startEmpty } from './lib.mjs';
import { cp1251, xlsx } from './tables.mjs';

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

async function signInWith(page, login) {
  await page.goto('/sign-in');
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', PASSWORD);
  await page.click('form[action="/sign-in"] button[type="submit"]');
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
}

const state = page => page.locator('#import > header .st');
const fact = async (page, n) => (await page.locator('#import .p-facts .v').nth(n).innerText()).replace(/\s/g, '');

/** Brings a file, sees its columns and tries it; the page stands at the end of the check. */
async function check(page, name, buffer) {
  await page.goto('/imports');
  await page.setInputFiles('input[name="file"]', { name, mimeType: 'application/octet-stream', buffer });
  await page.click('form[action="/imports"] button[type="submit"]');
  await page.waitForURL(/\/imports\/\d+$/);
  await page.click('button[name="deed"][value="check"]');
  await state(page).filter({ hasText: 'проверено' }).waitFor();
}

/** Writes what was tried: created, updated, refused. */
async function load(page) {
  await page.click('form[action$="/run"] button');
  await state(page).filter({ hasText: /^загружено/ }).waitFor();
  return [await fact(page, 0), await fact(page, 1), await fact(page, 3)].map(Number);
}

const step = (page, name) => page.locator('.p-list.big-l > li').filter({ hasText: name });
const tomorrow = days => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('an empty base becomes a company that sells, by its own tables', { timeout: 120_000 }, async () => {
  const link = /https?:\/\/\S+\/setup\?key=[\w-]+/.exec(house.log())[0];
  const page = await newPage(browser, house.base);
  await page.goto(new URL(link).pathname + new URL(link).search);
  for (const [name, value] of Object.entries({ company: 'ООО «Тихая гавань»', name: 'Корнилова Вера', login: 'kornilova', password: PASSWORD })) {
    await page.fill(`[name="${name}"]`, value);
  }
  await page.click('form[action="/setup"] button[type="submit"]');
  await page.waitForURL('**/sign-in');

  // The administrator's home is the start: what is there, what comes next.
  await signInWith(page, 'kornilova');
  assert.equal(new URL(page.url()).pathname, '/start');
  assert.equal(await page.locator('.p-list.big-l > li .st.ok').count(), 0);
  assert.match(await page.locator('.p-list.big-l > li.is-sel').innerText(), /Компания и реквизиты/);
  await axe(page, 'start');
  await fits(page, 'start');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/company');
  // A refused form comes back as it was typed.
  await page.fill('[name="name"]', 'ООО «Новая компания»');
  await page.fill('[name="inn"]', '7707083894');
  await page.fill('[name="address"]', 'Москва, Тверская, 1');
  await page.click('button[form="company-form"]');
  await page.locator('#company-form .p-note.bad').waitFor();
  assert.deepEqual(
    await page.locator('#company-form').evaluate(form => ['name', 'inn', 'address'].map(name => form.elements[name].value)),
    ['ООО «Новая компания»', '7707083894', 'Москва, Тверская, 1'],
  );
  await page.fill('[name="inn"]', '7707083893');
  await page.click('button[form="company-form"]');
  await page.goto('/start');
  await step(page, 'Компания и реквизиты').locator('.st.ok').waitFor();

  await page.locator('.p-list.big-l > li.is-sel a').click();
  await page.waitForURL('**/users');
  for (const [name, login, role] of [['Белов Илья', 'belov', 'service'], ['Котов Пётр', 'kotov', 'account_manager']]) {
    await page.goto('/users');
    await page.fill('form[action="/users"] [name="name"]', name);
    await page.fill('form[action="/users"] [name="login"]', login);
    await page.fill('form[action="/users"] [name="password"]', PASSWORD);
    await page.check(`form[action="/users"] input[name="role"][value="${role}"]`);
    await page.click('form[action="/users"] button[type="submit"]');
    await page.waitForURL(/\/users\/\d+$/);
  }

  // Clients from Excel: the title is skipped, the wrong row is shown before anything is written.
  await check(page, 'Клиенты.xlsx', xlsx([
    ['Клиентская база'],
    ['Наименование клиента', 'ИНН', 'Телефон', 'Менеджер'],
    ['ООО «Северный ветер»', 7736050003, 84951234567, 'Котов'],
    ['ООО «Неверный номер»', '7736050004', '', 'Котов'],
    ['ИП Зорин', '500100732259', '+7 912 345-67-89', ''],
  ]));
  assert.deepEqual([await fact(page, 0), await fact(page, 3)], ['2', '1']);
  const wrong = page.locator('#import table tbody tr');
  assert.match(await wrong.innerText(), /4[\s\S]*ИНН/);
  assert.equal(await page.locator('select[name="column"]').nth(0).inputValue(), 'name');
  assert.equal(await page.locator('select[name="column"]').nth(3).inputValue(), '');
  await axe(page, 'checked');
  await fits(page, 'checked');
  const file = await page.request.get(await page.locator('a[href$="/refused.csv"]').getAttribute('href'));
  assert.match(await file.text(), /Неверный номер[\s\S]*ИНН/);
  await page.goto('/start');
  assert.equal(await step(page, 'Клиенты').locator('.st.ok').count(), 0, 'a check wrote something');
  await page.goBack();
  assert.deepEqual(await load(page), [2, 0, 1]);
  clean(page, 'clients');

  // A needed column is missed by name; the file of 1C is in windows-1251.
  await page.goto('/imports');
  const items = 'Код товара;Наименование товара;Ед. изм.;Цена, руб.;НДС\r\nA-1;Кружка «Морская»;шт;120,50;22%\r\nA-2;Чайник;шт;1 540,00;22%\r\nA-3;Без цены;шт;-;22%\r\n';
  await page.setInputFiles('input[name="file"]', { name: 'Прайс.csv', mimeType: 'text/csv', buffer: cp1251(items) });
  await page.click('form[action="/imports"] button[type="submit"]');
  await page.waitForURL(/\/imports\/\d+$/);
  const price = page.locator('select[name="column"]').nth(3);
  assert.equal(await price.inputValue(), 'price');
  await price.selectOption('');
  await page.click('button[name="deed"][value="check"]');
  await page.getByRole('alert').filter({ hasText: 'Цена' }).first().waitFor();
  await page.locator('select[name="column"]').nth(3).selectOption('price');
  await page.click('button[name="deed"][value="check"]');
  await state(page).filter({ hasText: 'проверено' }).waitFor();
  assert.deepEqual(await load(page), [2, 0, 1]);

  await check(page, 'Остатки.csv', cp1251('Артикул;Остаток\r\nA-1;15\r\nНЕТ;5\r\n'));
  assert.deepEqual(await load(page), [1, 0, 1]);
  // A company that sells from the shelf is ready now: nothing has to be on order.
  await page.goto('/start');
  assert.match(await page.locator('.p-top .sub').innerText(), /всё готово/);
  await step(page, 'Поступления').getByText('по желанию').waitFor();
  await check(page, 'Поступления.xlsx', xlsx([
    ['Артикул', 'Количество', 'Ожидается', 'Поставщик', 'Закупочная цена'],
    ['A-2', 30, tomorrow(10), 'ООО «Фарфор»', 900],
    ['A-2', 10, '2020-01-01', 'ООО «Фарфор»', 900],
  ]));
  assert.deepEqual(await load(page), [1, 0, 1]);
  await check(page, 'Долги.csv', cp1251(`ИНН;Долг;Аванс;На дату\r\n7736050003;12 500,00;;${tomorrow(-1)}\r\n500100732259;;300;${tomorrow(-1)}\r\n`));
  assert.deepEqual(await load(page), [2, 0, 0]);

  // All steps are done: home is the role's own again.
  await page.goto('/start');
  assert.equal(await page.locator('.p-list.big-l > li .st.ok').count(), 5);
  await page.goto('/');
  assert.notEqual(new URL(page.url()).pathname, '/start');
  clean(page, 'imports');

  // The first order, by another pair of hands: from the shelf and from the arrival, confirmed, invoiced.
  const sales = await newPage(browser, house.base);
  await signInWith(sales, 'belov');
  await sales.goto('/clients');
  await sales.getByRole('link', { name: /Северный ветер/ }).first().click();
  await sales.waitForURL(/\/clients\/\d+$/);
  assert.match(await sales.locator('.p-facts').innerText(), /12\s?500/);
  await sales.locator('a[href*="/orders/new?client="]').first().click();
  await sales.waitForURL(/\/orders\/new/);
  for (const [n, what] of ['A-1 5', 'A-2 3'].entries()) {
    const line = sales.locator('input[name="what"]');
    await line.and(sales.locator(':focus')).waitFor();
    await sales.keyboard.type(what);
    await sales.keyboard.press('Enter');
    await sales.locator('#desk table.lines tbody tr').nth(n).waitFor();
  }
  assert.equal(await sales.locator('#desk table.lines .ans.now').count(), 1);
  assert.equal(await sales.locator('#desk table.lines .ans.date').count(), 1);
  for (const next of ['Резерв', 'Подтверждён', 'Счёт']) {
    await sales.keyboard.press('Control+Enter');
    await sales.locator('.p-steps [aria-current="step"]').filter({ hasText: next }).waitFor();
  }
  clean(sales, 'the first order');

  // What an order rests on can't be taken back, and the page says what; the rest can.
  const undo = async name => {
    await page.goto('/imports');
    await page.getByRole('link', { name }).click();
    await page.locator('#import summary').click();
    await page.click('form[action$="/undo"] button');
  };
  await undo('Клиенты.xlsx');
  await page.getByRole('alert').filter({ hasText: 'заказы: 1' }).waitFor();
  assert.match(await state(page).innerText(), /^загружено/);
  await undo('Долги.csv');
  await state(page).filter({ hasText: 'отменено' }).waitFor();
  await sales.goto('/clients');
  await sales.getByRole('link', { name: /Северный ветер/ }).first().click();
  await sales.waitForURL(/\/clients\/\d+$/);
  assert.doesNotMatch(await sales.locator('.p-facts').innerText(), /12\s?500/);
});
