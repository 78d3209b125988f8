import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOf, trajectoryOf } from '../../../../src/trajectories/readers/detect.ts';
import type { RowPlace } from '../../../../src/trajectories/readers/demonstration.ts';
import type { Trajectory } from '../../../../src/trajectories/trajectory.ts';

const place: RowPlace = { at: 'demos.jsonl:7', sample: 0 };
const read = (row: unknown, more: Partial<RowPlace> = {}): Trajectory => trajectoryOf(row, { ...place, ...more });
const said = (row: unknown): [string, string, boolean][] =>
  read(row).messages.map(({ role, content, loss }) => [role, content, loss]);

const chat = (...messages: object[]): object => ({ messages });
const user = { role: 'user', content: 'go' };
const assistant = { role: 'assistant', content: 'Action: look' };
const human = { from: 'human', value: 'go' };
const gpt = { from: 'gpt', value: 'Action: look' };

const text = fc.string({ unit: 'binary', maxLength: 20 });
const about = fc.record(
  { item_id: fc.constantFrom('maze_3', 'lmrlgym_maze_3'), reward: fc.double({ min: -2, max: 2, noNaN: true }) },
  { requiredKeys: [] },
);

describe('chat rows', () => {
  const messages = fc.array(fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: text }), {
    minLength: 1,
  });

  it('keep every message in its place; what the assistant says is trained on', () => {
    fc.assert(
      fc.property(messages, about, (list, rest) => {
        const row = { messages: [...list, assistant], ...rest };
        expect(formatOf(row)).toBe('chat');
        const { messages: back, reward, itemId } = read(row);
        expect(back).toEqual(row.messages.map((one) => ({ ...one, loss: one.role === 'assistant' })));
        expect(reward).toBe(rest.reward === undefined ? 1 : Math.min(1, Math.max(0, rest.reward)));
        expect(itemId).toBe(rest.item_id === undefined ? 'conversations:conversation_0' : 'maze_3');
      }),
    );
  });

  it('say with weight or loss what is not trained on', () => {
    const weighed = [{ weight: 0 }, { weight: 0.5 }, { weight: 1 }, { loss: false }, { loss: true }, { weight: null }];
    const trained = said(chat(...weighed.map((more) => ({ ...assistant, ...more })))).map(([, , loss]) => loss);
    expect(trained).toEqual([false, true, true, false, true, true]);
  });

  it('may have parts of text, and developers', () => {
    const parts = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    const row = chat({ role: 'developer', content: 'x' }, { role: 'user', content: parts }, assistant);
    expect(said(row).map(([role, content]) => `${role} ${content}`)).toEqual([
      'system x',
      'user ab',
      'assistant Action: look',
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'an unknown role',
      chat({ ...user, role: 'tool' }, assistant),
      /demos.jsonl:7 is not a chat row: messages.0.role: /u,
    ],
    ['no assistant', chat(user), /there is no message of the assistant/u],
    ['no message', chat(), /messages: /u],
    [
      'a call of a tool',
      chat({ ...assistant, content: null, tool_calls: [{}] }),
      /messages.0.content: a message is text/u,
    ],
    ['a call beside text', chat({ ...assistant, tool_calls: [{}] }), /messages.0.tool_calls: calls of tools are not/u],
    ['a picture', chat({ role: 'user', content: [{ type: 'image_url' }] }, assistant), /messages.0.content: /u],
    ['a negative weight', chat({ ...assistant, weight: -0.5 }), /weight: a negative weight/u],
    ['an id that is none', { messages: [assistant], item_id: 'maze' }, /item_id: an item id is/u],
    ['an infinite reward', { messages: [assistant], reward: Number.POSITIVE_INFINITY }, /reward: /u],
  ])('are refused: %s', (_, row, message) => {
    expect(() => read(row)).toThrow(message);
  });
});

