import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import type { Plan } from '../../../src/plan.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { Captured } from '../../support/streams.ts';

const cwd = scratchDirectory('plan');
writeFileSync(
  join(cwd, 'small.yaml'),
  'name: small\nenvironments:\n  - { name: textcraft, depths: [1], tasks: { train: 12, dev: 3, eval: 4 } }\nexplore: { samples: 2 }\n',
);
writeFileSync(
  join(cwd, 'served.yaml'),
  'name: served\nenvironments:\n  - name: textcraft\npolicy:\n  kind: endpoint\n  url: http://127.0.0.1:1/v1\n  model: m\n  base: owner/m\n',
);

async function agentgym(...argv: string[]) {
  const [stdout, stderr] = [new Captured(), new Captured()];
  const signal = new AbortController().signal;
  const status = await main(['plan', ...argv], {
    stdin: new PassThrough().end(),
    stdout,
    stderr,
    cwd,
    env: {},
    signal,
  });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

describe('agentgym plan', () => {
  it('says every part of the plan, and writes no file', async () => {
    const before = readdirSync(cwd);
    const { status, stdout, stderr } = await agentgym('--config', 'small.yaml', '--set', 'iterations=2');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^explore +2 +48 /mu);
    expect(stdout).toContain('minimised: Σ w·nll / N');
    for (const part of ['Environments', 'Stages', 'Tokens and cost', 'Checkpoints', 'Departures from the paper'])
      expect(stdout).toContain(`\n${part}`);
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('--json gives the plan to machines, and the text to people on standard error', async () => {
    const { status, stdout, stderr } = await agentgym('--config', 'small.yaml', '--json');
    const planned = JSON.parse(stdout) as Plan;
    expect([status, planned.name, planned.purpose]).toEqual([0, 'small', 'evolve']);
    expect(planned.environments[0]).toMatchObject({ tasks: { train: 12, dev: 3, eval: 4 }, lengths: 'measured' });
    expect(stderr).toContain('Stages');
  });

  it('refuses what cannot be evolved, by the place of its setting', async () => {
    const { status, stderr } = await agentgym('--config', 'served.yaml');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: served\.yaml:5:9: `policy\.kind: endpoint` cannot be evolved/u);
  });
});
