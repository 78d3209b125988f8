/** Model text is data: none of these snippets does anything but be a call that is declared, or an error. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import type { ActionSpace } from '../../../../src/environments/contract.ts';

const text = (name: string) => ({ name, type: 'string', description: name }) as const;
const actionSpace: ActionSpace = {
  kind: 'calls',
  actions: [
    { name: 'say', description: 'Says.', parameters: [text('words')], template: 'say {words}' },
    { name: 'look', description: 'Looks.', parameters: [], template: 'look' },
  ],
};
const formats = (['code_as_action', 'function_calling', 'react'] as const).map((name) =>
  formatOf({ name: 'x', actionSpace }, name),
);
const [code] = formats;

/** Payloads that would leave a trace if anything ran them, in Python or JavaScript. */
const PAYLOADS = [
  '__import__("os").system("touch pwned")',
  'globalThis.pwned = true',
  'eval("globalThis.pwned = 1")',
  'exec("import os")',
  'open("/etc/passwd").read()',
  'process.exit(1)',
  'require("fs").writeFileSync("pwned", "")',
  'import("node:fs")',
  '().__class__.__bases__[0].__subclasses__()',
  '(lambda: 1)()',
  '(() => { globalThis.pwned = true })()',
  '[look() for _ in range(10**9)]',
  '{x: look() for x in ()}',
  '{**globals()}',
  'f"{look()}"',
  'rb"x"',
  '`${globalThis.pwned = 1}`',
  'new Function("globalThis.pwned = 1")()',
  '1 if look() else 2',
  'look() or look()',
  'not True',
  '9**9**9',
  '1/0',
  '-"a"',
  '"a" * 10**9',
  '"%s" % look()',
  'x := 1',
  '*args',
  '**kwargs',
  'a.b',
  'a[0]',
  '...',
  'yield look()',
  'await look()',
  'print(look())',
  'say',
  'say.__call__("x")',
  'say.__globals__',
  'getattr(say, "__globals__")',
  'constructor.constructor("globalThis.pwned = 1")()',
  '"__proto__"',
  '__proto__="x"',
  'constructor="x"',
  'prototype=1',
  '\u0000',
  '"\u0000"',
  '\ufeff"x"',
  '\u202e"x"',
  '“x”',
  '＂x＂',
  '"x\u2028y"',
  '"\ud800"',
  '"\\ud800"',
  "'''x",
  '"""',
  '\\',
  '"\\',
  '#',
  '"#',
  '`',
  '${1}',
  '<script>',
  '$(rm -rf .)',
  '; rm -rf .',
  'NaN',
  'Infinity',
  '1e400',
  '0x1F',
  '1_0',
  '1n',
  '1j',
  'None',
];

const FRAMES: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `say(${payload})`,
  (payload) => `say(words=${payload})`,
  (payload) => `say("x", ${payload})`,
  (payload) => `say("x") ${payload}`,
  (payload) => `say("x")\n${payload}`,
  (payload) => `${payload}\nsay("x")`,
  (payload) => `${payload}.say("x")`,
  (payload) => `say(${payload}="x")`,
  (payload) => `say("x" ${payload})`,
  (payload) => `\`\`\`python\n${payload}\nsay("x")\n\`\`\``,
];

/** Long and deep ones: each is read in time linear in its length, or a run of this file would never end. */
const HEAVY = [
  '('.repeat(90_000),
  'say('.repeat(20_000),
  `say(${'['.repeat(90_000)}`,
  `say("${'\\'.repeat(90_000)}`,
  `say("${'\\\\'.repeat(40_000)}")`,
  `say(${'"a" '.repeat(20_000)})`,
  `say(${'"a",'.repeat(20_000)})`,
  `say(${Array.from({ length: 8000 }, (_, i) => `k${i}=1`).join(',')})`,
  `say(${'9'.repeat(90_000)}x)`,
  `say(${'1.'.repeat(40_000)})`,
  `say(1e${'9'.repeat(90_000)})`,
  '#'.repeat(90_000),
  '#\n'.repeat(45_000),
  ' '.repeat(90_000),
  `${' '.repeat(45_000)}x${' '.repeat(45_000)}`,
  `say("${'a '.repeat(45_000)}")`,
  `say("${' '.repeat(90_000)}")`,
  '```'.repeat(30_000),
  '`'.repeat(90_000),
  `${'a'.repeat(90_000)}(`,
  `${'{"a":'.repeat(18_000)}1${'}'.repeat(9_000)}`,
  '{'.repeat(90_000),
  '}{'.repeat(45_000),
  `{"function_name": "say", "arguments": {"words": "${'\\"'.repeat(40_000)}"}}`,
  'Action:'.repeat(14_000),
  '\nAction:'.repeat(12_000),
  `Thought:${' '.repeat(90_000)}`,
  'say'.repeat(1_000_000),
];

const snippets = [...PAYLOADS.flatMap((payload) => FRAMES.map((frame) => frame(payload))), ...HEAVY];

function globals(): string[] {
  return [...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertyNames(Object.prototype)].toSorted();
}

/** A turn with an action of the space in one line, or a sentence. */
function check(snippet: string): 'turn' | 'error' {
  for (const format of formats) {
    const turn = format.read(snippet);
    if ('error' in turn) {
      expect(turn.error.length).toBeLessThan(600);
      continue;
    }
    if (format.name !== 'react') expect(turn.action).toMatch(/^(?:look|say [^\n\r]+)$/u);
  }
  return 'error' in (code as (typeof formats)[0]).read(snippet) ? 'error' : 'turn';
}

describe('hostile text', () => {
  it('comes in several hundred kinds', () => {
    expect(new Set(snippets).size).toBeGreaterThan(700);
  });

  it('is an error or a plain call, and nothing of it runs', () => {
    const before = globals();
    const counts = { turn: 0, error: 0 };
    for (const snippet of snippets) counts[check(snippet)] += 1;
    expect(globals()).toEqual(before);
    // Among the framed ones are a few harmless calls: strings, and payloads that are comments.
    expect(counts.error).toBeGreaterThan(0.93 * snippets.length);
    expect(counts.turn).toBeGreaterThan(0);
  });

  it('is an error or a plain call however its parts are put together', () => {
    const parts = [
      ...'()[]{}"\'\\#,=.:;@`\n '.split(''),
      'say',
      'look',
      'words',
      '"x"',
      "'x'",
      '"""',
      '1',
      '-',
      'lambda',
      'import',
      'True',
      ...PAYLOADS,
    ];
    const mixed = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(mixed, fc.string({ unit: 'binary', maxLength: 60 })), (snippet) => void check(snippet)),
      {
        numRuns: 2000,
      },
    );
  });
});
