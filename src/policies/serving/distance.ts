/**
 * How far two sets of answers to the same conversations are apart, in nats per token where all have log-probabilities,
 * otherwise as the share of the text that differs. Decides nothing.
 */

/** A greedy answer; `logprobs` (nats) of its tokens where they are known. */
export interface Reading {
  readonly text: string;
  readonly logprobs?: readonly number[] | undefined;
}

export type Readings = readonly Reading[];

export type Measure = 'logprobs' | 'text';

/** A token that is another one counts as so many nats, and no difference counts for more. */
const OTHER_TOKEN = 1;

/** What all of these readings can be compared by. */
export function measureOf(...sets: readonly Readings[]): Measure {
  const told = sets.every((readings) => readings.every(({ logprobs }) => (logprobs ?? []).length > 0));
  return told ? 'logprobs' : 'text';
}

/** Mean over the conversations; the sets are in the same order. */
export function distance(a: Readings, b: Readings, measure: Measure): number {
  const each = distances(a, b, measure);
  return each.reduce((sum, one) => sum + one, 0) / Math.max(1, each.length);
}

export function distances(a: Readings, b: Readings, measure: Measure): number[] {
  return a.flatMap((reading, i) => {
    const other = b[i];
    return other === undefined ? [] : [apart(reading, other, measure)];
  });
}

function apart(a: Reading, b: Reading, measure: Measure): number {
  const [one, two] = [plain(a.text), plain(b.text)];
  const longest = Math.max(one.length, two.length);
  const share = longest === 0 ? 1 : sharedLength(one, two) / longest;
  if (measure === 'text') return 1 - share;
  const [p, q] = [a.logprobs ?? [], b.logprobs ?? []];
  // One of them may count the token that ends the answer. Of texts that part, about the tokens before that are the same.
  const tokens = one === two ? Math.min(p.length, q.length) : Math.floor(share * Math.min(p.length, q.length));
  let sum = 0;
  for (let i = 0; i < tokens; i++) sum += Math.min(OTHER_TOKEN, Math.abs((p[i] as number) - (q[i] as number)));
  const mean = tokens === 0 ? 0 : sum / tokens;
  return share * mean + (1 - share) * OTHER_TOKEN;
}

/** Servers and trainers tell a thought apart in ways of their own, and put spaces between tokens or do not. */
function plain(text: string): string {
  return text.replaceAll(/<\/?think>|\s+/gu, '');
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
