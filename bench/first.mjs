// @ts-check
// First figures of the main job on the demo company, over HTTP on loopback: orders, dossier, search, memory, start.
//   node bench/first.mjs [--bin target/release/prichal] [--data DIR] [--orders 400] [--lanes 8]
// The figures to trust are CPU times of the server per operation (from /proc); wall time depends on the neighbours.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const given = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = given.indexOf(`--${name}`);
  return at >= 0 ? given[at + 1] : otherwise;
};
const bin = option("bin", "target/debug/prichal");
const from = option("data", "demo-data/sqlite");
const wantedOrders = Number(option("orders", "400"));
const lanes = Number(option("lanes", "8"));
const port = Number(option("port", "18099"));
const work = mkdtempSync(join(tmpdir(), "prichal-bench-"));
const data = join(work, "data");
cpSync(from, data, { recursive: true });

const agent = new http.Agent({ keepAlive: true, maxSockets: lanes });
let token = "";

/** @returns {Promise<{status: number, body: any, ms: number}>} */
function call(method, path, body, key) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}` };
  if (text !== undefined) Object.assign(headers, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  if (key) headers["idempotency-key"] = key;
  const started = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, agent, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const raw = Buffer.concat(parts).toString();
        let parsed = raw;
        try { parsed = JSON.parse(raw); } catch { /* a page */ }
        resolve({ status: answer.statusCode ?? 0, body: parsed, ms: Number(process.hrtime.bigint() - started) / 1e6 });
      });
    });
    request.on("error", reject);
    if (text !== undefined) request.write(text);
    request.end();
  });
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
const shown = (ms) => { const s = [...ms].sort((a, b) => a - b); return `p50 ${quantile(s, 0.5).toFixed(2)} ms, p99 ${quantile(s, 0.99).toFixed(2)} ms`; };

function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
const rssMb = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);

async function measured(name, pid, count, deed) {
  const before = cpuMs(pid);
  const started = Date.now();
  const times = [];
  let next = 0;
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (next < count) {
      const i = next++;
      times.push(await deed(i));
    }
  }));
  const seconds = (Date.now() - started) / 1000;
  const cpu = (cpuMs(pid) - before) / count;
  console.log(`| ${name} | ${count} | ${(count / seconds).toFixed(0)}/s | ${shown(times)} | ${cpu.toFixed(2)} ms |`);
}

const made = spawnSync(bin, ["token", "add", "--user", "integration", "--data", data], { encoding: "utf8" });
if (made.status !== 0) throw new Error(`no token: ${made.stderr}${made.stdout}`);
token = JSON.parse(made.stdout).token;

const started = Date.now();
const server = spawn(bin, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "ignore", "inherit"] });
try {
  const pid = server.pid ?? 0;
  for (;;) {
    const up = await call("GET", "/healthz").then((a) => a.status === 200, () => false);
    if (up) break;
    await wait(5);
  }
  const ready = Date.now() - started;
  const idle = rssMb(pid);
  const clients = (await call("GET", "/api/v1/clients?limit=200")).body.items;
  const items = (await call("GET", "/api/v1/items?limit=200")).body.items.filter((item) => item.kind === "goods");
  const profile = bin.includes("release") ? "release" : "debug (opt-level 1, dependencies 2)";
  console.log(`Profile: ${profile}; base: copy of ${from}; SQLite, synchronous=FULL; ${lanes} connections; loopback.\n`);
  console.log(`Start to answering: ${ready} ms; memory then ${idle} MB.\n`);
  console.log("| work | operations | rate | time seen by the caller | server CPU per operation |\n|---|---|---|---|---|");
  // Enough on the shelf, so that the orders are orders and not refusals.
  const shelf = items.map((item) => ({ sku: item.sku, quantity: "100000" }));
  for (let i = 0; i < shelf.length; i += 100) {
    await call("POST", "/api/v1/goods-receipts", { warehouse: "main", lines: shelf.slice(i, i + 100) }, `shelf-${i}`);
  }
  await measured("order of 10 lines, reserved", pid, wantedOrders, async (i) => {
    const lines = Array.from({ length: 10 }, (_, n) => ({ sku: items[(i * 7 + n * 13) % items.length].sku, quantity: String(1 + (n % 5)) }));
    const answer = await call("POST", "/api/v1/orders", { client: clients[i % clients.length].id, mode: "partial", lines }, `order-${i}`);
    if (answer.status !== 201) throw new Error(`order: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
    return answer.ms;
  });
  const open = (await call("GET", "/api/v1/orders?limit=200")).body.items.filter((order) => order.state === "reserved");
  await measured("the same confirmed and invoiced", pid, open.length, async (i) => {
    const a = await call("POST", `/api/v1/orders/${open[i].id}/confirmation`, {}, `confirm-${i}`);
    const b = await call("POST", `/api/v1/orders/${open[i].id}/invoice`, {}, `invoice-${i}`);
    if (a.status !== 200 || b.status !== 201) throw new Error(`invoice: ${a.status} ${b.status} ${JSON.stringify(b.body).slice(0, 300)}`);
    return a.ms + b.ms;
  });
  await measured("client search, as typed", pid, 2000, async (i) => {
    const name = clients[i % clients.length].name.replace(/^\S+\s*[«"]?/, "");
    return (await call("GET", `/api/v1/clients?limit=8&q=${encodeURIComponent(name.slice(0, 1 + (i % 8)))}`)).ms;
  });
  await measured("dossier as JSON", pid, 500, async (i) => (await call("GET", `/api/v1/clients/${clients[i % clients.length].id}/dossier`)).ms);
  await measured("availability of one line", pid, 500, async (i) => (await call("POST", "/api/v1/availability", { lines: [{ sku: items[i % items.length].sku, quantity: "3" }] })).ms);
  const laws = (await call("GET", "/api/v1/admin/invariants")).body;
  console.log(`\nMemory at the end: ${rssMb(pid)} MB. Laws hold: ${laws.ok}.`);
} finally {
  server.kill("SIGTERM");
  await new Promise((done) => server.on("exit", done));
  agent.destroy();
  rmSync(work, { recursive: true, force: true });
}
