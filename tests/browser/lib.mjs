// What every browser test stands on: a training company served on a port of its own, Chromium, and the checks
// that are the same for every page (accessibility, weight, security policy).
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const fromWeb = createRequire(path.join(ROOT, 'web/package.json'));
const { chromium } = fromWeb('playwright-core');
const AXE = fs.readFileSync(fromWeb.resolve('axe-core/axe.min.js'), 'utf8');

/** The day every company of these tests lives on. */
export const TODAY = '2026-11-23';
/** `sqlite` or `pg`. */
export const ENGINE = process.env.PRICHAL_BROWSER_ENGINE ?? 'sqlite';
/** The second engine runs the same tests with fewer pages, languages and themes. */
export const SHORT = process.env.PRICHAL_BROWSER_SHORT === '1';
export const LANGS = ['ru', 'en'];
export const THEMES = ['light', 'dark'];

const BIN = process.env.PRICHAL_BIN ?? path.join(path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target'), 'debug/prichal');

const wait = ms => new Promise(done => setTimeout(done, ms));

// ---- the company ----------------------------------------------------------------------------------------------

/**
 * Serves a copy of the training company; the caller closes it with `close()`.
 * The company is made once per engine and program, later calls copy it.
 */
export async function startDemo({ engine = ENGINE, size = 's', today = TODAY } = {}) {
  if (!fs.existsSync(BIN)) throw new Error(`no program at ${BIN}: cargo build -p prichal`);
  const company = engine === 'pg' ? await copyOnPostgres(size, today) : await copyOnSqlite(size, today);
  try {
    return await serve(company);
  } catch (error) {
    company.drop();
    throw error;
  }
}

async function copyOnSqlite(size, today) {
  const template = path.join(await cache(), `sqlite-${size}-${today}`);
  await once(template, () => {
    const draft = `${template}.draft`;
    fs.rmSync(draft, { recursive: true, force: true });
    fs.mkdirSync(draft, { recursive: true });
    makeCompany(['--data', draft], size, today);
    fs.renameSync(draft, template);
  });
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'prichal-page-'));
  fs.cpSync(template, data, { recursive: true });
  return { engine: 'sqlite', data, where: ['--data', data], drop: () => fs.rmSync(data, { recursive: true, force: true }) };
}

/** Serves a base in which nothing has happened yet, on either engine. */
export async function startEmpty({ engine = ENGINE } = {}) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'prichal-page-'));
  const company = { engine, data, where: ['--data', data], drop: () => fs.rmSync(data, { recursive: true, force: true }) };
  if (engine === 'pg') {
    const server = process.env.PRICHAL_TEST_PG;
    if (!server) throw new Error('PRICHAL_TEST_PG is not set: run under tests/with-postgres.sh');
    const name = `prichal_page_${process.pid}_${Date.now()}`;
    sql(server, `CREATE DATABASE ${name}`);
    company.where.push('--database-url', `${server} dbname=${name}`);
    company.drop = () => {
      fs.rmSync(data, { recursive: true, force: true });
      sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    };
  }
  try {
    return await serve(company);
  } catch (error) {
    company.drop();
    throw error;
  }
}

async function copyOnPostgres(size, today) {
  const server = process.env.PRICHAL_TEST_PG;
  if (!server) throw new Error('PRICHAL_TEST_PG is not set: run under tests/with-postgres.sh');
  const name = `prichal_demo_${size}_${today.replaceAll('-', '')}`;
  const folder = path.join(await cache(), `pg-${size}-${today}`);
  const isThere = () => sql(server, `SELECT 1 FROM pg_database WHERE datname = '${name}'`) === '1';
  await once(folder, () => {
    const draft = `${folder}.draft`;
    fs.rmSync(draft, { recursive: true, force: true });
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(draft, { recursive: true });
    sql(server, `DROP DATABASE IF EXISTS ${name}_draft WITH (FORCE)`);
    sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    sql(server, `CREATE DATABASE ${name}_draft`);
    makeCompany(['--data', draft, '--database-url', `${server} dbname=${name}_draft`], size, today);
    sql(server, `ALTER DATABASE ${name}_draft RENAME TO ${name}`);
    fs.renameSync(draft, folder);
  }, isThere);
  const copy = `prichal_page_${process.pid}_${Date.now()}`;
  sql(server, `CREATE DATABASE ${copy} TEMPLATE ${name}`);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'prichal-page-'));
  fs.cpSync(folder, data, { recursive: true });
  const drop = () => {
    fs.rmSync(data, { recursive: true, force: true });
    sql(server, `DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`);
  };
  return { engine: 'pg', data, where: ['--data', data, '--database-url', `${server} dbname=${copy}`], drop };
}

function makeCompany(where, size, today) {
  execFileSync(BIN, ['demo', ...where, '--seed', '1', '--today', today, '--size', size], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 600_000,
  });
}

