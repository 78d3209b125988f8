/** What `agentgym compare` does: compares, and shows tables of what came of it. */
import { compare } from '../../compare.ts';
import type { CompareFlags } from '../commands/compare.ts';
import { compareLines } from '../compare-report.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { liveCount } from '../live-count.ts';

export async function runCompare(
  options: CompareFlags & { a: string; b: string | undefined },
  context: CliContext,
): Promise<void> {
  const { cwd, env, stdout, stderr, signal } = context;
  const { a, b, tasks = false, ignoreFingerprints, json = false } = options;
  const stream = json ? stderr : stdout;
  const live = liveCount(context);
  const onProgress = (rows: number): void => live.show(`${rows.toLocaleString('en')} rows read …`);
  try {
    const report = await compare(a, b, { cwd, ignoreFingerprints, signal, onProgress });
    live.end();
    const layout = { width: widthOf(stream), colour: mayColour(stream, env) };
    stream.write(`${compareLines(report, { ...layout, all: tasks }).join('\n')}\n`);
    if (json) stdout.write(`${JSON.stringify(report)}\n`);
  } finally {
    live.end();
  }
}
