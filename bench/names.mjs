// @ts-check
// The name index and the item index at full size: start, memory, search as typed, how soon a change is found.
//   node bench/names.mjs [--bin target/release/prichal] [--names 1000000] [--items N] [--dir DIR]
//   FSYNC=on tests/with-postgres.sh node bench/names.mjs --engine pg --bin …     two nodes on one PostgreSQL
// Needs the program sqlite3 or psql, 4 GB of disk and 3 GB of memory; --names 3000 for a try.
// Rows are made by SQL, the same on both engines and in every run, and `doctor` looks at them before anything is measured.
// CPU of a search is read from the scheduler (/proc/PID/task/*/schedstat, nanoseconds), so neighbours hardly matter; waiting times do depend on them.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const given = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = given.indexOf(`--${name}`);
  return at >= 0 ? given[at + 1] : otherwise;
};
const bin = option("bin", "target/debug/prichal");
const engine = option("engine", "sqlite");
const names = Number(option("names", "1000000"));
const goods = Number(option("items", String(names)));
const rounds = Number(option("rounds", "30"));
const port = Number(option("port", "18096"));
const work = mkdtempSync(join(option("dir", tmpdir()), "prichal-bench-"));
const data = join(work, "data");

// ---- the two engines ------------------------------------------------------------------------------------------

const server = process.env.PRICHAL_TEST_PG ?? "";
if (engine === "pg" && !server) throw new Error("PRICHAL_TEST_PG is not set: run under tests/with-postgres.sh");
const base = `prichal_names_${process.pid}`;
const where = engine === "pg" ? ["--data", data, "--database-url", `${server} dbname=${base}`] : ["--data", data];
const run = (...words) => execFileSync(bin, [...words, ...where], { encoding: "utf8" });

function psql(name, text) {
  const roots = "/usr/lib/postgresql";
  const versions = existsSync(roots) ? readdirSync(roots).sort((a, b) => Number(b) - Number(a)) : [];
  const program = versions.map((version) => `${roots}/${version}/bin/psql`).find(existsSync) ?? "psql";
  const words = ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", `${server} dbname=${name}`];
  return execFileSync(program, words, { input: text, encoding: "utf8", maxBuffer: 1 << 28 });
}

/** Runs statements, gives the rows of the last ones. */
function sql(text) {
  if (engine === "pg") return psql(base, text);
  return execFileSync("sqlite3", ["-batch", "-bail", "-separator", "\t", join(data, "prichal.db")], { input: text, encoding: "utf8", maxBuffer: 1 << 28 });
}
const rows = (text) => sql(text).split("\n").filter(Boolean).map((line) => line.split("\t"));

// ---- made-up words --------------------------------------------------------------------------------------------

const words = (text) => text.trim().split(/\s+/);
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const ROOTS = words(`строй торг пром рома мед агро тех снаб лес металл энерго авто транс мир гео био евро рос сиб урал волга нева север юг восток запад
  хим газ нефте хлеб мясо рыб стекло бетон дор мост маш прибор кабель электро тепло водо свет мебель текстиль шёлк лён дерево камень песок
  гранит мрамор плит паркет двер окон фасад кровля краск лак клей плёнк пласт полимер резин шин диск мотор насос клапан труб арматур крепёж
  гвозд винт инструмент станок ремонт монтаж проект дизайн декор офис бумаг книг печат реклам медиа софт сеть связь телеком радио
  фарма лаб оптик стомат вет зоо корм зерно мука сахар молоко сыр масл овощ фрукт чай кофе вино сок вод лёд`);
const ENDS = words(`торг строй сервис снаб комплект пром маш холдинг дом инвест ресурс центр ка шка ния ово трейд групп мастер проект
  лидер плюс опт маркет сбыт монтаж техно актив альянс союз стиль стандарт гарант эксперт логистик импорт экспорт мир град лайн`);
const BRANDS = words(`Макаров Романов Романтика Роман Ромашково Ромашка Макарена Восход Маркшейдер Рассвет Альфа Сигма Вымпел Прогресс Кашемир
  Фортуна Компас Меркурий Рамка Ромб Горизонт Щука Ёлка Берёзка Орион Вектор Атлант Титан Самоцвет Радуга Каскад Эталон Импульс Партнёр Родник
  Заря Искра Факел Маяк Якорь Причал Гавань Парус Штурвал Созвездие Полюс Меридиан Экватор Вершина Эверест`);
