/** What `agentgym eval` does: plays a split and says success, reward, rounds and outcomes with intervals. */
import { join, resolve } from 'node:path';
import { evaluate } from '../../collect.ts';
import { InterruptedError } from '../../errors.ts';
import { toJson, writeWhole } from '../../runs/files.ts';
import { seedOf } from '../../seeds.ts';
import type { EvalOptions } from '../commands/eval.ts';
import type { CliContext } from '../context.ts';
import { metricsTable } from '../metrics-table.ts';
import { playing, readingAlong } from '../reading-along.ts';
import { paidOf, usageLine } from '../usage-line.ts';
import { limitsOf, maxTokensOf, openSubject, sameSamples, stopped, type Subject } from './subject.ts';

const EXPLORED =
  'train has the tasks that the run explores and learns from: what it solves of them says little of others';

export async function runEval(options: EvalOptions, context: CliContext): Promise<void> {
  const { cwd, stdout, signal } = context;
  const { subject: choice, split, limit, out } = options;
  const named = choice.run === undefined ? choice : { config: undefined, policy: undefined };
  const { format: asked, skipInvalid } = options;
  const { stream, layout, reporter } = readingAlong(options.json ? 'last' : undefined, context);
  const subject = await openSubject(
    { run: choice.run, env: options.env, format: asked, skipInvalid, on: reporter.on, ...named },
    context,
  );
  const { policy, environments, format, lost } = subject;
  const label = { stage: 'evaluate', title: `${policy.name} on ${split}` } as const;
  const limited = limitsOf(subject);
  const { begin, onTrajectory, rollouts } = playing(label, reporter, limited.limits ?? {});
  const start = performance.now();
  try {
    const settings = settingsOf(subject, options);
    const warning = sameSamples(subject, settings.samples, settings.temperature);
    const explored = choice.run === undefined || split !== 'train' ? [] : [EXPLORED];
    const warnings = [...subject.notices, ...(warning === undefined ? [] : [warning]), ...explored];
    for (const message of warnings) reporter.on({ type: 'warning', message });
    begin();
    const { metrics } = await evaluate({
      ...settings,
      ...limited,
      onWarning: (message) => reporter.on({ type: 'warning', message }),
      format,
      policy,
      environments,
      split,
      limit,
      signal: lost === undefined ? signal : AbortSignal.any([signal, lost]),
      file: out === undefined ? undefined : join(resolve(cwd, out), 'trajectories.jsonl'),
      onTrajectory,
    });
    reporter.stop();
    const seconds = Math.round(performance.now() - start) / 1000;
    const result = { policy: policy.name, split, seconds, ...metrics };
    if (out !== undefined) await writeWhole(join(resolve(cwd, out), 'metrics.json'), toJson(result));
    stream.write(
      `${metricsTable(metrics, layout)}\n${usageLine(paidOf(metrics))}${label.title}, ${seconds.toFixed(1)} s\n`,
    );
    if (options.json) stdout.write(`${JSON.stringify(result)}\n`);
  } catch (error) {
    // A server that ended explains the interruption that it caused.
    if (!signal.aborted) lost?.throwIfAborted();
    if (!(error instanceof InterruptedError || signal.aborted)) {
      throw stopped(error, rollouts(), out);
    }
    const kept =
      out === undefined ? '' : `; ${rollouts()} new trajectories are kept in ${out}. The same command goes on`;
    throw new InterruptedError(`Interrupted${kept}.`);
  } finally {
    reporter.stop();
    await subject.close();
  }
}

/** As the config evaluates, so that a run's own report comes out again. */
function settingsOf({ config, format }: Subject, { samples, temperature }: EvalOptions) {
  const own = config?.evaluate ?? { temperature: 0, maxTokens: maxTokensOf(format), samples: 1 };
  return {
    samples: samples ?? own.samples,
    temperature: temperature ?? own.temperature,
    maxTokens: own.maxTokens,
    seed: config === undefined ? 1 : seedOf(config.seed, 'evaluate'),
  };
}
