/** `agentgym view` as a user starts it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunsAnswer } from '../../src/viewer/api.ts';
import { agentgym, start } from '../support/command-line.ts';
import { makeRun } from '../support/run-directory.ts';
import { scratchDirectory } from '../support/scratch.ts';

const folder = scratchDirectory('view');
makeRun(join(folder, 'runs', 'small'));

/** The command under way, and what it first prints. */
async function begun(argv: readonly string[]): Promise<ReturnType<typeof start> & { said: string }> {
  const started = start(folder, ['view', '--port', '0', ...argv]);
  onTestFinished(() => void started.child.kill('SIGKILL'));
  const said = await new Promise<string>((resolve, reject) => {
    started.child.stdout?.once('data', (text: string) => resolve(text));
    void started.end.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { ...started, said };
}

describe('agentgym view', () => {
  it('shows the runs of this directory, says where, and ends with Ctrl-C', async () => {
    const { said, child, end } = await begun([]);
    expect(said).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/u);
    const { runs } = (await (await fetch(`${said.trim()}/api/runs`)).json()) as RunsAnswer;
    expect(runs.map(({ id }) => id)).toEqual(['small']);
    child.kill('SIGINT');
    expect((await end).status).toBe(130);
  });

  it('opens one run, speaks JSON, and ends well where a service manager stops it', async () => {
    const { said, child, end } = await begun(['runs/small', '--json']);
    const { listening } = JSON.parse(said) as { listening: string };
    expect(((await (await fetch(`${listening}/api/runs`)).json()) as RunsAnswer).single).toBe(true);
    child.kill('SIGTERM');
    expect((await end).status).toBe(0);
  });

  it('needs a folder', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const { status, stderr } = agentgym(empty, ['view', '--port', '0']);
    expect(status).toBe(2);
    expect(stderr).toContain('E_VIEW_UNKNOWN');
    expect(agentgym(folder, ['view', '--port', '70000']).status).toBe(2);
  });
});