const TRADES = words("Завод Фабрика Компания Комбинат ТД НПО Агентство Торговый-дом Производство Мастерская");
const STEMS = words(`Иван Смирн Кузнец Поп Макар Роман Семён Сокол Лебед Козл Новик Мороз Петр Волк Машк Ромаш Зайц Павл Голуб Виноград Богдан Воробь Фёдор
  Михайл Беля Тарас Белик Кисел Абрам Ефим Титар Гришан Мельник Щербак Блохин Колесник Карп Афанас Власк Маслак Исак Тихон Аксён Гаврил Родион
  Котел Горшк Кудряв Бычк Чернышк Широк Лукин Гусар Рябинин Селезн Цветк`);
const ENDINGS = words("ов ин енко ский ец юк");
const GIVEN = words("Иван Роман Макар Пётр Мария Ольга Семён Анна Юлия Игорь Сергей Андрей Елена Наталья Дмитрий Алексей Татьяна Светлана Николай Павел");
const FORMS = words("ООО ООО ООО ООО АО АО ЗАО ПАО МУП ООО");
const CITIES = words("Москва Санкт-Петербург Новосибирск Екатеринбург Казань Самара Омск Ростов-на-Дону Уфа Красноярск Пермь Воронеж Волгоград Тула Тверь Рязань");
// An item: what it is, of what kind, by whom; Russian and English.
const NOUNS = words(`кабель|cable провод|wire болт|bolt винт|screw саморез|selftapper анкер|anchor дюбель|dowel кран|valve фильтр|filter насос|pump
  клапан|checkvalve фланец|flange отвод|elbow тройник|tee переход|reducer хомут|clamp герметик|sealant клей|glue лак|varnish грунт|primer валик|roller
  шпатель|spatula молоток|hammer ключ|wrench резак|cutter диск|disc круг|wheel электрод|electrode выключатель|switch автомат|breaker разъём|connector
  светильник|luminaire прожектор|floodlight датчик|sensor контактор|contactor трансформатор|transformer двигатель|motor редуктор|gearbox подшипник|bearing
  ремень|belt шкив|pulley шланг|hose баллон|cylinder рукав|sleeve лоток|tray короб|duct щит|panel ящик|box стеллаж|rack шкаф|cabinet стул|chair стол|table
  степлер|stapler маркер|marker картридж|cartridge принтер|printer монитор|monitor кронштейн|bracket уголок|angle профиль|profile лист|sheet`);
const KINDS = words(`силовой|power гибкий|flexible медный|copper стальной|steel латунный|brass оцинкованный|galvanized нержавеющий|stainless пластиковый|plastic
  усиленный|reinforced морозостойкий|coldproof термостойкий|heatproof водостойкий|waterproof универсальный|universal промышленный|industrial бытовой|household
  монтажный|mounting потолочный|ceiling настенный|wall угловой|corner шаровой|ball обратный|return сетчатый|mesh магнитный|magnetic цифровой|digital
  белый|white чёрный|black серый|grey красный|red зелёный|green синий|blue`);
const SERIES = words(`ВВГнг|VVG ПВС|PVS КГ|KG СИП|SIP ГОСТ|GOST Эконом|Econom Профи|Profi Стандарт|Standard Мастер|Master Макс|Max Мини|Mini Люкс|Lux Комфорт|Comfort
  Вега|Vega Дельта|Delta Омега|Omega Гамма|Gamma Лотос|Lotus Кедр|Kedr Буран|Buran Тайфун|Typhoon Вихрь|Vortex Сатурн|Saturn Нептун|Neptune`);
const MAKERS = words("Samsung Schneider ABB Legrand Bosch Makita Hilti Fischer Knauf Henkel Siemens Danfoss Grundfos Wilo Philips Osram Dewalt Metabo Festool Stanley");

const lower = (word) => word.toLowerCase().replaceAll("ё", "е");
const lists = {
  root: ROOTS, end: ENDS, brand: BRANDS, trade: TRADES.map((word) => word.replace("-", " ")),
  surname: STEMS.flatMap((stem) => ENDINGS.map((ending) => stem + ending)), given: GIVEN, form: FORMS, city: CITIES,
  noun: NOUNS, kind: KINDS, series: SERIES, maker: MAKERS,
};
/** Every word with its sort key; `text` of a root is capital, `key` is not. */
const wordTable = () => {
  const cells = Object.entries(lists).flatMap(([list, all]) => all.map((word, at) => {
    const [ru, en] = word.includes("|") ? word.split("|") : [word, word];
    const text = ["root", "noun"].includes(list) ? capital(ru) : ru;
    return `('${list}',${at},'${text}','${lower(ru)}','${en}','${lower(en)}')`;
  }));
  return `CREATE TEMP TABLE word (list text, at integer, t text, k text, en text, ek text, PRIMARY KEY (list, at));
    INSERT INTO word VALUES ${cells.join(",")};`;
};

