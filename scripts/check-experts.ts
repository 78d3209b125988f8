// npm run build && npx tsx scripts/check-experts.ts [babyai maze …]
/**
 * Lets the experts of built-in environments play every task of every split, by legal actions only, and says which tasks
 * they do not solve within the environment's rounds and how many rounds a group takes at most. Ends with 1 if any is not.
 */
import { BUILTIN } from '../dist/environments/builtin.js';
import { SPLITS } from '../dist/environments/contract.js';
import { createEnvironment, type Environment, parseConfig, type Task } from '../dist/index.js';

/** What the answer to a legal action has, where the list of legal actions names some of endlessly many (amounts, queries). */
const DONE: Readonly<Record<string, RegExp>> = {
  textcraft: /^Got /u,
  sql: /^(?:No rows|(?:Over )?\d+ rows?\b.*)\.$/mu,
};

/** The tasks that were not won, or not by legal actions; `most` gets the rounds of each group's longest episode. */
async function solve(environment: Environment, tasks: readonly Task[], most: Map<string, number>): Promise<string[]> {
  const session = await environment.open();
  const lost: string[] = [];
  if (!session.expert) throw new Error(`${environment.name} has no expert.`);
  for (const task of tasks) {
    await session.reset(task, 0);
    let rounds = 0;
    let won = false;
    for (let done = false; rounds < environment.maxRounds && !done; rounds++) {
      const { action } = session.expert();
      const listed = session.actions?.().includes(action) ?? true;
      const result = await session.step(action);
      if (!listed && !DONE[environment.name]?.test(result.observation)) break;
      done = result.done;
      won = done && environment.reward.success(result.reward);
    }
    if (!won) lost.push(task.itemId);
    const group = task.group ?? 'all';
    most.set(group, Math.max(most.get(group) ?? 0, rounds));
  }
  await session.close();
  return lost;
}

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : BUILTIN.map((one) => one.name)) {
  const [entry] = parseConfig({ name: 'check', environments: [{ name }] }).environments;
  if (!entry) throw new Error('The config has no environment.');
  const environment = await createEnvironment(entry);
  const tasks = SPLITS.flatMap((split) => environment.tasks(split));
  const rounds = new Map<string, number>();
  const lost = await solve(environment, tasks, rounds);
  console.log(`${name}: ${tasks.length - lost.length} of ${tasks.length} tasks solved ${lost.join(' ')}`);
  console.log([...rounds].map(([group, most]) => `${group}: ${most}`).join(', '));
  if (lost.length > 0) process.exitCode = 1;
}
