// npm run bench:viewer -- [--rows 100000] [--json]
/**
 * How quick the viewer's table is on a run of many trajectories: `agentgym view` in a process of its own, a client here.
 * The run is made up: textcraft played by its expert, every row told apart by its id, about 3 kB each, in four files.
 *
 * - first view: the page, the run and the first rows, of a server that has just started; until all rows are known;
 * - a filter, an order, a page in the middle, after that;
 * - texts that few rows hold, that many hold, and that none holds: until the answer is complete, and until the first one;
 * - the server's largest memory.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TrajectoriesAnswer } from '../src/viewer/api.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
});
const rows = Number(values.rows);
if (!(rows >= 100)) throw new Error('Needs --rows from 100 on.');

interface Result {
  what: string;
  figure: string;
  /** Of the server, all its threads: what it takes where nothing else runs. */
  cpu: string;
  bar: string;
  reached: boolean;
}

/** A run directory with so many rows; its size in bytes. */
async function makeRun(root: string): Promise<number> {
  const samples = sampled(join(root, '..'));
  const files = [
    'iterations/0001/trajectories',
    'iterations/0001/dev',
    'iterations/0002/trajectories',
    'final/promoted',
  ];
  let bytes = 0;
  for (const [i, name] of files.entries()) {
    const file = join(root, `${name}.jsonl`);
    mkdirSync(join(file, '..'), { recursive: true });
    const stream = createWriteStream(file);
    for (let n = 0; n < rows / files.length; n++) {
      const sample = samples[(n * 7 + i) % samples.length] ?? '';
      const number = i * rows + n;
      const rare = n % 5000 === 0 ? 'a mossy cobblestone quoin' : 'nothing';
      const line = sample.replaceAll('@ID@', `textcraft_${number}`).replace('@RARE@', rare);
      if (!stream.write(`${line}\n`)) await once(stream, 'drain');
    }
    stream.end();
    await once(stream, 'close');
    bytes += statSync(file).size;
  }
  writeFileSync(
    join(root, 'config.resolved.yaml'),
    'name: many\nenvironments:\n  - { name: textcraft, kind: textcraft }\n',
  );
  return bytes;
}

/** Rows as they are stored, with places for what tells them apart. */
function sampled(folder: string): string[] {
  const out = join(folder, 'expert.jsonl');
  const argv = ['collect-trajectories', '--env', 'textcraft', '--policy', 'expert', '--limit', '40', '--out', out];
  const { status, stderr } = spawnSync(process.execPath, ['bin/agentgym.js', ...argv], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return readFileSync(out, 'utf8').trim().split('\n').map(asTemplate);
}

function asTemplate(line: string): string {
  const row = JSON.parse(line) as Record<string, unknown> & { conversations: { from: string; value: string }[] };
  const turns = row.conversations.map((turn) =>
    turn.from === 'gpt'
      ? { ...turn, token_ids: turn.value.split(' ').map((word) => word.length), logprobs: [-0.25, -1.5] }
      : turn,
  );
  const [first] = turns;
  if (first !== undefined) first.value += ' @RARE@';
  return JSON.stringify({ ...row, conversations: turns, item_id: '@ID@', id: '@ID@#0' });
}

async function view(root: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['bin/agentgym.js', 'view', root, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout) {
    return { url: (JSON.parse(String(chunk)) as { listening: string }).listening, child };
  }
  throw new Error('The viewer did not start.');
}

/** CPU time of a process so far (ms). */
function cpuOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) * 10;
}

interface Timed<T> {
  ms: number;
  cpu: number;
  answer: T;
}

async function timed<T>(pid: number | undefined, work: () => Promise<T>): Promise<Timed<T>> {
  const [start, before] = [performance.now(), cpuOf(pid)];
  const answer = await work();
  return { ms: performance.now() - start, cpu: cpuOf(pid) - before, answer };
}

async function table(url: string, query: string): Promise<TrajectoriesAnswer> {
  const response = await fetch(`${url}/trajectories?limit=100&${query}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as TrajectoriesAnswer;
}

/** Asks until the answer is complete, as the page does. */
async function whole(url: string, query: string): Promise<TrajectoriesAnswer> {
  for (;;) {
    const answer = await table(url, query);
    if (answer.complete) return answer;
  }
}

const results: Result[] = [];
function note(what: string, { ms, cpu }: Timed<unknown>, bar?: number): void {
  const reached = bar === undefined || ms <= bar;
  const said = bar === undefined ? '–' : `≤ ${bar} ms`;
  results.push({ what, figure: `${ms.toFixed(0)} ms`, cpu: `${cpu.toFixed(0)} ms`, bar: said, reached });
}

const folder = mkdtempSync(join(tmpdir(), 'agentgym-bench-viewer-'));
try {
  const root = join(folder, 'many');
  mkdirSync(root);
  const bytes = await makeRun(root);
  const { url, child } = await view(root);
  const run = `${url}/api/runs/many`;
  const first = await timed(child.pid, async () => {
    await (await fetch(url)).text();
    const [, answer] = await Promise.all([fetch(run).then((one) => one.text()), table(run, '')]);
    return answer;
  });
  const known = await timed(child.pid, () => whole(run, ''));
  if (known.answer.total < rows * 0.99) throw new Error(`Only ${known.answer.total} rows were found.`);
  note('first view', first, 1500);
  note('until all rows are known, after that', known);
  const asked = async (what: string, query: string, bar?: number): Promise<void> =>
    note(what, await timed(child.pid, () => table(run, query)), bar);
  await asked('filter by outcome and iteration', 'outcome=success&iteration=2', 300);
  await asked('filter by reward, ordered by task', 'min=0.5&sort=-task', 300);
  await asked('a page in the middle of that', 'min=0.5&sort=-task&offset=40000', 300);
  const tasks = await timed(child.pid, () =>
    fetch(`${run}/tasks?environment=textcraft&task=textcraft_5`).then((one) => one.json()),
  );
  note('a task across iterations', tasks, 300);
  for (const [what, text] of [
    ['few rows hold', 'COBBLESTONE quoin'],
    ['every row holds', 'goal: craft'],
    ['no row holds', 'zyzzyva'],
    ['only keys hold', 'token_ids'],
  ]) {
    const query = `text=${encodeURIComponent(text ?? '')}`;
    await asked(`a text that ${what}, first answer`, query, 300);
    note(`a text that ${what}, complete`, await timed(child.pid, () => whole(run, query)));
  }
  await asked('the same text again', 'text=zyzzyva', 300);
  const [, peak] = /VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  const memory = Number(peak) / 1024;
  results.push({
    what: 'largest memory of the server',
    figure: `${memory.toFixed(0)} MiB`,
    cpu: '–',
    bar: '≤ 400 MiB',
    reached: memory <= 400,
  });
  child.kill('SIGTERM');
  await once(child, 'close');
  const machine = `${rows} rows, ${(bytes / 1e6).toFixed(0)} MB, ${cpus()[0]?.model ?? '?'}, ${cpus().length} cores`;
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, results })}\n`);
  else {
    process.stdout.write(`${machine}\n\n| what | figure | CPU | bar |\n| --- | --- | --- | --- |\n`);
    for (const { what, figure, cpu, bar, reached } of results)
      process.stdout.write(
        `| ${what} | ${figure} | ${cpu} | ${bar}${bar === '–' ? '' : reached ? ': reached' : ': missed'} |\n`,
      );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