// ---- rows by SQL ----------------------------------------------------------------------------------------------

const LARGE = 2147483647;
/** A die that both engines throw alike: the throw `n` for row `i`, 0 to 2³¹−2. */
const die = (i, n) => `((${i} * ${1103515245 + n * 104395301 % 900000011} + ${n * 7919 + 13}) % ${LARGE})`;
const below = (i, n, most) => `(${die(i, n)} / 7 % ${most})`;
/** The first ones far more often, as among real words. */
const oftenFirst = (i, n, most) => `((${die(i, n)} / 7 % ${most} + 1) * ${die(i, n + 50)} / ${LARGE})`;
// A left join keeps the row first: otherwise SQLite begins with the words.
const word = (as, list, i, n, often = true) => `LEFT JOIN word ${as} ON ${as}.list = '${list}' AND ${as}.at = ${(often ? oftenFirst : below)(i, n, lists[list].length)}`;
const digits = (number, width) => `substr(CAST(${10 ** width} + ${number} AS text), 2)`;
const figure = (text, place) => `CAST(substr(${text}, ${place}, 1) AS integer)`;
const weighed = (text, weights) => `((${weights.map((weight, at) => `${figure(text, at + 1)} * ${weight}`).join(" + ")}) % 11 % 10)`;
const checkDigit = (text, weights) => `${text} || CAST(${weighed(text, weights)} AS text)`;
const numbered = (count) => `n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
/** A step that meets every place once: a prime that does not divide the count. */
const STEP = 7368787;
const NOW = Date.now();

function fillClients(count) {
  const ten = [2, 4, 10, 3, 5, 9, 4, 6, 8];
  const serial = `${digits(`${below("i", 1, 89)} + 1`, 2)} || ${digits(`i * ${STEP} % 9999991`, 7)}`;
  const place = `(i * ${STEP} % ${count} + 1)`;
  const name = (col, form, open, close, number) => `CASE
      WHEN dice < 3 THEN ${form("'ИП'", "'ип'")} || ' ' || s.${col} || ' ' || g.${col} || ' ' || ${col === "t" ? "substr(g2.t, 1, 1)" : "substr(g2.k, 1, 1)"} || '.'
      WHEN dice < 4 THEN f.${col} || ' ${open}' || b.${col} || '${close}'
      WHEN dice < 5 THEN f.${col} || ' ${open}' || tr.${col} || ' ' || r.${col} || e.k || '${close}'
      WHEN dice < 6 THEN f.${col} || ' ${open}' || r.${col} || e.k || '-' || ${number("number")} || '${close}'
      WHEN dice < 7 THEN f.${col} || ' ${open}' || b.${col} || ' ' || r2.${col} || e.k || '${close}'
      ELSE f.${col} || ' ${open}' || r.${col} || r2.k || e.k || '${close}' END`;
  return `${wordTable()}
  INSERT INTO client (name, name_key, inn, kpp, city, stage, external_id, importance, source, created_at, version)
  WITH RECURSIVE ${numbered(count)},
  made AS MATERIALIZED (SELECT i, ${below("i", 2, 10)} AS dice, ${below("i", 3, 99)} + 1 AS number, ${serial} AS nine,
    CAST(floor(65535 * (1 - ln(${place}) / ln(${count}))) AS integer) AS importance FROM n),
  told AS MATERIALIZED (SELECT made.*, ${checkDigit("nine", ten)} AS company,
    ${checkDigit("(nine || '0')", [7, 2, 4, 10, 3, 5, 9, 4, 6, 8])} AS eleven FROM made)
  SELECT ${name("t", (text) => text, "«", "»", (n) => `CAST(${n} AS text)`)},
    ${name("k", (_, key) => key, "«", "»", (n) => digits(n, 12))},
    CASE WHEN dice < 3 THEN ${checkDigit("eleven", [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8])} ELSE company END,
    CASE WHEN dice < 3 THEN NULL ELSE substr(company, 1, 4) || '01001' END,
    c.t, CASE WHEN ${below("i", 4, 3)} = 0 THEN 'prospect' ELSE 'working' END, 'made-' || CAST(i AS text), importance, 'import', ${NOW} - i % 1000 * 86400000, 1
  FROM told ${word("r", "root", "i", 5)} ${word("r2", "root", "i", 6, false)} ${word("e", "end", "i", 7)} ${word("b", "brand", "i", 8)}
    ${word("tr", "trade", "i", 9)} ${word("s", "surname", "i", 10)} ${word("g", "given", "i", 11)} ${word("g2", "given", "i", 12)}
    ${word("f", "form", "i", 13, false)} ${word("c", "city", "i", 14)};
  INSERT INTO contact (client_id, name, position, created_at)
  SELECT id, s.t || ' ' || g.t, 'менеджер', created_at FROM (SELECT id, id AS i, created_at FROM client WHERE external_id LIKE 'made-%') c
    ${word("s", "surname", "i", 15)} ${word("g", "given", "i", 16)} WHERE ${below("i", 17, 2)} = 0 ORDER BY id;
  INSERT INTO client_phone (client_id, e164, last10)
  SELECT id, '+7' || phone, phone FROM (SELECT id, '9' || ${digits(die("id", 18) + " % 1000000000", 9)} AS phone
    FROM client WHERE external_id LIKE 'made-%') c ORDER BY id;
  INSERT INTO client_phone (client_id, contact_id, e164, last10)
  SELECT client_id, id, '+7' || phone, phone FROM (SELECT id, client_id, '9' || ${digits(die("id", 19) + " % 1000000000", 9)} AS phone
    FROM contact WHERE ${below("id", 20, 3)} < 2) t ORDER BY id;`;
}

function fillItems(count) {
  const size = (form) => `${form("a")} || 'х' || ${form("b")} || ' ' || ${form("c")}`;
  const plain = (n) => `CAST(${n} AS text)`;
  const padded = (n) => digits(n, 12);
  const number = `(1000000 + i * ${STEP} % ${count})`;
  const prefix = (col) => `${col}.en`;
  return `${wordTable()}
  INSERT INTO category (code, name_ru, name_en) SELECT 'made-' || ek, t, en FROM word WHERE list = 'kind' ORDER BY at;
  INSERT INTO item_group (category_id, code, name_ru, name_en, key_ru, key_en)
  SELECT c.id, 'made-' || w.ek, w.t, w.en, w.k, w.ek FROM word w JOIN word k ON k.list = 'kind' AND k.at = w.at % ${KINDS.length}
    JOIN category c ON c.code = 'made-' || k.ek WHERE w.list = 'noun' ORDER BY w.at;
  INSERT INTO item (sku, sku_key, name_ru, name_en, name_key, name_en_key, unit, group_id, brand, price, price_mode, vat_class, pack, kind,
    discontinued_at, created_at, version)
  WITH RECURSIVE ${numbered(count)},
  made AS MATERIALIZED (SELECT i, ${number} AS number, ${below("i", 30, 60)} + 1 AS a, ${below("i", 31, 240)} + 1 AS b, ${below("i", 32, 900)} + 100 AS c, i % 3 AS form FROM n)
  SELECT CASE WHEN form = 0 THEN CAST(number AS text) ELSE ${prefix("v")} || '-' || CAST(number AS text) END,
    CASE WHEN form = 0 THEN ${padded("number")} ELSE v.ek || '-' || ${padded("number")} END,
    w.t || ' ' || k.t || ' ' || v.t || ' ' || ${size(plain)} || ' ' || m.t, w.en || ' ' || k.en || ' ' || v.en || ' ' || ${size(plain)} || ' ' || m.en,
    w.k || ' ' || k.k || ' ' || v.k || ' ' || ${size(padded)} || ' ' || m.k, w.ek || ' ' || k.ek || ' ' || v.ek || ' ' || ${size(padded)} || ' ' || m.ek,
    'шт', g.id, m.t, (1 + ${below("i", 33, 90000)}) * 1000, 'gross', '22', 1000, 'goods',
    CASE WHEN ${below("i", 34, 20)} = 0 THEN ${NOW} END, ${NOW} - i % 1000 * 86400000, 1
  FROM made ${word("w", "noun", "i", 35)} ${word("k", "kind", "i", 36)} ${word("v", "series", "i", 37)} ${word("m", "maker", "i", 38)}
    JOIN item_group g ON g.code = 'made-' || w.ek;`;
}

/** The sort key as the product makes it: a sample of the filled rows is held against it. */
function sortKey(text) {
  return text.toLowerCase().replaceAll("ё", "е").replace(/\d+/g, (run) => run.replace(/^0+/, "").padStart(12, "0"));
}

function fill(what, text, sample) {
  const started = Date.now();
  // Emptied journals and statistics, as a base has that has lived for a day.
  sql(engine === "pg" ? `BEGIN; ${text} COMMIT; VACUUM ANALYZE;` : `PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -262144; BEGIN; ${text} COMMIT; PRAGMA wal_checkpoint(TRUNCATE);`);
  for (const [name, key] of rows(sample)) {
    if (sortKey(name) !== key) throw new Error(`the key of ${name} is ${key}, not ${sortKey(name)}`);
  }
  console.error(`${what}: filled in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

