/** What a command's exit code says, for each of the codes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { agentgym, fixture, start, until } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('exit-codes');
const TINY = ['evolve', '--config', fixture('tiny.yaml')];
const set = (...settings: readonly string[]): string[] => settings.flatMap((one) => ['--set', one]);
const SMALL = set('clone.steps=1', 'train.steps=1', 'demonstrations.expert=2');
/** A margin that nothing so small can prove: whatever the candidate is, it is not promoted. */
const REJECTED = set('iterations=1', 'promotion.gate=significant', 'promotion.alpha=0.0001');

const define = JSON.stringify(join(import.meta.dirname, '../../dist/environments/define.js'));
writeFileSync(
  join(root, 'broken.mjs'),
  `import { defineEnvironment } from ${define};
   export default defineEnvironment({
     name: 'broken', maxRounds: 2, instructions: 'Go.', tasks: { train: 8, dev: 8 },
     reset: ({ index }) => ({ state: index, observation: 'Go on.' }),
     step: (index) => {
       if (index % 2 === 0) throw new Error('it broke');
       return { observation: 'Done.', reward: 1, done: true };
     },
     expert: () => ({ thought: 'go', action: 'go' }),
     actions: () => ['go'],
   });`,
);
writeFileSync(
  join(root, 'broken.yaml'),
  'name: x\nenvironments: [{ name: broken, kind: custom, file: ./broken.mjs }]\n',
);

const CASES: [string, number, string[], RegExp][] = [
  ['a run that completes, and promotes nothing', 0, [...TINY, ...SMALL, ...REJECTED, '--run-dir', 'done'], /^/u],
  [
    'the same where a promotion is required',
    1,
    [...TINY, ...SMALL, ...REJECTED, '--run-dir', 'required', '--require-promotion'],
    /\(E_RUN_PROMOTION\)/u,
  ],
  ['a limit', 1, [...TINY, ...SMALL, ...set('limits.tokens=50'), '--run-dir', 'limited'], /\(E_RUN_LIMIT\)/u],
  [
    'the share of failures',
    1,
    ['eval', '--config', 'broken.yaml', '--env', 'broken', '--policy', 'expert', '--split', 'dev'],
    /\(E_RUN_FAILURES\)/u,
  ],
  ['a config that is not valid', 2, [...TINY, ...set('seed=-1')], /\(E_CONFIG_INVALID\)/u],
  ['a config that is not there', 2, ['evolve', '--config', 'nowhere.yaml'], /\(E_CONFIG_FILE\)/u],
  ['an unknown option', 2, ['evolve', '--nonsense'], /unknown option/u],
];

it.each(CASES)('%s exits with %i', (_, code, argv, said) => {
  const { status, stderr } = agentgym(root, argv);
  expect([status, stderr]).toEqual([code, expect.stringMatching(said) as string]);
  expect(stderr).not.toMatch(/\n {4}at /u);
});

it('Ctrl-C exits with 130', async () => {
  const run = start(root, [...TINY, '--run-dir', 'stopped']);
  await until(run, join(root, 'stopped/journal.jsonl'), (text) => text.includes('"base"'));
  run.child.kill('SIGINT');
  const { status, stderr } = await run.end;
  expect([status, stderr]).toEqual([130, expect.stringContaining('agentgym evolve --resume stopped') as string]);
  expect(stderr).not.toMatch(/\n {4}at /u);
});
