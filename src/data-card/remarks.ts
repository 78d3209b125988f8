/** What of a data card is worth a word when an iteration ends: signs that there is little to learn from, or much forgotten. */
import type { DataCard } from './card.ts';

/** From these shares on, in (0, 1). */
const MANY_DUPLICATES = 0.5;
const FEW_WORTH = 0.1;
const MUCH_MISSING = 0.05;
const MANY_UNREADABLE = 0.25;
/** Of the entropy of the first iteration that has one. */
const LITTLE_ENTROPY = 0.25;

/** Sentences without a full stop, the gravest first; none where nothing stands out. */
export function remarksOf(card: DataCard): string[] {
  return [forgotten(card), worth(card), missing(card), duplicates(card), unreadable(card), certain(card)].flatMap(
    (remark) => remark ?? [],
  );
}

function forgotten({ dev: { lastIteration } }: DataCard): string | undefined {
  if (lastIteration === undefined || lastIteration.forgotten.count <= lastIteration.gained.count) return undefined;
  const { iteration, tasks } = lastIteration;
  const against = iteration === 0 ? 'the cloned agent' : `iteration ${iteration}`;
  return `forgets ${lastIteration.forgotten.count} of ${tasks} dev tasks that ${against} solved, and gains ${lastIteration.gained.count}`;
}

function worth({ weighed: { examples, effectiveSampleSize } }: DataCard): string | undefined {
  if (examples === 0 || effectiveSampleSize >= FEW_WORTH * examples) return undefined;
  return `the weights of ${examples} examples are worth ${effectiveSampleSize.toFixed(0)} of equal weight`;
}

function missing(card: DataCard): string | undefined {
  const { all, of } = explored(card, ({ missing: share, trajectories }) => share * trajectories);
  if (all === 0 || of < MUCH_MISSING * all) return undefined;
  return `${percent(of / all)} of the exploration is missing: it ended in errors`;
}

function duplicates(card: DataCard): string | undefined {
  const { all, of } = explored(card, (part) => part.duplicates);
  if (all === 0 || of <= MANY_DUPLICATES * all) return undefined;
  return `${percent(of / all)} of the exploration repeats another rollout of its task word for word`;
}

function unreadable(card: DataCard): string | undefined {
  const turns = explored(card, (part) => part.turns).of;
  const { of } = explored(card, ({ parseErrors }) => parseErrors);
  if (turns === 0 || of < MANY_UNREADABLE * turns) return undefined;
  return `${percent(of / turns)} of the turns hold no action, or several`;
}

function certain({ entropy }: DataCard): string | undefined {
  const first = entropy.find((one) => one !== null);
  const last = entropy.at(-1);
  if (entropy.length < 2 || first === undefined || first === null || last === undefined || last === null)
    return undefined;
  if (last >= LITTLE_ENTROPY * first) return undefined;
  return `exploration has become certain: ${last.toFixed(3)} nats a token, ${first.toFixed(3)} at first`;
}

type Explored = NonNullable<DataCard['environments'][string]['explored']>;

/** Sums over the environments. */
function explored({ environments }: DataCard, count: (part: Explored) => number): { all: number; of: number } {
  let [all, of] = [0, 0];
  for (const { explored: part } of Object.values(environments)) {
    if (part === undefined) continue;
    all += part.trajectories;
    of += count(part);
  }
  return { all, of };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
