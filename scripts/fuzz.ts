// npm run build && npx tsx scripts/fuzz.ts --count 50000 --seed 1
/**
 * Gives everything that reads files or answers from outside damaged and hostile ones, and prints what came of them. Each
 * surface has a process of its own. Ends with 1 where a rule was broken, and keeps the input that broke it.
 */
import { spawn } from 'node:child_process';
import { resolve as resolvePath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { campaign, DEADLINE, type Tally } from './fuzz/campaign.ts';
import type { Surface } from './fuzz/surface.ts';

const { values } = parseArgs({
  options: {
    /** Inputs, of all surfaces together. */
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    /** One surface alone, in this process. */
    only: { type: 'string' },
    from: { type: 'string', default: '0' },
    keep: { type: 'string', default: 'fuzz-violations' },
    /** Inputs that are answers take connections, and longer: so many times fewer of them. */
    answers: { type: 'string', default: '4' },
    /** Milliseconds for one input; at twice as many its process is ended. */
    deadline: { type: 'string', default: String(DEADLINE) },
    /** A module with other SURFACES, in place of all of ours. */
    surfaces: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

function whole(name: 'count' | 'seed' | 'from' | 'answers' | 'deadline', least: number): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} takes a whole number from ${least} on.`);
  return value;
}

const seed = whole('seed', 0);
const place = values.surfaces === undefined ? './fuzz/surfaces.ts' : pathToFileURL(resolvePath(values.surfaces)).href;
const { SURFACES } = (await import(place)) as { SURFACES: readonly Surface[] };
const SLOW: readonly string[] = ['environment server', 'endpoint', 'service'];

/** Inputs of each surface, so that there are `count` of them together. */
function share(name: string): number {
  const slower = whole('answers', 1);
  const parts = SURFACES.reduce((sum, surface) => sum + (SLOW.includes(surface.name) ? 1 : slower), 0);
  return Math.ceil((whole('count', 1) * (SLOW.includes(name) ? 1 : slower)) / parts);
}

/** The tally of a surface, from a process of its own; undefined where it did not come back with one. */
function elsewhere(name: string): Promise<Tally | undefined> {
  const { keep, deadline, surfaces } = values;
  const own = ['--only', name, '--json', '--count', String(share(name)), '--seed', String(seed)];
  const same = ['--keep', keep, '--deadline', deadline, ...(surfaces === undefined ? [] : ['--surfaces', surfaces])];
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...own, ...same], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve) => {
    child.on('close', () => {
      try {
        resolve(JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as Tally);
      } catch {
        resolve(undefined);
      }
    });
  });
}

function line(columns: readonly string[]): string {
  const [name = '', ...rest] = columns;
  return `${name.padEnd(20)}${rest
    .slice(0, -1)
    .map((figure) => figure.padStart(10))
    .join('')}   ${rest.at(-1) ?? ''}`;
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function lineOf({ surface, inputs, violations, slowest, peak, grown, outcomes }: Tally): string {
  const came = Object.entries(outcomes).map(([name, count]) => `${name} ${count}`);
  const slow = `${slowest.milliseconds.toFixed(0)} ms`;
  return line([surface, String(inputs), String(violations.length), slow, mib(peak), mib(grown), came.join(', ')]);
}

async function one(name: string): Promise<boolean> {
  const surface = SURFACES.find((known) => known.name === name);
  if (surface === undefined) throw new Error(`--only takes one of: ${SURFACES.map((known) => known.name).join(', ')}`);
  const [count, from, deadline] = [whole('count', 1), whole('from', 0), whole('deadline', 1)];
  const tally = await campaign(surface, { seed, count, from, keep: values.keep, deadline });
  for (const { number, what, saved } of tally.violations)
    console.error(`${name} ${number}: ${what}\n  kept in ${saved}`);
  console.log(values.json ? JSON.stringify(tally) : lineOf(tally));
  return tally.violations.length === 0;
}

async function all(): Promise<boolean> {
  console.log(line(['surface', 'inputs', 'broken', 'slowest', 'peak', 'growth', 'what came of them']));
  let [inputs, broken] = [0, 0];
  for (const { name } of SURFACES) {
    const tally = await elsewhere(name);
    inputs += tally?.inputs ?? 0;
    broken += tally?.violations.length ?? 1;
    console.log(tally === undefined ? line([name, '', '', '', '', '', 'ended without a result']) : lineOf(tally));
  }
  console.log(`\n${inputs} inputs, seed ${seed}: ${broken === 0 ? 'none broke a rule' : `${broken} broke a rule`}.`);
  return broken === 0;
}

const good = await (values.only === undefined ? all() : one(values.only));
process.exit(good ? 0 : 1);
