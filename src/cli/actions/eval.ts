/** What `agentgym eval` does: plays a split and says success, reward, rounds and outcomes with intervals. */
import { join, resolve } from 'node:path';
import { evaluate } from '../../collect.ts';
import { InterruptedError } from '../../errors.ts';
import { progressReporter } from '../../report/progress.ts';
import { toJson, writeWhole } from '../../runs/files.ts';
import { seedOf } from '../../seeds.ts';
import type { EvalOptions } from '../commands/eval.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { metricsTable } from '../metrics-table.ts';
import { paidOf, usageLine } from '../usage-line.ts';
import { limitsOf, maxTokensOf, openSubject, sameSamples, stopped, type Subject } from './subject.ts';

export async function runEval(options: EvalOptions, context: CliContext): Promise<void> {
  const { cwd, env, stderr, stdout, signal } = context;
  const { subject: choice, split, limit, out } = options;
  const named = choice.run === undefined ? choice : { config: undefined, policy: undefined };
  const { format: asked, skipInvalid } = options;
  const stream = options.json ? stderr : stdout;
  const layout = { width: widthOf(stream), colour: mayColour(stream, env) };
  const reporter = progressReporter({ stream, colour: layout.colour });
  const subject = await openSubject(
    { run: choice.run, env: options.env, format: asked, skipInvalid, on: reporter.on, ...named },
    context,
  );
  const { policy, environments, format, lost } = subject;
  const label = { stage: 'evaluate', title: `${policy.name} on ${split}` } as const;
  let [successes, rollouts] = [0, 0];
  const start = performance.now();
  try {
    const settings = settingsOf(subject, options);
    const warning = sameSamples(subject, settings.samples, settings.temperature);
    const warnings = warning === undefined ? subject.notices : [...subject.notices, warning];
    for (const message of warnings) reporter.on({ type: 'warning', message });
    reporter.on({ type: 'stage-started', ...label });
    const { metrics } = await evaluate({
      ...settings,
      ...(choice.run === undefined ? limitsOf(subject) : {}),
      onWarning: (message) => reporter.on({ type: 'warning', message }),
      format,
      policy,
      environments,
      split,
      limit,
      signal: lost === undefined ? signal : AbortSignal.any([signal, lost]),
      file: out === undefined ? undefined : join(resolve(cwd, out), 'trajectories.jsonl'),
      onTrajectory: ({ outcome }, progress) => {
        rollouts += 1;
        if (outcome === 'success') successes += 1;
        reporter.on({ type: 'progress', ...label, ...progress, success: successes / rollouts });
      },
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
      throw stopped(error, rollouts, out);
    }
    const kept = out === undefined ? '' : `; ${rollouts} new trajectories are kept in ${out}. The same command goes on`;
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
