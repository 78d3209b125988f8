// npm run build && npx tsx bench/environments.ts
/** Steps a second of random play in the built-in environments, in one thread, resets included. */
import { createEnvironment, parseConfig, random } from '../dist/index.js';

const SECONDS = 4;
const ENTRIES = [
  { label: 'textcraft', entry: { name: 'textcraft' } },
  { label: 'babyai, levels 1–5', entry: { name: 'babyai', levels: [1, 2, 3, 4, 5] } },
  { label: 'babyai, levels 12, 17 and 24 (mazes)', entry: { name: 'babyai', levels: [12, 17, 24] } },
];

console.log('| environment | random steps a second |\n| --- | --- |');
for (const { label, entry } of ENTRIES) {
  const config = parseConfig({ name: 'bench', environments: [entry] });
  const [first] = config.environments;
  if (!first) throw new Error('The config has no environment.');
  const environment = await createEnvironment(first);
  const session = await environment.open(new AbortController().signal);
  const tasks = environment.tasks('train');
  const stream = random(1);
  let steps = 0;
  const start = performance.now();
  for (let episode = 0; performance.now() - start < 1000 * SECONDS; episode++) {
    await session.reset(tasks[episode % tasks.length] as (typeof tasks)[number], episode);
    for (let round = 0, done = false; round < environment.maxRounds && !done; round++, steps++) {
      ({ done } = await session.step(stream.pick(session.actions?.() ?? ['look'])));
    }
  }
  await session.close();
  console.log(`| ${label} | ${Math.round((1000 * steps) / (performance.now() - start))} |`);
}
