/** What the action format means for whole rollouts, for files of them and for the in-process model. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../../src/collect.ts';
import { parseConfig } from '../../../../src/config/load.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { ACTION_FORMATS, type Environment, type Task } from '../../../../src/environments/contract.ts';
import { evolve } from '../../../../src/evolve.ts';
import { rollout, type RolloutRequest } from '../../../../src/explore/rollout.ts';
import { createLocalPolicy } from '../../../../src/policies/local.ts';
import { createExpertPolicy, createRandomPolicy } from '../../../../src/policies/scripted.ts';
import { lexiconOf } from '../../../../src/environments/vocabulary.ts';
import { createBaseModel } from '../../../../src/train/local.ts';
import { createAnsweringPolicy } from '../../../support/answering-policy.ts';
import { createCountingEnvironment } from '../../../support/counting-environment.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { tokenizerOf } from '../../../support/word-level.ts';

const root = scratchDirectory('formats');
const environments = [createTextcraft({ depths: [1, 2] }), createBabyai({ levels: [1] })];
const [textcraft] = environments as [Environment];

function requestFor(changes: Partial<RolloutRequest>): RolloutRequest {
  const environment = changes.environment ?? textcraft;
  const task = environment.tasks('train')[0] as Task;
  const fixed = { sample: 0, seed: 7, temperature: 0, maxTokens: 20, maxRounds: environment.maxRounds };
  return { environment, task, policy: createExpertPolicy(), format: 'react', ...fixed, ...changes };
}

describe.each(environments)('$name', (environment) => {
  it('is solved by the same moves in every format, each said in its own way', async () => {
    const played = await Promise.all(ACTION_FORMATS.map((format) => rollout(requestFor({ environment, format }))));
    const told = played.map(({ messages }) =>
      messages.flatMap(({ role, content }) => (role === 'user' ? [content] : [])).slice(1),
    );
    for (const [index, trajectory] of played.entries()) {
      const format = ACTION_FORMATS[index] ?? 'react';
      expect(trajectory).toMatchObject({ outcome: 'success', parseErrors: 0 });
      expect(told[index]).toEqual(told[0]);
      const [rules, , , turn] = trajectory.messages;
      expect(rules?.content).toBe(environment.instructions(format)[0]?.content);
      const begins = { react: 'Thought: ', function_calling: '{"thought": "', code_as_action: '# ' }[format];
      expect(turn?.content.startsWith(begins)).toBe(true);
    }
  });

  it('is played at random in every format', async () => {
    for (const format of ACTION_FORMATS) {
      const trajectory = await rollout(requestFor({ environment, format, policy: createRandomPolicy() }));
      expect(trajectory.parseErrors).toBe(0);
      expect(trajectory.error).toBeUndefined();
    }
  });
});

describe('a rollout', () => {
  it('goes on after a turn that cannot be read, at the cost of a round', async () => {
    const policy = createAnsweringPolicy(({ round }) => (round < 2 ? 'Action: inventory' : '# Look.\ninventory()'));
    const trajectory = await rollout(requestFor({ policy, format: 'code_as_action', maxRounds: 3 }));
    expect(trajectory).toMatchObject({ outcome: 'truncated', rounds: 3, parseErrors: 2 });
    const answers = trajectory.messages.slice(4).filter(({ role }) => role === 'user');
    expect(answers.map(({ content }) => content.includes('must be one call'))).toEqual([true, true, false]);
  });

  it('ends as a fault of the environment where its readTurn breaks', async () => {
    const readTurn = (): never => {
      throw new Error('the reader broke');
    };
    const trajectory = await rollout(requestFor({ environment: { ...createCountingEnvironment(), readTurn } }));
    expect(trajectory).toMatchObject({ outcome: 'env_error', error: { message: 'the reader broke' } });
  });

  it('does not begin in a format that its environment cannot be played in', async () => {
    const environment = createCountingEnvironment();
    const played = rollout(requestFor({ environment, format: 'function_calling' }));
    await expect(played).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
    expect(environment.log.opened).toBe(0);
  });
});

it('a run says before it starts which environment its format does not fit', async () => {
  const file = join(root, 'plain.js');
  const define = JSON.stringify(new URL('../../../../dist/environments/define.js', import.meta.url).href);
  writeFileSync(
    file,
    `import { defineEnvironment } from ${define};
     export default defineEnvironment({
       name: 'plain', maxRounds: 2, tasks: { train: 2, dev: 2, eval: 2 }, instructions: 'Go.',
       reset: () => ({ state: 0, observation: 'x' }), step: (state) => ({ state, observation: 'x', done: true }),
     });`,
  );
  const config = parseConfig({
    name: 'x',
    format: 'function_calling',
    environments: [{ name: 'textcraft' }, { name: 'mine', kind: 'custom', file }],
  });
  const directory = join(root, 'run');
  await expect(evolve({ config, directory })).rejects.toMatchObject({
    code: 'E_CONFIG_INVALID',
    message: expect.stringContaining('`mine`') as string,
  });
  expect(existsSync(directory)).toBe(false);
});

it('a file of one format is not gone on with in another', async () => {
  const request = {
    environments: [textcraft],
    policy: createExpertPolicy(),
    split: 'train',
    limit: 2,
    samples: 1,
    seed: 1,
    temperature: 0,
    maxTokens: 1,
  } as const;
  for (const format of ACTION_FORMATS) {
    const file = join(root, `${format}.jsonl`);
    expect(await collect({ ...request, file, format })).toHaveLength(2);
    expect(await collect({ ...request, file, format })).toHaveLength(2);
    for (const other of ACTION_FORMATS.filter((name) => name !== format)) {
      await expect(collect({ ...request, file, format: other })).rejects.toMatchObject({
        code: 'E_STORE_MISMATCH',
        message: expect.stringContaining(`in the format ${format}, not ${other}`) as string,
      });
    }
  }
});

describe('the in-process model', () => {
  it('has no word more in ReAct than the environments have', async () => {
    const own = environments.flatMap((environment) => [...environment.lexicon()]);
    expect([...(await lexiconOf(environments))]).toEqual(own);
    expect([...(await lexiconOf(environments, { format: 'react', further: [] }))]).toEqual(own);
  });

  it('has the words of further environments where it is to be evaluated on them', async () => {
    const met = await tokenizerOf(await lexiconOf([textcraft]), root);
    const further = await tokenizerOf(await lexiconOf([textcraft], { further: ['wordle'] }), root);
    const said = 'Guess the hidden word.';
    expect(met.encode(said)).toContain(met.tokenId('<|unk|>'));
    expect(further.encode(said)).not.toContain(further.tokenId('<|unk|>'));
  });

  it.each(['function_calling', 'code_as_action'] as const)('has the words of %s', async (name) => {
    const tokenizer = await tokenizerOf(await lexiconOf(environments, { format: name }), root);
    const unknown = tokenizer.tokenId('<|unk|>');
    for (const environment of environments) {
      const format = formatOf(environment, name);
      const faulty = ['', '{"function_name": "craft"}', 'craft(1, "stick")', 'Action: x', '}{', 'go_to(1)'].map(
        (text) => format.read(text),
      );
      const errors = faulty.flatMap((turn) => ('error' in turn ? [turn.error] : []));
      const told = environment.instructions(name).map(({ content }) => content);
      expect(errors.length).toBeGreaterThan(2);
      for (const text of [...told, ...errors.filter((error) => !error.includes('no function'))])
        expect(tokenizer.encode(text), text).not.toContain(unknown);
    }
  });

  it.each(ACTION_FORMATS)('gives turns in %s back as they were', async (name) => {
    const tokenizer = await tokenizerOf(await lexiconOf(environments, { format: name }), root);
    for (const environment of environments) {
      const format = formatOf(environment, name);
      const session = await environment.open();
      for (const task of environment.tasks('eval').slice(0, 20)) {
        await session.reset(task, 0);
        const move = session.expert?.() ?? { thought: '', action: '' };
        const said = tokenizer.decode(tokenizer.encode(format.write(move)));
        expect(format.read(said)).toEqual(move);
        if (name !== 'code_as_action') expect(said).toBe(format.write(move));
      }
    }
  });

  it('refuses a format that its tokenizer has no words for', async () => {
    const path = join(root, 'react-model');
    const architecture = { kind: 'llama', hiddenSize: 16, layers: 1, heads: 2, kvHeads: 1, headDim: 16 } as const;
    const rest = { intermediateSize: 16, rmsEps: 1e-5, ropeTheta: 10_000, maxPositions: 512, tiedHead: true };
    const lexicon = await lexiconOf([textcraft]);
    await createBaseModel(path, { architecture: { ...architecture, ...rest }, lexicon, seed: 1, init: 'plain' });
    const policy = await createLocalPolicy({ checkpoint: { id: 'x', path }, threads: 1, slots: 1 });
    try {
      const task = textcraft.tasks('train')[0] as Task;
      const session = await textcraft.open();
      const open = (name: (typeof ACTION_FORMATS)[number]) =>
        policy.open({ task, session, seed: 1, format: formatOf(textcraft, name) });
      open('react').close();
      expect(() => open('function_calling')).toThrow(
        expect.objectContaining({
          code: 'E_POLICY_CAPABILITY',
          message: expect.stringContaining('function_calling') as string,
        }),
      );
    } finally {
      await policy.close();
    }
  });
});