// ---- a node ---------------------------------------------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const now = () => Number(process.hrtime.bigint()) / 1e6;
let token = "";

/** @returns {Promise<{status: number, body: any, headers: http.IncomingHttpHeaders, ms: number}>} */
function call(at, method, path, body, extra = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}`, ...extra };
  if (text !== undefined) Object.assign(headers, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  const started = now();
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port: at, method, path, agent, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const raw = Buffer.concat(parts).toString();
        let parsed = raw;
        try { parsed = JSON.parse(raw); } catch { /* a page */ }
        resolve({ status: answer.statusCode ?? 0, body: parsed, headers: answer.headers, ms: now() - started });
      });
    });
    request.on("error", reject);
    if (text !== undefined) request.write(text);
    request.end();
  });
}

async function right(at, method, path, body, extra) {
  const answer = await call(at, method, path, body, extra);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}`);
  return answer;
}

let keys = 0;
const once = () => ({ "idempotency-key": `names-${process.pid}-${(keys += 1)}` });
const status = (pid, field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
/** CPU of all threads so far, ms. */
function cpu(pid) {
  let sum = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try { sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]); } catch { /* it ended */ }
  }
  return sum / 1e6;
}

const nodes = new Set();
// No node outlives the bench, however it ends.
process.on("exit", () => { for (const child of nodes) child.kill("SIGKILL"); });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