/** A folder for companies made by this very program; what older programs made goes. */
async function cache() {
  const about = fs.statSync(BIN);
  const parent = path.join(os.tmpdir(), `prichal-browser-${process.getuid?.() ?? 0}`);
  const key = `${Math.round(about.mtimeMs)}-${about.size}`;
  fs.mkdirSync(path.join(parent, key), { recursive: true });
  for (const other of fs.readdirSync(parent)) {
    if (other !== key) fs.rmSync(path.join(parent, other), { recursive: true, force: true });
  }
  return path.join(parent, key);
}

/** Does the work unless its result is there; test files that come at the same time wait for the first. */
async function once(result, work, isThere = () => true) {
  const lock = `${result}.lock`;
  for (;;) {
    if (!fs.existsSync(lock) && fs.existsSync(result) && isThere()) return;
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!alive(lock)) fs.rmSync(lock, { force: true });
      else await wait(100);
    }
  }
  try {
    if (!(fs.existsSync(result) && isThere())) work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function alive(lock) {
  try {
    const pid = Number(fs.readFileSync(lock, 'utf8'));
    // An empty lock was created this very moment.
    if (pid) process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function sql(server, statement) {
  return execFileSync(psqlProgram(), ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', statement, `${server} dbname=postgres`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' },
  }).trim();
}

function psqlProgram() {
  const root = '/usr/lib/postgresql';
  const versions = fs.existsSync(root) ? fs.readdirSync(root).sort((a, b) => b - a) : [];
  return versions.map(version => `${root}/${version}/bin/psql`).find(file => fs.existsSync(file)) ?? 'psql';
}

async function serve(company) {
  const port = await freePort();
  let running = await listen(company, port);
  const end = async () => {
    await running.stop();
    company.drop();
  };
  return {
    base: running.base,
    engine: company.engine,
    data: company.data,
    log: () => running.log(),
    close: end,
    /** Stops the program and starts it again on the same port and data. */
    restart: async () => {
      await running.stop();
      running = await listen(company, port);
    },
    api: apiOf(company, running.base),
  };
}

async function listen(company, port) {
  const base = `http://127.0.0.1:${port}`;
  let said = '';
  const child = spawn(BIN, ['serve', ...company.where, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', part => { said = (said + part).slice(-8000); });
  }
  const ended = new Promise(done => child.once('exit', done));
  const stopped = () => child.exitCode !== null || child.signalCode !== null;
  const kill = () => { if (!stopped()) child.kill('SIGKILL'); };
  process.once('exit', kill);
  const stop = async () => {
    process.removeListener('exit', kill);
    if (!stopped()) {
      child.kill('SIGTERM');
      await Promise.race([ended, wait(5000).then(kill)]);
      await ended;
    }
  };
  for (let tries = 0; tries < 300; tries += 1) {
    if (stopped()) throw new Error(`the server stopped before it was ready:\n${said}`);
    const answer = await fetch(`${base}/healthz`).catch(() => null);
    if (answer?.ok) return { base, log: () => said, stop };
    await wait(100);
  }
  kill();
  throw new Error(`the server was not ready in 30 s:\n${said}`);
}

/** Asks the API as the company's own programs do; the token is made with the first question. */
function apiOf(company, base) {
  let token;
  return async (address, body) => {
    token ??= JSON.parse(execFileSync(BIN, ['token', 'add', '--user', 'integration', ...company.where], { encoding: 'utf8' })).token;
    const answer = await fetch(`${base}/api/v1${address}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json', 'idempotency-key': globalThis.crypto.randomUUID() }) },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
}

function freePort() {
  return new Promise((done, fail) => {
    const server = net.createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// ---- the browser ----------------------------------------------------------------------------------------------

/** Chromium as on a closed network, with a profile of its own. */
export async function startBrowser() {
  const executablePath = execFileSync(path.join(ROOT, 'tools/chromium.sh'), { encoding: 'utf8' }).trim();
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, headless: true, args });
}

/**
 * A page with its own cookies. `page.problems()` lists what the browser complained of: violations of the security
 * policy, errors of scripts, answers of 500 and above.
 */
export async function newPage(browser, base, { lang = 'ru', theme = 'light', width = 1440, height = 900, script = true } = {}) {
  const context = await browser.newContext({
    baseURL: base,
    locale: lang === 'ru' ? 'ru-RU' : 'en-GB',
    colorScheme: theme,
    viewport: { width, height },
    isMobile: width < 760,
    hasTouch: width < 760,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Moscow',
    javaScriptEnabled: script,
  });
  const page = await context.newPage();
  const problems = [];
  page.on('console', message => {
    // A search that the next letter replaces is called off; htmx says so aloud.
    const expected = /status of 4\d\d|^htmx:(sendAbort|afterRequest)/;
    if (message.type() === 'error' && !expected.test(message.text())) problems.push(`${at(page)} console: ${message.text()}`);
  });
  page.on('pageerror', error => problems.push(`${at(page)} script: ${error.message}`));
  page.on('response', answer => {
    if (answer.status() >= 500) problems.push(`${answer.status()} ${answer.url()}`);
  });
  // Whether the browser asked before something typed was lost; the tests always leave.
  page.asked = 0;
  page.on('dialog', dialog => {
    page.asked += 1;
    void dialog.accept();
  });
  page.problems = () => problems.splice(0);
  page.setDefaultTimeout(15_000);
  return page;
}

const at = page => page.url().replace(/^https?:\/\/[^/]+/, '');

/** Signs in as the demo person of the role; the role's home is open afterwards. */
export async function signIn(page, role) {
  await page.goto('/sign-in');
  const button = page.locator(`button[data-role="${role}"]`);
  if (await button.count() === 0) {
    const roles = await demoRoles(page);
    throw new Error(`no one-click sign-in for ${role}; there are: ${roles.join(', ') || 'none'}`);
  }
  await Promise.all([page.waitForURL(url => !url.pathname.startsWith('/sign-in')), button.first().click()]);
}

/** Codes of the roles that the open sign-in page offers. */
export async function demoRoles(page) {
  return page.locator('button[data-role]').evaluateAll(buttons => buttons.map(button => button.dataset.role));
}

/** Puts the open page into a language by its own switch, also where the switch is folded away. */
export async function speak(page, lang) {
  if (await page.getAttribute('html', 'lang') === lang) return;
  const loaded = page.waitForEvent('load');
  await page.locator(`button[name="language"][value="${lang}"]`).first().evaluate(button => button.click());
  await loaded;
  const now = await page.getAttribute('html', 'lang');
  if (now !== lang) throw new Error(`${at(page)} speaks ${now} after the switch to ${lang}`);
}

/** A keyboard that counts what is pressed; a test that uses only this needs no mouse. */
export function keyboard(page) {
  const keys = {
    count: 0,
    press: async (...chords) => {
      for (const chord of chords) {
        keys.count += 1;
        await page.keyboard.press(chord);
      }
    },
    type: async text => {
      keys.count += [...text].length;
      await page.keyboard.type(text);
    },
  };
  return keys;
}

/** Where the links of the rail lead, in their order. */
export async function railLinks(page) {
  const links = await page.locator('nav.p-rail .p-nav a[href]').evaluateAll(all => all.map(link => link.getAttribute('href')));
  return [...new Set(links)];
}

// ---- what holds for every page --------------------------------------------------------------------------------

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with a list that can be worked through when axe-core finds anything on the open page. */
export async function axe(page, about = '') {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    tags => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false }),
    AXE_TAGS,
  );
  const lines = found.violations.flatMap(rule => [
    `${rule.id} (${rule.impact}): ${rule.help}`,
    ...rule.nodes.slice(0, 5).map(node => `    ${node.target.join(' ')}  ${firstLine(node.failureSummary)}\n      ${node.html.slice(0, 160)}`),
    ...(rule.nodes.length > 5 ? [`    and ${rule.nodes.length - 5} more`] : []),
  ]);
  if (lines.length > 0) throw new Error(`axe-core on ${at(page)} ${about}\n${lines.join('\n')}`);
}

const firstLine = text => (text ?? '').split('\n').slice(1).join(' ').trim().slice(0, 160);

/** Fails when the browser complained since the last call. */
export function clean(page, about = '') {
  const problems = page.problems();
  if (problems.length > 0) throw new Error(`${at(page)} ${about}\n  ${problems.join('\n  ')}`);
}

/** Fails when the page can be moved sideways. */
export async function fits(page, about = '') {
  // A phone's own window grows with a page that is too wide, so it is the glass that counts.
  const outer = page.viewportSize().width;
  const inner = await page.evaluate(() => document.documentElement.scrollWidth);
  if (inner > outer) throw new Error(`${at(page)} ${about} is ${inner} px wide in a window of ${outer} px`);
}

/**
 * What the first view of a page costs with an empty cache, as sent (packed): `{bytes, requests, list}`. The stream of
 * live changes does not end and counts as a request without bytes.
 */
export async function weigh(page, url) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const seen = new Map();
  let bytes = 0;
  session.on('Network.requestWillBeSent', event => {
    if (!event.request.url.startsWith('data:')) seen.set(event.requestId, { url: event.request.url, bytes: 0 });
  });
  session.on('Network.loadingFinished', event => {
    const one = seen.get(event.requestId);
    if (one) one.bytes = event.encodedDataLength;
    bytes += event.encodedDataLength;
  });
  await page.goto(url, { waitUntil: 'load' });
  await wait(300);
  await session.detach();
  const list = [...seen.values()].map(one => `${String(one.bytes).padStart(8)} ${one.url.replace(/^https?:\/\/[^/]+/, '')}`);
  return { bytes, requests: seen.size, list };
}

/** Takes a picture of the open page; at phone width of all of it. */
export async function picture(page, file, { whole = false } = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await page.screenshot({ path: file, fullPage: whole, animations: 'disabled' });
}
