/**
 * A run as a report: one HTML file, or Markdown, from what its directory holds. Written at the end of every run, and by
 * `agentgym report` at any time, also of a run that is going on.
 */
import { access } from 'node:fs/promises';
import { AgentgymError } from './errors.ts';
import { requireContained } from './runs/contained.ts';
import { runDirectory } from './runs/directory.ts';
import { writeWhole } from './runs/files.ts';
import type { RunState } from './runs/read-run.ts';
import { contentsOf } from './run-report/contents.ts';
import { asHtml } from './run-report/html.ts';
import { asMarkdown } from './run-report/markdown.ts';

export type ReportForm = 'html' | 'markdown';

/**
 * The report of the run in `root`. `state`: what the process that ends the run knows better than the lock it holds.
 * @throws AgentgymError E_STORE_MISMATCH where there is no run.
 */
export async function runReport(root: string, form: ReportForm = 'html', state?: RunState): Promise<string> {
  const { config, journal } = runDirectory(root);
  const there = await Promise.all(
    [config, journal].map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (!there.includes(true)) {
    throw new AgentgymError('E_STORE_MISMATCH', `${root} is not a run directory: it has no config.resolved.yaml.`, {
      hint: 'Name a directory that `agentgym evolve` made.',
    });
  }
  await requireContained(root);
  const contents = await contentsOf(root, state);
  return form === 'html' ? asHtml(contents) : asMarkdown(contents);
}

/** Leaves report.html in the run directory; `state` as in `runReport`. */
export async function leaveReport(root: string, state: RunState): Promise<void> {
  await writeWhole(runDirectory(root).report, await runReport(root, 'html', state));
}
