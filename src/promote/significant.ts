/**
 * The gate `significant`: a candidate is promoted when it wins significantly more tasks than the incumbent, over all
 * environments, and in none of them may be worse by more than its margin. Decides on counts of one look or several; plays
 * nothing. What is missing for reasons of the plumbing counts against the candidate.
 */
import { exceeds } from '../statistics/difference.ts';
import { boundary, type Boundary, spent } from '../statistics/sequential.ts';

/** Candidate against incumbent on the same tasks. */
export interface Counts {
  tasks: number;
  /** Tasks that both have played; the others are missing. */
  pairs: number;
  /** Tasks that the candidate alone has solved, and the incumbent alone. */
  gained: number;
  lost: number;
  /** Tasks lost, if what is missing of the candidate failed and what is missing of the incumbent did not. */
  lostAtWorst: number;
}

/** What is known at a look; each holds what those before it did. */
export interface Look {
  environments: Readonly<Record<string, Counts>>;
  /** Their sums. */
  total: Counts;
  /** Share played of the tasks that may be, from 0 to 1. */
  fraction: number;
}

export interface Rule {
  /** For all looks together: how often a candidate that is no better, or too much worse somewhere, may be promoted. */
  alpha: number;
  /** The largest loss of success in an environment that is none to speak of, in [0, 1]. */
  margin: (environment: string) => number;
}

export type Verdict = 'promote' | 'reject' | 'inconclusive';

export interface Judgement {
  verdict: Verdict;
  /** A sentence. */
  reason: string;
}

/** From here on a candidate that is not ahead is given up: it is too late to gain enough. */
const HALF = 0.5;

/** Judges by the last of the looks; those before it have not decided. */
export function judge(looks: readonly Look[], rule: Rule): Judgement {
  const look = looks.at(-1);
  if (look === undefined) throw new Error('There is no look to judge by.');
  const lost = lossOf(look, rule);
  if (lost !== undefined) return { verdict: 'reject', reason: lost };

  const ahead = superiority(looks, rule.alpha);
  const figures = figuresOf(look, ahead);
  const better = look.total.gained >= ahead.wins;
  const open = better ? Object.keys(look.environments).filter((name) => !withinMargin(looks, name, rule)) : [];
  if (better && open.length === 0) {
    const reason = `The candidate is better, and worse nowhere by more than the margin: ${figures}${missingOf(look)}.`;
    return { verdict: 'promote', reason };
  }
  if (look.fraction >= HALF && look.total.gained <= look.total.lost)
    return { verdict: 'reject', reason: `The candidate is not ahead after ${tasks(look.total.tasks)}: ${figures}.` };
  const what = better
    ? `The candidate is better, but may be worse by more than the margin in ${open.join(', ')}`
    : 'The candidate is not shown to be better';
  return { verdict: 'inconclusive', reason: `${what}: ${figures}${missingOf(look)}.` };
}

/** Why the candidate cannot be wanted: it is worse, over all or in an environment by more than its margin. */
function lossOf({ environments, total }: Look, { alpha, margin }: Rule): string | undefined {
  if (exceeds(swapped(total), 0, alpha)) return `The candidate is worse: ${counted(total)}.`;
  for (const [name, counts] of Object.entries(environments)) {
    if (exceeds(swapped(counts), margin(name), alpha))
      return `The candidate is worse in ${name} by more than ${points(margin(name))}: ${counted(counts)}.`;
  }
  return undefined;
}

/** How many wins it takes, of all tasks that may differ. */
function superiority(looks: readonly Look[], alpha: number): Boundary {
  const seen = looks.map(({ fraction, total }) => ({ fraction, discordant: total.gained + total.lostAtWorst }));
  return boundary(seen, alpha);
}

/** At each look with the alpha that becomes due at it: the sum over the looks is alpha. */
function withinMargin(looks: readonly Look[], name: string, { alpha, margin }: Rule): boolean {
  const [look, before] = [looks.at(-1), looks.at(-2)];
  const counts = look?.environments[name];
  if (look === undefined || counts === undefined) return false;
  const due = spent(alpha, look.fraction) - spent(alpha, before?.fraction ?? 0);
  return exceeds({ pairs: counts.tasks, gained: counts.gained, lost: counts.lostAtWorst }, -margin(name), due);
}

function swapped({ pairs, gained, lost }: Counts): { pairs: number; gained: number; lost: number } {
  return { pairs, gained: lost, lost: gained };
}

function figuresOf({ total }: Look, { wins }: Boundary): string {
  const differ = total.gained + total.lostAtWorst;
  const need = wins > differ ? `${differ} that differ are too few` : `${wins} of ${differ} are needed`;
  return `${counted(total)}; ${need}`;
}

function missingOf({ total }: Look): string {
  const missing = total.tasks - total.pairs;
  return missing === 0 ? '' : `; ${missing} missing count against it`;
}

function counted({ gained, lost, pairs }: Counts): string {
  return `${tasks(gained)} gained, ${lost} lost of ${pairs}`;
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}

function points(share: number): string {
  return `${Number((100 * share).toFixed(1))} points`;
}
