// npm run bench:trajectories -- [--rows 1000000] [--only weigh,compare] [--json]
/**
 * A million trajectories through weigh, export, compare and the report: rows a second, beside parsing the same
 * JSON lines with nothing else, and the most resident memory of a process that does it. Every work has a process of its
 * own; the file (3 KB a row) and what is written lie in the folder for temporary files, and are gone afterwards.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeRows } from './trajectories/rows.ts';
import { type Place, WORKS } from './trajectories/works.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    /** Of a process that does one work. */
    work: { type: 'string' },
    file: { type: 'string', default: '' },
    out: { type: 'string', default: '' },
  },
});
const rows = Number(values.rows);
if (!(rows >= 1)) throw new Error('Needs --rows from 1.');

/** Bars: of the time that parsing takes, and of memory (MB). */
const MOST_TIMES = 2;
const MOST_MEMORY = 500;
/** What bin/agentgym.js tells V8. */
const AS_AGENTGYM = ['--no-allocation-site-pretenuring'];
/** The file, and the largest of what is written. */
const BYTES_A_ROW = 8000;

interface Figures {
  work: string;
  rows: number;
  seconds: number;
  cpuSeconds: number;
  megabytes: number;
}

/** Does one work, and tells its parent about it. */
async function doWork(work: string, place: Place): Promise<void> {
  const act = WORKS[work];
  if (act === undefined) throw new Error(`There is no work ${work}: ${Object.keys(WORKS).join(', ')}.`);
  const [start, before] = [performance.now(), process.cpuUsage()];
  const done = await act(place);
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - start) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.send?.({ work, rows: done, seconds, cpuSeconds: (user + system) / 1e6, megabytes } satisfies Figures);
}

async function inProcess(work: string, { file, out }: Place): Promise<Figures> {
  const args = ['--work', work, '--file', file, '--out', out, '--rows', String(rows)];
  const child = fork(import.meta.filename, args, { execArgv: [...process.execArgv, ...AS_AGENTGYM] });
  let figures: Figures | undefined;
  child.on('message', (message) => {
    figures = message as Figures;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (figures === undefined) throw new Error(`${work} ended with ${code}.`);
  return figures;
}

function rowOf(figures: Figures, parsing: Figures): string {
  const { work, seconds, cpuSeconds, megabytes } = figures;
  const times = seconds / figures.rows / (parsing.seconds / parsing.rows);
  const cpuTimes = cpuSeconds / figures.rows / (parsing.cpuSeconds / parsing.rows);
  const bar = [
    work.startsWith('parse') ? '–' : times <= MOST_TIMES ? `≤ ${MOST_TIMES}: reached` : `≤ ${MOST_TIMES}: missed`,
    megabytes < MOST_MEMORY ? `< ${MOST_MEMORY}: reached` : `< ${MOST_MEMORY}: missed`,
  ];
  const cells = [work, (figures.rows / seconds).toFixed(0), times.toFixed(2), cpuTimes.toFixed(2), bar[0]];
  return `| ${[...cells, `${megabytes.toFixed(0)} MB`, bar[1]].join(' | ')} |`;
}

async function main(): Promise<void> {
  const only = values.only?.split(',');
  const works = Object.keys(WORKS).filter((work, i) => i === 0 || (only?.some((part) => work.includes(part)) ?? true));
  const folder = await mkdtemp(join(tmpdir(), 'agentgym-bench-'));
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < rows * BYTES_A_ROW) throw new Error(`Needs ${(rows * BYTES_A_ROW) / 1e9} GB in ${folder}.`);
    const file = join(folder, 'rows.jsonl');
    const bytes = await writeRows(file, rows);
    const results: Figures[] = [];
    for (const work of works) {
      const out = join(folder, 'out');
      await mkdir(out);
      results.push(await inProcess(work, { file, rows, out }));
      await rm(out, { recursive: true });
    }
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
    if (values.json) {
      console.log(JSON.stringify({ machine, rows, bytes, results }));
      return;
    }
    const size = `${rows} trajectories, ${(bytes / 1e9).toFixed(2)} GB`;
    console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. ${size}.\n`);
    console.log('| what | rows a second | times parsing | by CPU time | bar | most memory | bar |');
    console.log('| --- | --- | --- | --- | --- | --- | --- |');
    const [parsing] = results;
    for (const one of results) if (parsing !== undefined) console.log(rowOf(one, parsing));
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (values.work === undefined) await main();
else await doWork(values.work, { file: values.file, rows, out: values.out });
