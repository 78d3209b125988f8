/**
 * The grammar of actions. Forgiving about case, white space, articles, a final full stop, and about the words that AgentGym
 * and ALFWorld have used for one action (`put mug 1 in/on desk 1`, `move mug 1 to desk 1`). Parses only: what an action
 * does is the game's business.
 */
export type Action =
  | { verb: 'go to' | 'open' | 'close' | 'use' | 'examine'; name: string }
  | { verb: 'take' | 'move' | 'clean' | 'heat' | 'cool'; name: string; place: string }
  | { verb: 'look' | 'inventory' | 'check' | 'empty' | 'unclear' };

/** A kind and a number. */
const NAME = '([a-z]+ \\d{1,3})';
const ONE = new RegExp(`^(go to|goto|open|close|use|turn on|turn off|examine|look at) ${NAME}$`);
const TWO = new RegExp(
  `^(take|pick up|move|put|place|clean|heat|cool) ${NAME} (from|to|in/on|in|on|into|onto|with|using) ${NAME}$`,
);
/** The words between the two names. */
const BETWEEN: Readonly<Record<'take' | 'move' | 'clean' | 'heat' | 'cool', readonly string[]>> = {
  take: ['from'],
  move: ['to', 'in/on', 'in', 'on', 'into', 'onto'],
  clean: ['with', 'using'],
  heat: ['with', 'using'],
  cool: ['with', 'using'],
};
const SAME: Readonly<Record<string, string>> = {
  goto: 'go to',
  'turn on': 'use',
  'turn off': 'use',
  'look at': 'examine',
  'pick up': 'take',
  put: 'move',
  place: 'move',
};
/** No action is longer; a long text is not looked at. */
const LONGEST = 200;

export function parseAction(text: string): Action {
  if (text.length > LONGEST) return { verb: 'unclear' };
  const line = text
    .trim()
    .toLowerCase()
    .replace(/\s*\.$/u, '')
    .replace(/\s*\/\s*/u, '/')
    .replace(/\b(?:the|an|a) /gu, '')
    .replace(/\s+/gu, ' ');
  if (line === '') return { verb: 'empty' };
  if (line === 'look' || line === 'look around') return { verb: 'look' };
  if (line === 'inventory') return { verb: 'inventory' };
  if (line === 'check available actions' || line === 'help') return { verb: 'check' };
  const [, single, only] = ONE.exec(line) ?? [];
  if (single !== undefined && only !== undefined) return { verb: same(single) as 'use', name: only };
  const [, said = '', name = '', between = '', place = ''] = TWO.exec(line) ?? [];
  const verb = same(said) as keyof typeof BETWEEN;
  return BETWEEN[verb]?.includes(between) ? { verb, name, place } : { verb: 'unclear' };
}

function same(verb: string): string {
  return SAME[verb] ?? verb;
}
