/** What `agentgym report` does: reads the run directory, writes one file, and says where. */
import { resolve } from 'node:path';
import { runReport } from '../../run-report.ts';
import { runDirectory } from '../../runs/directory.ts';
import { writeWhole } from '../../runs/files.ts';
import type { ReportFlags } from '../commands/report.ts';
import type { CliContext } from '../context.ts';

export async function runReportCommand(options: ReportFlags & { dir: string }, context: CliContext): Promise<void> {
  const { cwd, stdout } = context;
  const { dir, out, markdown = false } = options;
  const root = resolve(cwd, dir);
  const text = await runReport(root, markdown ? 'markdown' : 'html');
  if (markdown && out === undefined) {
    stdout.write(text);
    return;
  }
  const file = out === undefined ? runDirectory(root).report : resolve(cwd, out);
  await writeWhole(file, text);
  stdout.write(`${file}: ${Math.ceil(Buffer.byteLength(text) / 1024)} KiB\n`);
}
