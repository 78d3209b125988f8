/** Commands that play: above the share of failures that a config allows they fail, instead of reporting what is left. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentgym } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('failure-share');
const define = JSON.stringify(join(import.meta.dirname, '../../dist/environments/define.js'));

/** Every fourth task breaks. */
writeFileSync(
  join(root, 'brittle.mjs'),
  `import { defineEnvironment } from ${define};
   export default defineEnvironment({
     name: 'brittle', maxRounds: 2, instructions: 'Go.', tasks: { train: 8, dev: 8 },
     reset: ({ index }) => ({ state: index, observation: 'Go on.' }),
     step: (index) => {
       if (index % 4 === 0) throw new Error('it broke');
       return { observation: 'Done.', reward: 1, done: true };
     },
     expert: () => ({ thought: 'go', action: 'go' }),
     actions: () => ['go'],
   });`,
);

function configured(name: string, limits: string): string {
  const file = join(root, name);
  writeFileSync(file, `name: x\nenvironments: [{ name: brittle, kind: custom, file: ./brittle.mjs }]\n${limits}\n`);
  return file;
}

describe('above limits.failureShare', () => {
  it.each([
    ['eval', ['--split', 'dev']],
    ['collect-trajectories', ['--out', 'rows.jsonl']],
  ])('%s fails', (command, more) => {
    const play = (config: string) =>
      agentgym(root, [command, '--config', config, '--env', 'brittle', '--policy', 'random', ...more]);
    const failed = play(configured('default.yaml', ''));
    expect([failed.status, failed.stderr]).toEqual([1, expect.stringContaining('(E_RUN_FAILURES)')]);
    expect(failed.stderr).toContain(
      'rollouts ended in an error (at most 20 % may); most often (2): brittle, env_error: it broke',
    );
    const borne = play(configured('borne.yaml', 'limits: { failureShare: 0.3 }'));
    expect(borne.status, borne.stderr).toBe(0);
    expect(borne.stdout).toContain('100.0 % [61, 100], 25.0 % missing: 75.0 to 100.0 %');
  });
});
