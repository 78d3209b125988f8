import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { agentgym, fixture, lastLine } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('action-formats');

it('agentgym eval plays in the format asked for', () => {
  const { status, stdout, stderr } = agentgym(
    root,
    'eval --env babyai --policy expert --limit 2 --format code_as_action --json --out out'.split(' '),
  );
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(lastLine(stdout)).toMatchObject({ total: { n: 2, success: 1 } });
  const rows = readFileSync(join(root, 'out/trajectories.jsonl'), 'utf8');
  expect(rows).toMatch(/"value":"# .*\\ngo_to\(thing=/u);
  expect(rows).not.toContain('Action:');
});

it('agentgym evolve refuses a format that an environment does not fit, before it makes a run', () => {
  const argv = ['evolve', '--config', fixture('tiny.yaml'), '--set', 'format=function_calling', '--run-dir', 'run'];
  const { status, stderr } = agentgym(root, argv);
  expect(status).toBe(2);
  expect(stderr).toContain('The environment `echo` declares no actions');
  expect(existsSync(join(root, 'run'))).toBe(false);
});

it('agentgym collect-trajectories names the formats there are', () => {
  const argv = 'collect-trajectories --env textcraft --policy expert --out x.jsonl --format xml'.split(' ');
  const { status, stderr } = agentgym(root, argv);
  expect(status).toBe(2);
  expect(stderr).toContain('Allowed choices are react, function_calling, code_as_action.');
});
