/** What `agentgym rollback` does: goes back, and says from where to where. */
import { relative, resolve } from 'node:path';
import { rollback } from '../../rollback.ts';
import type { RollbackOptions } from '../commands/rollback.ts';
import type { CliContext } from '../context.ts';
import { shellWord } from '../shell-word.ts';

export async function runRollback({ run, to, json }: RollbackOptions, context: CliContext): Promise<void> {
  const { cwd, stdout, stderr } = context;
  const done = await rollback(resolve(cwd, run), to);
  const aside = done.aside.map((path) => relative(cwd, path));
  const lines = [
    `The incumbent is ${done.to.checkpoint} again (${named(done.to.iteration)}), in place of ${done.from.checkpoint} (${named(done.from.iteration)}).`,
    ...aside.map((path) => `Set aside: ${path}`),
    'Next:',
    `  npx agentgym evolve --resume ${shellWord(run)}`,
    `  npx agentgym eval --run ${shellWord(run)} --split dev`,
  ];
  (json ? stderr : stdout).write(`${lines.join('\n')}\n`);
  if (json) stdout.write(`${JSON.stringify({ ...done, aside })}\n`);
}

function named(iteration: number): string {
  return iteration === 0 ? 'the cloned agent' : `iteration ${iteration}`;
}
