// Pictures of every page from the training company: both languages, both themes, three sizes; one sheet a page.
//   node tools/shots.mjs [name ...]      or PAGES=clients,order make shots
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LANGS, ROOT, THEMES, newPage, picture, signIn, speak, startBrowser, startDemo } from '../tests/browser/lib.mjs';
import { PAGES, openPage } from '../tests/browser/pages.mjs';

const SIZES = [[1440, 900], [1366, 768], [390, 844]];
const OUT = path.join(ROOT, 'out/shots');
const wanted = [...process.argv.slice(2), ...(process.env.PAGES ?? '').split(',')].filter(Boolean);
const pages = PAGES.filter(entry => wanted.length === 0 || wanted.includes(entry.name));
const unknown = wanted.filter(name => !PAGES.some(entry => entry.name === name));
if (unknown.length > 0) {
  console.error(`shots: no page ${unknown.join(', ')}; there are ${PAGES.map(entry => entry.name).join(', ')}`);
  process.exit(2);
}

const failed = [];
const [demo, browser] = await Promise.all([startDemo({ size: process.env.SIZE ?? 's' }), startBrowser()]);
try {
  for (const lang of LANGS) {
    for (const theme of THEMES) {
      for (const role of new Set(pages.map(entry => entry.role))) {
        await takeRole(role, pages.filter(entry => entry.role === role), lang, theme);
      }
    }
  }
  for (const entry of pages) await sheet(entry);
} finally {
  await browser.close();
  await demo.close();
}
console.log(`shots: ${pages.length} pages in out/shots, ${failed.length} failed`);
for (const line of failed) console.log(`  ${line}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function takeRole(role, entries, lang, theme) {
  for (const [width, height] of SIZES) {
    const page = await newPage(browser, demo.base, { lang, theme, width, height });
    try {
      if (role) {
        await signIn(page, role);
        await speak(page, lang);
      }
      for (const entry of entries) {
        try {
          const status = await openPage(page, entry);
          if (status !== 200) failed.push(`${entry.name}: answers ${status}`);
        } catch (error) {
          failed.push(`${entry.name}: ${error.message.split('\n')[0]}`);
        }
        await picture(page, shot(entry, lang, theme, width), { whole: width < 760 });
      }
    } finally {
      await page.context().close();
    }
  }
}

function shot(entry, lang, theme, width) {
  return path.join(OUT, entry.name, `${lang}-${theme}-${width}.png`);
}

async function sheet(entry) {
  const rows = LANGS.flatMap(lang => THEMES.map(theme => {
    const cells = SIZES.map(([width, height]) => {
      const source = path.relative(OUT, shot(entry, lang, theme, width));
      // Same scale for all three, so that sizes can be compared.
      return `<figure><img src="${source}" width="${Math.round(width * 0.55)}" style="max-height:${Math.round(Math.max(height, width < 760 ? 1600 : 0) * 0.55)}px;object-fit:cover;object-position:top"><figcaption>${lang} · ${theme} · ${width}</figcaption></figure>`;
    });
    return `<section>${cells.join('')}</section>`;
  }));
  const html = `<!doctype html><meta charset="utf-8"><title>${entry.name}</title>
<style>body{margin:16px;font:14px sans-serif;background:#888}h1{margin:0 0 12px}section{display:flex;gap:12px;align-items:flex-start;margin-bottom:12px}figure{margin:0}img{display:block}figcaption{padding-top:2px}</style>
<h1>${entry.name} <small>${entry.path} · ${entry.role ?? 'nobody'}</small></h1>${rows.join('\n')}`;
  const file = path.join(OUT, `${entry.name}.html`);
  fs.writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width: 1820, height: 900 } });
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path: path.join(OUT, `${entry.name}.png`), fullPage: true });
  await page.close();
}
