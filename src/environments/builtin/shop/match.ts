/** Whether two short texts say the same, as the reward of WebShop takes it: the token set ratio of fuzzy matching. */

/** Above it, they say the same. */
const SAME = 85;

/**
 * 0 to 100: how alike two texts are as sets of words. 100 where one's words are all among the other's; else by the letters
 * that shared words and remaining words have in common, in order.
 */
export function tokenSetRatio(a: string, b: string): number {
  const [first, second] = [tokens(a), tokens(b)];
  if (first.size === 0 || second.size === 0) return 0;
  const shared = [...first].filter((word) => second.has(word)).toSorted();
  const rest = (of: ReadonlySet<string>): string[] => [...of].filter((word) => !shared.includes(word)).toSorted();
  const [restA, restB] = [rest(first), rest(second)];
  if (shared.length > 0 && (restA.length === 0 || restB.length === 0)) return 100;
  const base = shared.join(' ');
  const [withA, withB] = [[...shared, ...restA].join(' '), [...shared, ...restB].join(' ')];
  return Math.max(ratio(base, withA), ratio(base, withB), ratio(withA, withB));
}

export function alike(a: string, b: string): boolean {
  return a === b || tokenSetRatio(a, b) > SAME;
}

function tokens(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** Twice the length of the longest common subsequence, in percent of both lengths. */
function ratio(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) return 0;
  let row = new Uint16Array(b.length + 1);
  for (const letter of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j++) {
      const longer = Math.max(row[j] as number, next[j - 1] as number);
      next[j] = letter === b[j - 1] ? (row[j - 1] as number) + 1 : longer;
    }
    row = next;
  }
  return Math.round((200 * (row[b.length] as number)) / (a.length + b.length));
}

/** Colours that stand for their shades: `navy blue stripes` is blue. */
const COLORS: readonly string[] = [
  'beige',
  'black',
  'blue',
  'bronze',
  'brown',
  'copper',
  'cream',
  'gold',
  'gray',
  'green',
  'grey',
  'ivory',
  'navy',
  'orange',
  'pink',
  'purple',
  'rainbow',
  'red',
  'rose',
  'silver',
  'tan',
  'turquoise',
  'violet',
  'white',
  'yellow',
];

/** A value without its shade, where it names a colour; else itself. */
export function plainColor(value: string): string {
  const words = tokens(value);
  return COLORS.find((color) => words.has(color)) ?? value;
}
