// @ts-check
// CPU of the server for the dossier of a client with a long history: page, JSON, events, purchases. The target is 5 ms, the goal 1.5 ms.
//   node bench/dossier.mjs [--bin target/release/prichal] [--lines 10000] [--rounds 300] [--database-url URL]
// The base is made here: one client, its sale lines by import; CPU is read from /proc, so neighbours hardly matter.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const given = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = given.indexOf(`--${name}`);
  return at >= 0 ? given[at + 1] : otherwise;
};
const bin = option("bin", "target/debug/prichal");
const lines = Number(option("lines", "10000"));
const rounds = Number(option("rounds", "300"));
const port = Number(option("port", "18098"));
const url = option("database-url", "");
const work = mkdtempSync(join(tmpdir(), "prichal-bench-"));
const where = ["--data", join(work, "data"), ...(url ? ["--database-url", url] : [])];
const base = `http://127.0.0.1:${port}`;
const run = (...words) => execFileSync(bin, [...words, ...where], { encoding: "utf8" });

/** @param {string} name @param {string[][]} rows */
function load(name, rows) {
  const file = join(work, `${name}.csv`);
  writeFileSync(file, rows.map((row) => row.join(";")).join("\n"));
  const said = run("import", file, "--kind", name);
  return said.trim().split("\n").at(-1);
}

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
execFileSync(bin, ["user", "add", "--login", "robot", "--role", "integration", "--password-stdin", ...where], { input: "correct horse battery staple\n" });
load("clients", [["external_id", "name", "phone", "contact"], ["long", "ООО «Долгая история»", "+7 812 555-01-42", "Костров Игорь"], ["short", "ООО «Короткая»", "+7 812 555-01-43", ""]]);
const items = Array.from({ length: 300 }, (_, n) => [`G-${n}`, `Товар ${n}`, `Группа ${n % 6}`, "122.00"]);
load("items", [["sku", "name", "group", "price"], ...items]);
const sales = Array.from({ length: lines }, (_, n) => ["long", `G-${(n * 7) % 300}`, day((n * 13) % 1000), String(1 + (n % 9)), "122.00", `D-${n}`]);
load("history", [["client", "sku", "day", "quantity", "unit_price", "document"], ...sales, ["short", "G-1", day(3), "1", "122.00", "S-1"]]);
const token = JSON.parse(run("token", "add", "--user", "robot")).token;

const cpuMs = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const server = spawn(bin, ["serve", ...where, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "ignore", "inherit"] });
try {
  while (!(await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false))) await new Promise((done) => setTimeout(done, 20));
  const get = async (path) => {
    const answer = await fetch(base + path, { headers: { authorization: `Bearer ${token}` } });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body.slice(0, 300)}`);
    return body;
  };
  const named = (name) => get(`/api/v1/clients?q=${encodeURIComponent(name)}`).then((body) => JSON.parse(body).items[0].id);
  const [long, short] = [await named("Долгая"), await named("Короткая")];
  const turnover = JSON.parse(await get(`/api/v1/clients/${long}/dossier`)).facts.turnover_year;
  console.log(`${bin.includes("release") ? "Release" : "Debug"}, ${url ? "PostgreSQL" : "SQLite"}; ${lines} sale lines of the client, turnover of the year ${turnover}; one connection, ${rounds} requests each.\n`);
  console.log("| what is asked for | CPU, long history | CPU, one line |\n|---|---|---|");
  for (const [what, path] of [["dossier page", ""], ["dossier as JSON", "api"], ["events", "timeline"], ["first page of purchases", "history"]]) {
    const of = (id) => ({ "": `/clients/${id}`, api: `/api/v1/clients/${id}/dossier`, timeline: `/api/v1/clients/${id}/timeline`, history: `/clients/${id}/history` })[path];
    const figures = [];
    for (const id of [long, short]) {
      for (let n = 0; n < 20; n += 1) await get(of(id));
      const before = cpuMs(server.pid);
      for (let n = 0; n < rounds; n += 1) await get(of(id));
      figures.push(((cpuMs(server.pid) - before) / rounds).toFixed(2));
    }
    console.log(`| ${what} | ${figures[0]} ms | ${figures[1]} ms |`);
  }
} finally {
  server.kill("SIGTERM");
  await new Promise((done) => server.on("exit", done));
  rmSync(work, { recursive: true, force: true });
}
