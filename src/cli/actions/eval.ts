/** What `agentgym eval` does: plays a split and says success, reward, rounds and outcomes with intervals. */
import { join, resolve } from 'node:path';
import { collect } from '../../collect.ts';
import { type Metrics, summarise } from '../../evaluate/metrics.ts';
import { progressReporter } from '../../report/progress.ts';
import { toJson, writeWhole } from '../../runs/files.ts';
import type { EvalOptions } from '../commands/eval.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { metricsTable } from '../metrics-table.ts';
import { openSubject } from './subject.ts';

export async function runEval(options: EvalOptions, context: CliContext): Promise<void> {
  const { cwd, env, stderr, stdout, signal } = context;
  const { subject: choice, out } = options;
  const named = choice.run === undefined ? choice : { config: undefined, policy: undefined };
  const subject = await openSubject({ run: choice.run, env: options.env, ...named }, cwd);
  const stream = options.json ? stderr : stdout;
  const reporter = progressReporter({ stream, colour: mayColour(stream, env) });
  const title = `${subject.policy.name} on ${options.split}`;
  let successes = 0;
  let rollouts = 0;
  const start = performance.now();
  try {
    reporter.on({ type: 'stage-started', stage: 'evaluate', title });
    const trajectories = await collect({
      ...subject,
      split: options.split,
      limit: options.limit,
      samples: options.samples ?? subject.samples,
      temperature: options.temperature ?? subject.temperature,
      file: out === undefined ? undefined : join(resolve(cwd, out), 'trajectories.jsonl'),
      signal,
      onTrajectory: ({ outcome }, progress) => {
        rollouts += 1;
        if (outcome === 'success') successes += 1;
        reporter.on({ type: 'progress', stage: 'evaluate', title, ...progress, success: successes / rollouts });
      },
    });
    reporter.stop();
    const names = subject.environments.map(({ name }) => name);
    const metrics: Metrics = summarise(trajectories, names);
    const seconds = Math.round((performance.now() - start) / 100) / 10;
    const result = { policy: subject.policy.name, split: options.split, seconds, ...metrics };
    if (out !== undefined) await writeWhole(join(resolve(cwd, out), 'metrics.json'), toJson(result));
    stream.write(`${metricsTable(metrics, { width: widthOf(stream) })}\n${title}, ${seconds} s\n`);
    if (options.json) stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    reporter.stop();
    await subject.policy.close();
  }
}
