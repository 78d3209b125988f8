/** What `agentgym collect-trajectories` does. */
import { resolve } from 'node:path';
import { collectInto } from '../../collect.ts';
import { metricsOf } from '../../evaluate/metrics.ts';
import { InterruptedError } from '../../errors.ts';
import { factsOf } from '../../trajectories/collection.ts';
import type { CollectOptions } from '../commands/collect.ts';
import type { CliContext } from '../context.ts';
import { metricsTable } from '../metrics-table.ts';
import { playing, readingAlong } from '../reading-along.ts';
import { paidOf, usageLine } from '../usage-line.ts';
import { limitsOf, maxTokensOf, openSubject, sameSamples, stopped, type Subject } from './subject.ts';

export async function runCollect(options: CollectOptions, context: CliContext): Promise<void> {
  const { stdout, signal, cwd } = context;
  const { samples, split, limit, shard, concurrency, out } = options;
  const subject = await openSubject({ ...options, run: undefined }, context);
  const { policy, environments, format } = subject;
  const { layout, reporter } = readingAlong(undefined, context);
  const label = { stage: 'explore', title: `${policy.name} on ${split}` } as const;
  const limited = limitsOf(subject);
  const { begin, onTrajectory, rollouts } = playing(label, reporter, limited.limits ?? {});
  try {
    const sampling = samplingOf(subject, options);
    const warning = sameSamples(subject, samples, sampling.temperature);
    const warnings = warning === undefined ? subject.notices : [...subject.notices, warning];
    for (const message of warnings) reporter.on({ type: 'warning', message });
    begin();
    const collected = await collectInto({
      ...sampling,
      ...limited,
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
      onTrajectory,
    });
    reporter.stop();
    const names = environments.map(({ name }) => name);
    const metrics = await metricsOf(factsOf(collected.trajectories), { environments: names, signal });
    stdout.write(`${metricsTable(metrics, layout)}\n${usageLine(paidOf(metrics))}`);
    stdout.write(`${collected.rollouts} trajectories in ${out}, ${rollouts()} of them new\n`);
  } catch (error) {
    if (!(error instanceof InterruptedError || signal.aborted)) {
      throw stopped(error, rollouts(), out);
    }
    throw new InterruptedError(
      `Interrupted; ${rollouts()} new trajectories are kept in ${out}. The same command goes on.`,
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