describe('ShareGPT rows', () => {
  const senders = {
    system: 'system',
    human: 'user',
    user: 'user',
    observation: 'user',
    gpt: 'assistant',
    assistant: 'assistant',
    chatgpt: 'assistant',
    function_call: 'assistant',
  } as const;
  const from = fc.constantFrom(...(Object.keys(senders) as (keyof typeof senders)[]));

  it('know the senders of the format, in every order', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ from, value: text })), fc.option(text), (turns, system) => {
        const row = { conversations: [...turns, gpt], system };
        expect(formatOf(row)).toBe('sharegpt');
        const expected = row.conversations.map((turn): [string, string, boolean] => {
          const role = senders[turn.from as keyof typeof senders];
          return [role, turn.value, role === 'assistant'];
        });
        expect(said(row)).toEqual(system ? [['system', system, false], ...expected] : expected);
      }),
    );
  });

  it.each<[string, unknown, RegExp]>([
    [
      'an unknown sender',
      { conversations: [{ from: 'bot', value: '' }, gpt] },
      /a ShareGPT row: conversations.0.from: /u,
    ],
    ['no answer', { conversations: [human] }, /there is no turn of the assistant/u],
    ['a value that is no text', { conversations: [{ from: 'gpt', value: 3 }] }, /conversations.0.value: /u],
  ])('are refused: %s', (_, row, message) => {
    expect(() => read(row)).toThrow(message);
  });
});

describe('rows of other kinds', () => {
  it.each<[string, unknown, RegExp]>([
    ['an AgentEval row', { item_id: 'maze_3', conversations: null }, /holds an item id and no conversations/u],
    ['an id', 'maze_3', /holds an item id and no conversations/u],
    ['a preference pair', { prompt: 'a', chosen: 'b', rejected: 'c' }, /preference pair/u],
    [
      'a prompt',
      JSON.parse('{"prompt": 1, "__proto__": {"messages": []}}'),
      /it is an object of `prompt`, `__proto__`/u,
    ],
    ['a list', [gpt], /it is a list/u],
    ['null', null, /it is null/u],
    ['a number', 3, /it is a number/u],
    ['nothing', {}, /it is empty/u],
  ])('are refused: %s', (_, row, message) => {
    expect(() => read(row)).toThrow(message);
    expect(() => read(row)).toThrow(/^demos.jsonl:7 /u);
  });

  it('are never a crash', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom('messages', 'conversations', 'item_id', 'version'),
        (value, key) => {
          try {
            read({ [key]: value });
          } catch (error) {
            expect(error).toMatchObject({ name: 'AgentgymError' });
          }
        },
      ),
    );
  });
});

describe('the environment of a row', () => {
  const reward = { min: 0, max: 1, success: (raw: number) => raw >= 1 };
  const one = [{ name: 'craft', prefix: 'textcraft', reward }];
  const two = [...one, { name: 'maze', reward }];
  const names = (row: object, environments: RowPlace['environments']): string[] => {
    const { environment, id } = read({ ...row, messages: [assistant] }, { environments, nameless: 4 });
    return [environment, id];
  };

  it('is what it says, what its id says, or the only one there is', () => {
    expect(names({ item_id: 'maze_1' }, two)).toEqual(['maze', 'maze_1#0']);
    expect(names({ item_id: 'lmrlgym_maze_1' }, two)).toEqual(['maze', 'maze_1#0']);
    expect(names({ item_id: 'textcraft_1' }, two)).toEqual(['craft', 'craft:textcraft_1#0']);
    expect(names({ item_id: 'textcraft_1', environment: 'maze' }, two)).toEqual(['maze', 'maze:textcraft_1#0']);
    expect(names({ item_id: 'tool_weather_1' }, two)).toEqual(['weather', 'weather_1#0']);
    expect(names({}, one)).toEqual(['craft', 'craft:conversation_4#0']);
    expect(names({}, two)).toEqual(['conversations', 'conversations:conversation_4#0']);
  });
});