async function start(at) {
  const began = now();
  const child = spawn(bin, ["serve", ...where, "--listen", `127.0.0.1:${at}`], {
    stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, PRICHAL_LOG: "warn,clients=info,catalogue=info", NO_COLOR: "1" },
  });
  nodes.add(child);
  const node = { at, pid: child.pid ?? 0, child, began, answering: 0, clients: 0, items: 0, ordered: 0, spent: 0, orders: /** @type {number[]} */ ([]) };
  // Readiness of the indexes is told in the log alone.
  let said = "";
  child.stderr.on("data", (part) => {
    said += part;
    if (said.includes("name index is ready")) node.clients ||= now() - began;
    if (said.includes("item index is ready")) node.items ||= now() - began;
    if (/WARN|ERROR/.test(String(part))) console.error(String(part).trim());
  });
  while (!(await call(at, "GET", "/healthz").then((answer) => answer.status === 200, () => false))) {
    if (child.exitCode !== null) throw new Error(`the node ended before it answered: ${said}`);
    await wait(2);
  }
  node.answering = now() - began;
  return node;
}

async function stop(node) {
  const ended = new Promise((done) => node.child.once("exit", done));
  node.child.kill("SIGTERM");
  await ended;
  nodes.delete(node.child);
}

/** Starts a node, orders goods over and over until both indexes are ready. */
async function startWatched(at, probe) {
  const node = await start(at);
  while (!node.clients || !node.items) {
    const answer = await right(at, "POST", "/api/v1/orders", { client: probe.client, mode: "partial", lines: [{ sku: probe.sku, quantity: "1" }] }, once());
    node.ordered ||= now() - node.began;
    node.orders.push(answer.ms);
    await wait(20);
    if (now() - node.began > 180_000) throw new Error("the indexes are not ready after three minutes");
  }
  node.spent = cpu(node.pid);
  await wait(3000);
  return node;
}

// ---- figures --------------------------------------------------------------------------------------------------

const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(q * list.length))] ?? 0;
const ms = (x) => (x < 10 ? x.toFixed(2) : x.toFixed(0));
const line = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const head = (...cells) => { console.log(""); line(...cells); line(...cells.map(() => "---")); };

let seed = 7;
const dice = (most) => { seed = (seed * 48271) % LARGE; return seed % most; };
const oneOf = (list) => list[dice(list.length)];
const letters = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const wordsOf = (name) => letters(name).split(" ").filter((part) => part.length > 3);

