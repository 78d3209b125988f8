/**
 * The grammar of actions. Forgiving about case, white space, articles, a final full stop, and about words that mean the
 * same (`look in`, `put … in`, `turn on`). Parses only: what an action does is in `rules.ts`.
 */
export type Plain = 'look around' | 'inventory' | 'task' | 'wait' | 'wait1' | 'empty' | 'unclear';
export type OneVerb =
  | 'go to'
  | 'open'
  | 'close'
  | 'activate'
  | 'deactivate'
  | 'pick up'
  | 'put down'
  | 'disconnect'
  | 'focus on'
  | 'look at';
export type TwoVerb = 'move' | 'pour' | 'connect' | 'use';

export type Action =
  | { verb: Plain }
  | { verb: OneVerb; first: string }
  | { verb: TwoVerb; first: string; second: string };

/** Words for a verb beside its own. */
const ONE: readonly (readonly [said: string, verb: OneVerb])[] = [
  ['go to', 'go to'],
  ['go', 'go to'],
  ['open', 'open'],
  ['close', 'close'],
  ['activate', 'activate'],
  ['turn on', 'activate'],
  ['deactivate', 'deactivate'],
  ['turn off', 'deactivate'],
  ['pick up', 'pick up'],
  ['take', 'pick up'],
  ['put down', 'put down'],
  ['drop', 'put down'],
  ['disconnect', 'disconnect'],
  ['focus on', 'focus on'],
  ['focus', 'focus on'],
  ['look at', 'look at'],
  ['look in', 'look at'],
  ['look on', 'look at'],
  ['examine', 'look at'],
];

const TWO: readonly (readonly [said: string, verb: TwoVerb, between: readonly string[]])[] = [
  ['move', 'move', [' to ', ' into ', ' in ', ' onto ', ' on ']],
  ['put', 'move', [' to ', ' into ', ' in ', ' onto ', ' on ']],
  ['pour', 'pour', [' into ', ' to ', ' in ']],
  ['connect', 'connect', [' to ', ' with ']],
  ['use', 'use', [' on ', ' with ']],
];

const PLAIN: Readonly<Record<string, Plain>> = {
  '': 'empty',
  'look around': 'look around',
  look: 'look around',
  inventory: 'inventory',
  task: 'task',
  wait: 'wait',
  wait1: 'wait1',
  'wait 1': 'wait1',
};

/** No action is longer; a long text is not looked at. */
const LONGEST = 200;

export function parseAction(text: string): Action {
  if (text.length > LONGEST) return { verb: 'unclear' };
  const line = text
    .trim()
    .toLowerCase()
    .replace(/\s*\.$/u, '')
    .replace(/\b(?:the|an|a) /gu, '')
    .replace(/\s+/gu, ' ');
  if (Object.hasOwn(PLAIN, line)) return { verb: PLAIN[line] ?? 'unclear' };
  for (const [said, verb] of ONE) if (line.startsWith(`${said} `)) return { verb, first: line.slice(said.length + 1) };
  for (const [said, verb, between] of TWO) {
    if (!line.startsWith(`${said} `)) continue;
    const rest = line.slice(said.length + 1);
    const word = between.find((one) => rest.includes(one));
    if (word === undefined) return { verb: 'unclear' };
    const at = rest.indexOf(word);
    return { verb, first: rest.slice(0, at), second: rest.slice(at + word.length) };
  }
  return { verb: 'unclear' };
}

/** An action as the environment writes it. */
export function written(verb: OneVerb | TwoVerb, first: string, second = ''): string {
  switch (verb) {
    case 'move':
    case 'connect':
      return `${verb} ${first} to ${second}`;
    case 'pour':
      return `pour ${first} into ${second}`;
    case 'use':
      return `use ${first} on ${second}`;
    default:
      return `${verb} ${first}`;
  }
}
