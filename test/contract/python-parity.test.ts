/** Checkpoints are ordinary Hugging Face directories: transformers reads ours and finds the same. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { createEnvironment } from '../../src/environments/catalog.ts';
import type { Message, Task } from '../../src/environments/contract.ts';
import { createBaseModel, readModel } from '../../src/lm/checkpoint/checkpoint.ts';
import { loadChat } from '../../src/lm/tokenizer/chat.ts';
import { loadTokenizer } from '../../src/lm/tokenizer/tokenizer.ts';
import { createLocalPolicy } from '../../src/policies/local.ts';
import { referenceLogProbabilities } from '../support/reference-decoder.ts';

const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const there = spawnSync(python, ['-c', 'import torch, transformers']).status === 0;
const TOKENS = 12;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-parity-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

interface Answer {
  texts: number[][];
  ids: number[];
  logProbabilities: number[][];
  answer: number[];
}

const shapes = [
  ['llama, tied', { kind: 'llama', kvHeads: 1, tiedHead: true }],
  ['llama, untied', { kind: 'llama', kvHeads: 2, tiedHead: false }],
  ['qwen2', { kind: 'qwen2', kvHeads: 2, tiedHead: true }],
  ['qwen3', { kind: 'qwen3', kvHeads: 1, tiedHead: false }],
] as const;

describe.skipIf(!there)(`transformers in ${python}${there ? '' : ' (skipped: it lacks torch or transformers)'}`, () => {
  test.each(shapes)('reads %s: the same tokens, log-probabilities and greedy answer', async (name, shape) => {
    const { environments } = parseConfig({ name: 'parity', environments: [{ name: 'babyai' }] });
    const environment = await createEnvironment((environments as [(typeof environments)[0]])[0]);
    const session = await environment.open(new AbortController().signal);
    const [task] = environment.tasks('dev') as [Task];
    const { observation } = await session.reset(task, 0);
    const messages: Message[] = [...environment.instructions('react'), { role: 'user', content: observation }];
    const texts = [...environment.lexicon()].slice(0, 40);

    const path = join(root, name);
    const sizes = { hiddenSize: 32, layers: 2, heads: 2, headDim: 16, intermediateSize: 48 };
    const architecture = { ...shape, ...sizes, rmsEps: 1e-5, ropeTheta: 10_000, maxPositions: 512 };
    await createBaseModel(path, { architecture, lexicon: environment.lexicon(), seed: 3, init: 'induction' });
    const chat = await loadChat(path);
    const tokenizer = await loadTokenizer(path);
    const request = { path, kind: shape.kind, messages, texts, tokens: TOKENS, banned: chat.bannedIds };
    const script = join(import.meta.dirname, 'parity.py');
    const output = execFileSync(python, [script], { input: JSON.stringify(request), maxBuffer: 1 << 28 });
    const theirs = JSON.parse(output.toString()) as Answer;

    expect(texts.map((text) => tokenizer.encode(text))).toEqual(theirs.texts);
    expect(chat.promptIds(messages)).toEqual(theirs.ids);

    const model = await readModel(path);
    const ours = referenceLogProbabilities(model.architecture, model.parameters, theirs.ids);
    const differences = ours.flatMap((row, t) =>
      row.map((value, id) => Math.abs(value - (theirs.logProbabilities[t]?.[id] as number))),
    );
    expect(differences.reduce((max, value) => Math.max(max, value), 0)).toBeLessThan(1e-4);

    const policy = await createLocalPolicy({ checkpoint: { id: name, path }, threads: 1, slots: 2 });
    try {
      const conversation = policy.open({ task, session, seed: 0 });
      const { tokenIds } = await conversation.complete({
        messages,
        temperature: 0,
        maxTokens: TOKENS,
        seed: 1,
      });
      const end = theirs.answer.findIndex((id) => chat.endIds.includes(id));
      expect(tokenIds).toEqual(end < 0 ? theirs.answer : theirs.answer.slice(0, end + 1));
    } finally {
      await policy.close();
    }
  });
});
