// npm run bench:environments -- [--seconds 4] [--only sql]
/**
 * Steps a second of random play in the built-in environments, in one thread, resets included: by the clock, and by this
 * process's CPU time, which is the time of one core and what the bar is against, since other work on the machine
 * disturbs it less.
 */
import { parseArgs } from 'node:util';
import { createEnvironment, type Environment, parseConfig, random } from '../dist/index.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '4' }, only: { type: 'string' } } });
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new Error('Needs --seconds above 0.');
/** Steps a CPU second. */
const BAR = 20_000;
/** The CPU time of sql's own process is not in this one's: it is judged by the clock. */
const SQL_BAR = 3000;

interface Entry {
  label: string;
  entry: { name: string; levels?: number[] };
  /** How many are played at once; default: one. */
  sessions?: number;
  /** Whether no query is asked twice: sql answers what it was asked before from memory. */
  fresh?: boolean;
}

const ENTRIES: readonly Entry[] = [
  { label: 'textcraft', entry: { name: 'textcraft' } },
  { label: 'babyai, all levels', entry: { name: 'babyai' } },
  { label: 'babyai, one room (levels 1–5)', entry: { name: 'babyai', levels: [1, 2, 3, 4, 5] } },
  { label: 'babyai, mazes (levels 12, 17, 24)', entry: { name: 'babyai', levels: [12, 17, 24] } },
  { label: 'household', entry: { name: 'household' } },
  { label: 'maze', entry: { name: 'maze' } },
  { label: 'wordle', entry: { name: 'wordle' } },
  { label: 'sql, as random play repeats itself', entry: { name: 'sql' } },
  { label: 'sql, no query twice', entry: { name: 'sql' }, fresh: true },
  { label: 'sql, no query twice, 16 sessions', entry: { name: 'sql' }, fresh: true, sessions: 16 },
  { label: 'science', entry: { name: 'science' } },
  { label: 'search', entry: { name: 'search' } },
  { label: 'shop', entry: { name: 'shop' } },
  { label: 'weather', entry: { name: 'weather' } },
  { label: 'movie', entry: { name: 'movie' } },
  { label: 'academia', entry: { name: 'academia' } },
  { label: 'sheet', entry: { name: 'sheet' } },
  { label: 'todo', entry: { name: 'todo' } },
];

interface Speed {
  wall: number;
  cpu: number;
}

let queries = 0;

/** The query with a limit that none had before, beyond all rows. */
function unasked(action: string): string {
  queries += 1;
  return `${action.replace(/ LIMIT \d+$/u, '')} LIMIT ${1_000_000 + queries}`;
}

/** Plays episode after episode until `end`, each until it is done or its rounds are over; how many steps that was. */
async function playOne(environment: Environment, { first, end, fresh }: Play): Promise<number> {
  const session = await environment.open();
  if (!session.actions) throw new Error(`${environment.name} does not say which actions are legal.`);
  const tasks = environment.tasks('train');
  const stream = random(1 + first);
  let steps = 0;
  for (let episode = first; performance.now() < end; episode++) {
    await session.reset(tasks[episode % tasks.length] as (typeof tasks)[number], episode);
    for (let round = 0, done = false; round < environment.maxRounds && !done; round++, steps++) {
      const action = stream.pick(session.actions());
      ({ done } = await session.step(fresh ? unasked(action) : action));
    }
  }
  await session.close();
  return steps;
}

interface Play {
  /** The number of its first episode. */
  first: number;
  /** By performance.now(). */
  end: number;
  fresh: boolean;
}

async function play(environment: Environment, { sessions = 1, fresh = false }: Entry): Promise<Speed> {
  await environment.check?.();
  environment.tasks('train');
  const [start, before] = [performance.now(), process.cpuUsage()];
  const end = start + 1000 * seconds;
  const all = Array.from({ length: sessions }, (_, one) => playOne(environment, { first: 100 * one, end, fresh }));
  const steps = (await Promise.all(all)).reduce((sum, one) => sum + one, 0);
  const { user, system } = process.cpuUsage(before);
  const wall = (1000 * steps) / (performance.now() - start);
  await environment.close?.();
  return { wall, cpu: (1e6 * steps) / (user + system) };
}

console.log(`| environment | random steps a second | steps a CPU second | bar |\n| --- | --- | --- | --- |`);
for (const one of ENTRIES) {
  if (values.only !== undefined && one.entry.name !== values.only) continue;
  const [first] = parseConfig({ name: 'bench', environments: [one.entry] }).environments;
  if (!first) throw new Error('The config has no environment.');
  const { wall, cpu } = await play(await createEnvironment(first), one);
  const [judged, bar, shown] = one.entry.name === 'sql' ? [wall, SQL_BAR, '–'] : [cpu, BAR, cpu.toFixed(0)];
  const verdict = judged >= bar ? 'reached' : 'missed';
  console.log(`| ${one.label} | ${wall.toFixed(0)} | ${shown} | ≥ ${bar}: ${verdict} |`);
}
