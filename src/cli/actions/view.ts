/** What `agentgym view` does: serves the pages, says where, and ends when it is told to. */
import { resolve } from 'node:path';
import { InterruptedError } from '../../errors.ts';
import { startViewer } from '../../viewer/server.ts';
import type { ViewOptions } from '../commands/view.ts';
import type { CliContext } from '../context.ts';
import { aborted, isTermination } from '../stopped.ts';

export async function runView(options: ViewOptions, { cwd, signal, stdout, stderr }: CliContext): Promise<void> {
  const { folder, host, port, allowHost: names, custom, json } = options;
  const onError = (error: unknown): void => {
    stderr.write(`unexpected error, a bug of ours: ${error instanceof Error ? error.stack : String(error)}\n`);
  };
  const viewer = await startViewer({ folder: resolve(cwd, folder), host, port, names, custom, onError });
  stdout.write(json ? `${JSON.stringify({ listening: viewer.url })}\n` : `${viewer.url}\n`);
  if (!viewer.built) stderr.write('The pages are not built, so there is only the data: run `npm run build`.\n');
  if (!json) stderr.write('Ctrl-C ends it.\n');
  await aborted(signal);
  await viewer.close();
  if (!isTermination(signal)) throw new InterruptedError('Stopped.');
}
