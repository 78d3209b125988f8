/** `agentgym serve` as a process of its own, on a free port, ended when the test is over. */
import { onTestFinished } from 'vitest';
import { start, type Started } from './command-line.ts';

export interface ServeProcess extends Started {
  /** URL of the first environment. */
  url: string;
  urls: { environment: string; url: string }[];
}

export async function startedServer(argv: readonly string[], cwd = process.cwd()): Promise<ServeProcess> {
  const started = start(cwd, ['serve', '--port', '0', '--json', ...argv]);
  onTestFinished(() => void started.child.kill('SIGKILL'));
  const line = await new Promise<string>((resolve, reject) => {
    let said = '';
    started.child.stdout?.on('data', (chunk: string) => {
      said += chunk;
      if (said.includes('\n')) resolve(said.slice(0, said.indexOf('\n')));
    });
    void started.end.then(({ status, stderr }) => reject(new Error(`serve ended with ${status}: ${stderr}`)));
  });
  const { listening } = JSON.parse(line) as { listening: ServeProcess['urls'] };
  return { ...started, urls: listening, url: listening[0]?.url ?? '' };
}
