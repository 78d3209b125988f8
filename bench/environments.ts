// npm run bench:environments -- [--seconds 4]
/**
 * Steps a second of random play in the built-in environments, in one thread, resets included: by the clock, and by this
 * process's CPU time, which is the time of one core and what the bar is against, since other work on the machine
 * disturbs it less.
 */
import { parseArgs } from 'node:util';
import { createEnvironment, type Environment, parseConfig, random } from '../dist/index.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '4' } } });
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new Error('Needs --seconds above 0.');
/** Steps a CPU second. */
const BAR = 20_000;
/** The CPU time of sql's own process is not in this one's: it is judged by the clock. */
const SQL_BAR = 3000;
const ENTRIES = [
  { label: 'textcraft', entry: { name: 'textcraft' } },
  { label: 'babyai, all levels', entry: { name: 'babyai' } },
  { label: 'babyai, one room (levels 1–5)', entry: { name: 'babyai', levels: [1, 2, 3, 4, 5] } },
  { label: 'babyai, mazes (levels 12, 17, 24)', entry: { name: 'babyai', levels: [12, 17, 24] } },
  { label: 'household', entry: { name: 'household' } },
  { label: 'maze', entry: { name: 'maze' } },
  { label: 'wordle', entry: { name: 'wordle' } },
  { label: 'sql', entry: { name: 'sql' } },
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

/** Plays episode after episode, each until it is done or its rounds are over. */
async function play(environment: Environment): Promise<Speed> {
  const session = await environment.open();
  if (!session.actions) throw new Error(`${environment.name} does not say which actions are legal.`);
  const tasks = environment.tasks('train');
  const stream = random(1);
  let steps = 0;
  const [start, before] = [performance.now(), process.cpuUsage()];
  for (let episode = 0; performance.now() - start < 1000 * seconds; episode++) {
    await session.reset(tasks[episode % tasks.length] as (typeof tasks)[number], episode);
    for (let round = 0, done = false; round < environment.maxRounds && !done; round++, steps++) {
      ({ done } = await session.step(stream.pick(session.actions())));
    }
  }
  const [end, { user, system }] = [performance.now(), process.cpuUsage(before)];
  await session.close();
  return { wall: (1000 * steps) / (end - start), cpu: (1e6 * steps) / (user + system) };
}

console.log(`| environment | random steps a second | steps a CPU second | bar |\n| --- | --- | --- | --- |`);
for (const { label, entry } of ENTRIES) {
  const [first] = parseConfig({ name: 'bench', environments: [entry] }).environments;
  if (!first) throw new Error('The config has no environment.');
  const { wall, cpu } = await play(await createEnvironment(first));
  const [judged, bar] = label === 'sql' ? [wall, SQL_BAR] : [cpu, BAR];
  console.log(
    `| ${label} | ${wall.toFixed(0)} | ${cpu.toFixed(0)} | ≥ ${bar}: ${judged >= bar ? 'reached' : 'missed'} |`,
  );
}
