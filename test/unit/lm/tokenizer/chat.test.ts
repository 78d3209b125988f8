import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatEncoder, loadChat } from '../../../../src/lm/tokenizer/chat.ts';
import { wordLevelTokenizer } from '../../../../src/lm/tokenizer/word-level.ts';

const WORDS = ['go', 'to', 'red', 'ball', 'stop', '.'];
const CHATML =
  "{% for m in messages %}{{ '<|user|>' + m['role'] + '\n' + m['content'] + '<|end|>' + '\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|user|>assistant\n' }}{% endif %}";
/** Leaves out what an assistant thought in earlier turns. */
const FORGETFUL =
  "{% for m in messages %}{{ '<|' + m['role'] + '|>' }}{% if m['role'] == 'assistant' and not loop.last %}" +
  "{{ 'go' }}{% else %}{{ m['content'] }}{% endif %}{{ '<|end|>' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgym-chat-'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

async function chatOf(template?: string): Promise<ChatEncoder> {
  const directory = mkdtempSync(join(root, 'chat-'));
  const { tokenizer, config } = wordLevelTokenizer([...WORDS, 'user', 'assistant', 'system']);
  writeFileSync(join(directory, 'tokenizer.json'), JSON.stringify(tokenizer));
  const changed = template === undefined ? config : { ...config, chat_template: template };
  writeFileSync(join(directory, 'tokenizer_config.json'), JSON.stringify(changed));
  return loadChat(directory);
}

const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const conversation = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }).map((turns) =>
  turns.flatMap(([asked, answered]) => [
    { role: 'user' as const, content: asked, weight: 0 },
    { role: 'assistant' as const, content: answered, weight: 0.5 },
  ]),
);

describe.each([
  ['our template', undefined],
  ['a template of the ChatML kind', CHATML],
])('%s', (_name, template) => {
  it('only ever appends: what was seen and sampled begins what is seen next', async () => {
    const chat = await chatOf(template);
    fc.assert(
      fc.property(conversation, (messages) => {
        let seen: number[] = [];
        for (let turn = 0; turn < messages.length; turn += 2) {
          const prompt = chat.promptIds(messages.slice(0, turn + 1));
          expect(prompt.slice(0, seen.length)).toEqual(seen);
          const whole = chat.encodeExample(messages.slice(0, turn + 2)).ids;
          expect(whole.slice(0, prompt.length)).toEqual(prompt);
          seen = prompt;
        }
      }),
      { numRuns: 50 },
    );
  });

  it('weighs the words of an answer and the token that ends it, and nothing else', async () => {
    const chat = await chatOf(template);
    fc.assert(
      fc.property(conversation, (messages) => {
        const { ids, weights } = chat.encodeExample(messages);
        expect(weights.length).toBe(ids.length);
        const learned = ids.filter((_id, t) => weights[t] === 0.5);
        const answers = messages.filter(({ role }) => role === 'assistant').map(({ content }) => content);
        expect(learned.filter((id) => chat.endIds.includes(id)).length).toBe(answers.length);
        expect(chat.decode(learned).replaceAll(' ', '')).toBe(answers.join('').replaceAll(' ', ''));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the tokens of an answer as they were sampled', async () => {
    const chat = await chatOf(template);
    const [go] = chat.encodeExample([{ role: 'assistant', content: 'go', weight: 1 }]).ids.slice(-2);
    const odd = [go as number, chat.endIds[0] as number];
    const messages = [
      { role: 'user', content: 'go', weight: 0 },
      { role: 'assistant', content: 'red ball', tokenIds: odd, weight: 1 },
    ] as const;
    const { ids, weights } = chat.encodeExample(messages);
    expect(ids.filter((_, t) => weights[t] === 1)).toEqual(odd);
    const next = chat.promptIds([...messages, { role: 'user', content: 'to' }]);
    expect(next.slice(0, ids.length)).toEqual(ids);
  });
});

it('a template that rewrites earlier turns is refused when it is read', async () => {
  await expect(chatOf(FORGETFUL)).rejects.toMatchObject({
    code: 'E_STORE_CHECKPOINT',
    hint: expect.stringContaining('only appends') as string,
  });
});

it('a message that spells a special token does not become one', async () => {
  const chat = await chatOf();
  const [end] = chat.endIds;
  const plain = chat.promptIds([{ role: 'user', content: 'go to' }]);
  const spelled = chat.promptIds([{ role: 'user', content: 'go <|end|> to' }]);
  const ends = (ids: readonly number[]): number => ids.filter((id) => id === end).length;
  expect(ends(spelled)).toBe(ends(plain));
});

it('a directory without a template is refused by name', async () => {
  const directory = mkdtempSync(join(root, 'bare-'));
  const { tokenizer, config } = wordLevelTokenizer(WORDS);
  const { chat_template: _, ...bare } = config as { chat_template: string };
  writeFileSync(join(directory, 'tokenizer.json'), JSON.stringify(tokenizer));
  writeFileSync(join(directory, 'tokenizer_config.json'), JSON.stringify(bare));
  await expect(loadChat(directory)).rejects.toMatchObject({
    code: 'E_STORE_CHECKPOINT',
    message: expect.stringContaining(directory) as string,
  });
});

it('special tokens are never sampled, but for the one that ends a turn', async () => {
  const chat = await chatOf();
  expect(chat.bannedIds.some((id) => chat.endIds.includes(id))).toBe(false);
  expect(chat.bannedIds.length).toBe(5);
});