/** A letter lost, two swapped, one wrong. */
function typo(text) {
  const at = dice(Math.max(1, text.length - 1));
  const kinds = [text.slice(0, at) + text.slice(at + 1), text.slice(0, at) + (text[at + 1] ?? "") + text[at] + text.slice(at + 2), `${text.slice(0, at)}о${text.slice(at + 1)}`];
  return oneOf(kinds);
}
const KEYS = ["йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"];
const wrongLayout = (text) => [...text].map((letter) => KEYS[1][KEYS[0].indexOf(letter)] ?? letter).join("");
const LATIN = { а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya" };
const inLatin = (text) => [...text].map((letter) => LATIN[letter] ?? letter).join("");
const cut = (text, least, most) => text.slice(0, least + dice(most - least + 1));
const from = (text, least, most) => { const size = least + dice(most - least + 1); const at = dice(Math.max(1, text.length - size)); return text.slice(at, at + size); };

/** What people type for an entry, by the way they type it. */
const WAYS = {
  "first word, letter by letter": (one) => cut(wordsOf(one.name)[0] ?? letters(one.name), 1, 8),
  "one typo, 4 to 8 letters": (one) => typo(cut(wordsOf(one.name)[0] ?? letters(one.name), 4, 8)),
  "wrong layout, 2 to 8 letters": (one) => wrongLayout(cut(wordsOf(one.name)[0] ?? letters(one.name), 2, 8)),
  "transliteration, 3 to 8 letters": (one) => inLatin(cut(wordsOf(one.name)[0] ?? letters(one.name), 3, 8)),
  "two words, the second begun": (one) => { const [a = letters(one.name), b = ""] = wordsOf(one.name); return `${a} ${cut(b, 1, 4)}`.trim(); },
  "two words, one with a typo": (one) => { const [a = letters(one.name), b = ""] = wordsOf(one.name); return dice(2) ? `${typo(a)} ${cut(b, 3, 6)}` : `${a} ${typo(cut(b, 5, 8))}`.trim(); },
  "whole name as written": (one) => one.name,
  "inner part, 3 to 6 letters": (one) => from((wordsOf(one.name)[0] ?? letters(one.name)).slice(1), 3, 6),
};
const CLIENT_WAYS = {
  ...WAYS,
  "person, surname": (one) => (one.person ? cut(letters(one.person).split(" ")[0], 3, 9) : undefined),
  "part of a phone, 4 to 7 digits": (one) => from(one.phone.slice(2), 4, 7),
  "whole phone, 8 first": (one) => `8${one.phone.slice(2)}`,
  "ИНН, 3 to 7 digits": (one) => cut(one.inn, 3, 7),
};
const ITEM_WAYS = {
  ...WAYS,
  "three words begun": (one) => wordsOf(one.name).slice(0, 3).map((part) => cut(part, 3, 5)).join(" "),
  "two words and a size": (one) => letters(one.name).split(" ").slice(0, 2).concat(letters(one.name).match(/\d+х\d+/)?.[0] ?? "").join(" "),
  "English name, two words": (one) => letters(one.en).split(" ").slice(0, 2).join(" "),
  "code, 3 letters or digits to all": (one) => cut(one.sku, 3, one.sku.length),
};

async function searches(node, path, ways, known) {
  const everything = { found: 0, asked: 0, cpu: /** @type {number[]} */ ([]), wall: /** @type {number[]} */ ([]) };
  const asked = (q) => call(node.at, "GET", `${path}?limit=8&q=${encodeURIComponent(q)}`);
  // The same request without a search: what the way through the house costs.
  const floor = [];
  for (let n = 0; n < 300; n += 1) {
    const before = cpu(node.pid);
    await call(node.at, "GET", `${path}?limit=8&q=%25`);
    floor.push(cpu(node.pid) - before);
  }
  for (const [way, typed] of Object.entries(ways)) {
    const [times, walls] = [[], []];
    let [found, most, worst] = [0, 0, ""];
    for (const one of known) {
      const q = typed(one);
      if (!q) continue;
      const before = cpu(node.pid);
      const answer = await asked(q);
      const spent = cpu(node.pid) - before;
      if (answer.status !== 200) throw new Error(`${q}: ${answer.status} ${JSON.stringify(answer.body)}`);
      if (spent > most) [most, worst] = [spent, q];
      times.push(spent);
      walls.push(answer.ms);
      found += answer.body.items.length > 0 ? 1 : 0;
    }
    everything.found += found;
    everything.asked += times.length;
    everything.cpu.push(...times);
    everything.wall.push(...walls);
    line(way, times.length, `${((found / times.length) * 100).toFixed(0)} %`, `${ms(quantile(times, 0.5))} / ${ms(quantile(times, 0.99))} / ${ms(most)}`, `${ms(quantile(walls, 0.5))} / ${ms(quantile(walls, 0.99))}`, `\`${worst}\``);
  }
  line("**all**", everything.asked, `${((everything.found / everything.asked) * 100).toFixed(0)} %`, `${ms(quantile(everything.cpu, 0.5))} / ${ms(quantile(everything.cpu, 0.99))} / ${ms(Math.max(...everything.cpu))}`, `${ms(quantile(everything.wall, 0.5))} / ${ms(quantile(everything.wall, 0.99))}`, "");
  line("request that finds nothing by rule (`%`)", floor.length, "", `${ms(quantile(floor, 0.5))} / ${ms(quantile(floor, 0.99))}`, "", "");
}

/** How long until `node` finds `id` by its name `q`, and by its name `gone` no more; counted from `since`. */
async function foundAfter(node, path, q, id, gone, since) {
  const has = async (text) => (await right(node.at, "GET", `${path}?limit=8&q=${encodeURIComponent(text)}`)).body.items.some((one) => one.id === id && one.matched_on === "name");
  for (;;) {
    if ((await has(q)) && !(gone && (await has(gone)))) return now() - since;
    if (now() - since > 30_000) throw new Error(`${q} is not found on ${node.at} after 30 s`);
    await wait(2);
  }
}

/** A word nobody has: five syllables that name the number. */
const rare = (n) => {
  const syllables = words("жу фэ цы щё хя бю гы кэ вю дзэ");
  return capital([...String(10_000 + n)].map((digit) => syllables[Number(digit)]).join(""));
};

async function freshness(all, kind, path, body) {
  const [a] = all;
  let count = kind === "item" ? 5000 : 0;
  const deeds = { made: [], renamed: [] };
  for (let n = 0; n < rounds; n += 1) {
    const [first, second] = [rare((count += 1)), rare((count += 1))];
    const made = await right(a.at, "POST", path, body(first, count), once());
    let since = now();
    deeds.made.push(await Promise.all(all.map((node) => foundAfter(node, path, first, made.body.id, "", since))));
    const changed = { name: body(second, count).name };
    await right(a.at, "PATCH", `${path}/${made.body.id}`, changed, { ...once(), "if-match": `"${made.body.version}"` });
    since = now();
    deeds.renamed.push(await Promise.all(all.map((node) => foundAfter(node, path, second, made.body.id, first, since))));
  }
  for (const [deed, list] of Object.entries(deeds)) {
    const cells = all.map((_, at) => { const mine = list.map((one) => one[at]); return `${ms(quantile(mine, 0.5))} / ${ms(Math.max(...mine))} ms`; });
    line(`${kind} ${deed}`, list.length, cells[0], cells[1] ?? "–");
  }
}

// ---- the run --------------------------------------------------------------------------------------------------

const mb = (x) => `${x.toFixed(0)} MB`;
const count = (n) => n.toLocaleString("en-US");
const sized = (part) => count(Number(rows(part)[0][0]));

/** What `doctor` says; it ends with 1 where a law is broken. */
const lawsNow = () => JSON.parse(spawnSync(bin, ["doctor", "--json", ...where], { encoding: "utf8" }).stdout || "{}");

async function main() {
  if (engine === "pg") psql("postgres", `CREATE DATABASE ${base};`);
  execFileSync(bin, ["user", "add", "--login", "robot", "--role", "integration", "--password-stdin", ...where], { input: "correct horse battery staple\n" });
  token = JSON.parse(run("token", "add", "--user", "robot")).token;

  // Nothing but what the orders at each start need.
  const empty = await start(port);
  await wait(3000);
  const idle = [status(empty.pid, "VmRSS"), status(empty.pid, "VmHWM")];
  const sku = "P-1";
  await right(port, "POST", "/api/v1/items", { sku, name: "Проба", unit: "шт", group: "Пробы", price: "10.00", vat_rate: "22" }, once());
  const client = (await right(port, "POST", "/api/v1/clients", { name: "ООО «Проба»" }, once())).body.id;
  await right(port, "POST", "/api/v1/goods-receipts", { warehouse: "main", lines: [{ sku, quantity: "1000000" }] }, once());
  await stop(empty);

  fill("clients", fillClients(names), "SELECT name, name_key FROM client WHERE id % 997 = 0");
  const second = await startWatched(port, { client, sku });
  const withClients = [status(second.pid, "VmRSS"), status(second.pid, "VmHWM")];
  await stop(second);

  fill("items", fillItems(goods), "SELECT name_ru, name_key FROM item WHERE id % 997 = 0 UNION ALL SELECT name_en, name_en_key FROM item WHERE id % 991 = 0 AND name_en_key <> '' UNION ALL SELECT sku, sku_key FROM item WHERE id % 983 = 0");
  const before = Date.now();
  const laws = lawsNow();
  const doctor = (Date.now() - before) / 1000;

  const a = await startWatched(port, { client, sku });
  const withBoth = [status(a.pid, "VmRSS"), status(a.pid, "VmHWM")];
  const b = engine === "pg" ? await startWatched(port + 1, { client, sku }) : undefined;
  const all = b ? [a, b] : [a];

  // A card holds an ИНН, phones and prices only if they are right ones: a sample is read through the product.
  for (const [path, table] of [["clients", "client"], ["items", "item"]]) {
    for (const [id] of rows(`SELECT id FROM ${table} WHERE id % ${Math.ceil(names / 100)} = 1 ORDER BY id`)) await right(port, "GET", `/api/v1/${path}/${id}`);
  }

  const profile = bin.includes("debug") ? "debug" : "release";
  console.log(`Profile: ${profile}; ${engine === "pg" ? "PostgreSQL, two nodes" : "SQLite, synchronous=FULL"}; ${sized("SELECT COUNT(*) FROM client")} clients, ${sized("SELECT COUNT(*) FROM contact")} people, ${sized("SELECT COUNT(*) FROM client_phone")} phones, ${sized("SELECT COUNT(*) FROM item")} items; one connection, loopback.`);
  console.log(`\`doctor\`: laws ${laws.ok ? "hold" : "ARE BROKEN"}, ${doctor.toFixed(1)} s.`);

  head("start", "answering", "first order answered", "orders meanwhile, p50 / max", "name index ready", "item index ready", "CPU of the node by then");
  for (const [what, node] of Object.entries({ "clients alone": second, "clients and items": a, "the second node": b })) {
    if (node) line(what, `${ms(node.answering)} ms`, `${ms(node.ordered)} ms`, `${ms(quantile(node.orders, 0.5))} / ${ms(Math.max(...node.orders))} ms`, `${(node.clients / 1000).toFixed(1)} s`, `${(node.items / 1000).toFixed(1)} s`, `${(node.spent / 1000).toFixed(1)} s`);
  }
  head("memory of a node", "resident", "highest so far");
  line("empty base", mb(idle[0]), mb(idle[1]));
  line(`${count(names)} clients`, mb(withClients[0]), mb(withClients[1]));
  line(`and ${count(goods)} items`, mb(withBoth[0]), mb(withBoth[1]));

  const known = rows(`SELECT c.name, c.inn, p.e164, COALESCE((SELECT MIN(t.name) FROM contact t WHERE t.client_id = c.id), '') FROM client c
    JOIN client_phone p ON p.client_id = c.id AND p.contact_id IS NULL WHERE c.external_id LIKE 'made-%' AND (c.importance > ${Math.floor(65535 * (1 - Math.log(2000) / Math.log(names)))} OR c.id % ${Math.ceil(names / 200)} = 0) ORDER BY c.id`);
  const pick = (list, most) => Array.from({ length: Math.min(most, list.length) }, () => oneOf(list));
  head("clients, as typed", "queries", "with hits", "CPU of the node, ms: p50 / p99 / max", "seen by the caller, ms: p50 / p99", "dearest");
  await searches(a, "/api/v1/clients", CLIENT_WAYS, pick(known, 400).map(([name, inn, phone, person]) => ({ name, inn, phone, person })));
  const stocked = rows(`SELECT sku, name_ru, name_en FROM item WHERE id % ${Math.ceil(goods / 2000)} = 0 ORDER BY id`);
  head("items, as typed", "queries", "with hits", "CPU of the node, ms: p50 / p99 / max", "seen by the caller, ms: p50 / p99", "dearest");
  await searches(a, "/api/v1/items", ITEM_WAYS, pick(stocked, 400).map(([code, name, en]) => ({ sku: code, name, en })));

  head("change on the first node, found after its answer", "times", "there, p50 / max", "on the second node, p50 / max");
  await freshness(all, "client", "/api/v1/clients", (name) => ({ name: `ООО «${name}»` }));
  await freshness(all, "item", "/api/v1/items", (name, n) => ({ sku: `N-${n}`, name, unit: "шт", group: "Пробы", price: "10.00", vat_rate: "22" }));

  console.log(`\nMemory at the end: ${all.map((node) => `${mb(status(node.pid, "VmRSS"))} (highest ${mb(status(node.pid, "VmHWM"))})`).join(", ")}.`);
  for (const node of all) await stop(node);
  console.log(`\`doctor\` at the end: laws ${lawsNow().ok ? "hold" : "ARE BROKEN"}.`);
}

try {
  await main();
} finally {
  for (const child of nodes) child.kill("SIGKILL");
  agent.destroy();
  if (engine === "pg") psql("postgres", `DROP DATABASE IF EXISTS ${base} WITH (FORCE);`);
  rmSync(work, { recursive: true, force: true });
}
