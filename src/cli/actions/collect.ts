/** What `agentgym collect-trajectories` does. */
import { resolve } from 'node:path';
import { collect } from '../../collect.ts';
import { summarise } from '../../evaluate/metrics.ts';
import { InterruptedError } from '../../errors.ts';
import { progressReporter } from '../../report/progress.ts';
import type { CollectOptions } from '../commands/collect.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { metricsTable } from '../metrics-table.ts';
import { paidOf, usageLine } from '../usage-line.ts';
import { limitsOf, maxTokensOf, openSubject, sameSamples, stopped, type Subject } from './subject.ts';

export async function runCollect(options: CollectOptions, context: CliContext): Promise<void> {
  const { stdout, signal, cwd, env } = context;
  const { samples, split, limit, shard, concurrency, out } = options;
  const subject = await openSubject({ ...options, run: undefined }, context);
  const { policy, environments, format } = subject;
  const layout = { width: widthOf(stdout), colour: mayColour(stdout, env) };
  const reporter = progressReporter({ stream: stdout, colour: layout.colour });
  const label = { stage: 'explore', title: `${policy.name} on ${split}` } as const;
  let [successes, rollouts] = [0, 0];
  try {
    const sampling = samplingOf(subject, options);
    const warning = sameSamples(subject, samples, sampling.temperature);
    const warnings = warning === undefined ? subject.notices : [...subject.notices, warning];
    for (const message of warnings) reporter.on({ type: 'warning', message });
    reporter.on({ type: 'stage-started', ...label });
    const trajectories = await collect({
      ...sampling,
      ...limitsOf(subject),
      onWarning: (message) => reporter.on({ type: 'warning', message }),
      format,
      policy,
      environments,
      split,
      limit,
      shard,
      samples,
      concurrency,
      signal,
      seed: options.seed ?? subject.config?.seed ?? 1,
      file: resolve(cwd, out),
      onTrajectory: ({ outcome }, progress) => {
        rollouts += 1;
        if (outcome === 'success') successes += 1;
        reporter.on({ type: 'progress', ...label, ...progress, success: successes / rollouts });
      },
    });
    reporter.stop();
    const names = environments.map(({ name }) => name);
    const metrics = summarise(trajectories, names);
    stdout.write(`${metricsTable(metrics, layout)}\n${usageLine(paidOf(metrics))}`);
    stdout.write(`${trajectories.length} trajectories in ${out}, ${rollouts} of them new\n`);
  } catch (error) {
    if (!(error instanceof InterruptedError || signal.aborted)) {
      throw stopped(error, rollouts, out);
    }
    throw new InterruptedError(
      `Interrupted; ${rollouts} new trajectories are kept in ${out}. The same command goes on.`,
    );
  } finally {
    reporter.stop();
    await subject.close();
  }
}

/** As the config explores; scripted policies, which sample nothing, have the temperature 0 unless one is given. */
function samplingOf({ scripted, config, format }: Subject, { temperature }: CollectOptions) {
  const { explore } = config ?? {};
  const { maxTokens = maxTokensOf(format), topP, topK } = explore ?? {};
  const own = scripted ? undefined : explore?.temperature;
  return { temperature: temperature ?? own ?? 0, maxTokens, topP, topK };
}
