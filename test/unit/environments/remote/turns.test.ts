/** How a model's turn becomes an action: what the original clients send for the same text. */
import { describe, expect, it } from 'vitest';
import type { RemoteName } from '../../../../src/config/stages/remote.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { ADAPTERS } from '../../../../src/environments/remote/adapters.ts';

/** What is sent, or undefined where the original sends nothing. */
function sent(name: RemoteName, text: string): string | undefined {
  const turn = ADAPTERS[name].readTurn(text);
  return 'error' in turn ? undefined : turn.action;
}

const TURNS: readonly [name: RemoteName, text: string, action: string | undefined][] = [
  ['textcraft', 'Thought: go.\nAction: get 2 oak_log', 'get 2 oaklog'],
  ['textcraft', 'Action:\n\n  craft 1 stick using 2 "planks"!', 'craft 1 stick using 2 planks'],
  ['textcraft', 'Action: get 1 dirt\nand more', 'get 1 dirt'],
  ['textcraft', 'Action: get 1 dirt\nAction: get 2 dirt', undefined],
  ['textcraft', 'no action at all', ''],
  ['textcraft', 'Action: get   3\tlapis-lazuli', 'get 3lapislazuli'],
  ['babyai', 'Thought: a\nAction: go to red ball 1.', 'go to red ball 1'],
  ['babyai', 'Action: a Action: b', 'a Action b'],
  ['sciworld', 'Thought: x\nAction: open door to kitchen</s>', 'open door to kitchen'],
  ['sciworld', 'Action: one\nAction: two\nthree', 'two\nthree'],
  ['sciworld', 'Thought: nothing', ''],
  ['alfworld', 'Action: put mug 1 in/on desk 1 ', 'put mug 1 in/on desk 1'],
  ['webshop', 'Thought: x\n\nAction:\nclick[Buy Now]', 'click[Buy Now]'],
  ['webshop', ' search[blue lamp]', 'search[blue lamp]'],
  ['webshop', 'I do not know', ''],
  ['maze', 'Thought: x\nAction: move up\n', 'move up'],
  ['maze', 'Action: move up Action: move down', 'move up'],
  ['maze', ' move left </s>', 'move left'],
  ['wordle', 'Action: p a n i c', 'p a n i c'],
  ['sqlgym', 'Thought\n```sql\nSELECT 1\n``` done', 'SELECT 1'],
  ['sqlgym', '```sql\nSELECT 1\n```\n```sql\nSELECT 2\n```', 'SELECT 2'],
  ['sqlgym', 'SELECT 3', 'SELECT 3'],
  ['sqlgym', 'SELECT 4 ``` rest', 'SELECT 4'],
  ['webarena', 'Next ```click [12]``` please', 'Next ```click [12]``` please'],
  ['webarena', 'click [12]', undefined],
  ['webarena', 'only ``` one', undefined],
  [
    'weather',
    'Thought: x\n\nAction: finish with Action Input: {"answer": 1}',
    'Thought: x\n\nAction: finish with Action Input: {"answer": 1}',
  ],
  ['todo', 'anything', 'anything'],
  ['searchqa', '<think>x</think><search>y</search>', '<think>x</think><search>y</search>'],
];

describe('a ReAct turn', () => {
  it.each(TURNS)('of %s: %j', (name, text, action) => {
    expect(sent(name, text)).toBe(action);
  });

  it.each(Object.values(ADAPTERS).map((adapter) => [adapter.name, adapter] as const))(
    'of %s never fails over a text, and may come as a call in the other formats',
    (name, { readTurn, actionSpace }) => {
      for (const text of ['', '```', 'Action:', 'Action:'.repeat(3), '\u0000\ud800', '</s>', 'x'.repeat(200_000)])
        expect(() => readTurn(text)).not.toThrow();
      const called = formatOf({ name, readTurn, actionSpace }, 'function_calling');
      const first = actionSpace.kind === 'calls' ? actionSpace.actions[0] : actionSpace.action;
      const args = Object.fromEntries(
        first?.parameters.map((one) => [one.name, one.type === 'integer' ? 3 : 'x y']) ?? [],
      );
      const turn = called.read(JSON.stringify({ thought: 't', function_name: first?.name, arguments: args }));
      let expected = first?.template ?? '';
      for (const [key, value] of Object.entries(args)) expected = expected.replace(`{${key}}`, String(value));
      expect(turn).toEqual({ thought: 't', action: expected });
    },
  );
});
