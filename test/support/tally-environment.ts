/**
 * A custom environment whose scoring tests change: numbers are added up to a target, which is the task's index and three.
 * Written as a file, as users have it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TallyRules {
  /** Raw reward of a last step by what it is off the target, as JavaScript. Default: 1 on the target, else 0. */
  reward?: string;
  success?: string;
  /** Default: `The sum is ${sum}.` */
  observation?: string;
  /** What makes every step fail, as JavaScript. Default: nothing. */
  fails?: string;
}

/** Writes the environment and a config that names it; the path of the config. */
export function writeTally(folder: string, rules: TallyRules = {}): string {
  const { reward = 'off === 0 ? 1 : 0', success = 'raw >= 1', fails = 'false' } = rules;
  const { observation = 'The sum is ${sum}.' } = rules;
  const define = join(import.meta.dirname, '../../dist/environments/define.js');
  const text = `
import { defineEnvironment } from ${JSON.stringify(define)};
export default defineEnvironment({
  name: 'tally',
  maxRounds: 4,
  tasks: { train: 3, dev: 1, eval: 2 },
  reward: { min: 0, max: 2, success: (raw) => ${success} },
  instructions: 'Reach the target, number by number.',
  reset: ({ index }) => ({ state: { sum: 0, target: index + 3 }, observation: 'The target is ' + (index + 3) + '.', fingerprint: 'tally ' + index }),
  step: (state, action) => {
    if (${fails}) throw new Error('the tally is broken');
    if (!/^[1-9]$/.test(action)) return { observation: 'That is no number.' };
    const sum = state.sum + Number(action);
    const off = Math.abs(state.target - sum);
    const done = sum >= state.target;
    return { state: { ...state, sum }, observation: \`${observation}\`, reward: done ? ${reward} : 0, done };
  },
  expert: ({ sum, target }) => ({ thought: 'What is left.', action: String(target - sum) }),
  actions: () => ['1', '2', '3'],
});
`;
  const file = `tally-${written++}.js`;
  writeFileSync(join(folder, file), text);
  const config = join(folder, 'tally.yaml');
  writeFileSync(config, `name: tally\nenvironments:\n  - { name: tally, kind: custom, file: ./${file} }\n`);
  return config;
}

/** Node imports a file once: each version has its own name. */
let written = 0;
