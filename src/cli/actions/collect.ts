/** What `agentgym collect-trajectories` does. */
import { resolve } from 'node:path';
import { collect } from '../../collect.ts';
import { summarise } from '../../evaluate/metrics.ts';
import { InterruptedError } from '../../errors.ts';
import { progressReporter } from '../../report/progress.ts';
import type { CollectOptions } from '../commands/collect.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { metricsTable } from '../metrics-table.ts';
import { openSubject } from './subject.ts';

export async function runCollect(options: CollectOptions, context: CliContext): Promise<void> {
  const { stdout, signal, cwd, env } = context;
  const subject = await openSubject({ ...options, run: undefined }, cwd);
  const reporter = progressReporter({ stream: stdout, colour: mayColour(stdout, env) });
  const title = `${subject.policy.name} on ${options.split}`;
  let successes = 0;
  let rollouts = 0;
  try {
    reporter.on({ type: 'stage-started', stage: 'explore', title });
    const trajectories = await collect({
      ...subject,
      split: options.split,
      limit: options.limit,
      samples: options.samples,
      concurrency: options.concurrency,
      temperature: options.temperature ?? subject.temperature,
      seed: options.seed ?? subject.seed,
      file: resolve(cwd, options.out),
      signal,
      onTrajectory: ({ outcome }, progress) => {
        rollouts += 1;
        if (outcome === 'success') successes += 1;
        reporter.on({ type: 'progress', stage: 'explore', title, ...progress, success: successes / rollouts });
      },
    });
    reporter.stop();
    const names = subject.environments.map(({ name }) => name);
    stdout.write(`${metricsTable(summarise(trajectories, names), { width: widthOf(stdout) })}\n`);
    stdout.write(`${trajectories.length} trajectories in ${options.out}, ${rollouts} of them new\n`);
  } catch (error) {
    reporter.stop();
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(
      `Interrupted; ${rollouts} new trajectories are kept in ${options.out}. The same command goes on.`,
    );
  } finally {
    await subject.policy.close();
  }
}
