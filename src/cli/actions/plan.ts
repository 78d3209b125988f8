/** What `agentgym plan` does: loads the config and prints what it would do. */
import { loadConfig } from '../../config/load.ts';
import { plan } from '../../plan.ts';
import type { PlanOptions } from '../commands/plan.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { planReport } from '../plan-report.ts';

export async function runPlan({ config: file, set, json }: PlanOptions, context: CliContext): Promise<void> {
  const { cwd, env, signal, stdout, stderr } = context;
  const { config, located } = await loadConfig(file, { cwd, set: [...set] });
  const planned = await plan({ config, env, signal }).catch((error: unknown) => {
    throw located(error);
  });
  // With --json, standard output is the machine's: people read along on standard error.
  const stream = json ? stderr : stdout;
  const layout = { width: widthOf(stream), colour: mayColour(stream, env) };
  stream.write(`${planReport(planned, layout)}\n`);
  if (json) stdout.write(`${JSON.stringify(planned)}\n`);
}
