/** What `agentgym status` does: reads the files of a run, or of the runs of a folder, and says where each stands. */
import { relative, resolve } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import { readRun } from '../../runs/read-run.ts';
import { knownRuns } from '../../viewer/known-runs.ts';
import type { StatusOptions } from '../commands/status.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { type RunStatus, statusOf } from '../run-status.ts';
import { statusLines, statusTable } from '../status-lines.ts';

export async function runStatus({ directory, json }: StatusOptions, context: CliContext): Promise<void> {
  const { cwd, stdout, env } = context;
  const folder = resolve(cwd, directory);
  const known = knownRuns(folder);
  const runs = await known.list();
  if (runs.length === 0)
    throw new AgentgymError('E_STORE_MISMATCH', `${directory} is no run directory, and there is none below it.`, {
      hint: 'Name a directory that `agentgym evolve` made, or a folder of such.',
    });
  const statuses: RunStatus[] = [];
  for (const { directory: at, ...place } of runs) {
    const shown = relative(cwd, at.root) || '.';
    statuses.push(statusOf(await readRun(at.root), { ...place, shown }));
  }
  const newestFirst = statuses.toSorted((a, b) => (b.started ?? '').localeCompare(a.started ?? ''));
  const layout = { width: widthOf(stdout), colour: mayColour(stdout, env) };
  const single = await known.single();
  const [first] = newestFirst;
  if (json) stdout.write(`${JSON.stringify(single ? first : newestFirst)}\n`);
  else if (single && first !== undefined) stdout.write(`${statusLines(first, layout).join('\n')}\n`);
  else stdout.write(`${statusTable(newestFirst, layout)}\n`);
}
