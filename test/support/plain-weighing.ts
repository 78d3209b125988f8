/**
 * The rules of the weighing as one would write them down for lists that fit into memory: what the weighing of streams is
 * held against. Nothing of it is shared with the program but how one weight is computed.
 */
import type { PreferencePair, WeightedExample, WeightedMessage } from '../../src/train/contract.ts';
import type { Trajectory } from '../../src/trajectories/trajectory.ts';
import type { WeighSettings } from '../../src/weigh/weigh.ts';
import { weightsOf } from '../../src/weigh/weights.ts';

interface One {
  trajectory: Trajectory & { reward: number };
  iteration: number;
  weight: number;
}

export interface PlainRequest {
  iteration: number;
  trajectories: readonly Trajectory[];
  earlier: readonly (readonly Trajectory[])[];
  demonstrations: readonly Trajectory[];
  settings: WeighSettings;
}

export function plainWeighing(request: PlainRequest): { examples: WeightedExample[]; pairs: PreferencePair[] } {
  const { settings } = request;
  const all = sourcesOf(request).flatMap(([iteration, list]) => weighed(list.filter(isUsable), iteration, settings));
  const weighty = all.filter(({ weight }) => weight > 0);
  const unique = settings.dedupe ? firstOfEqual(weighty) : weighty;
  const { perTask = Number.POSITIVE_INFINITY } = settings;
  const kept = groupsOf(unique, taskOf).flatMap((group) => [
    ...group.filter(({ iteration }) => iteration === 0),
    ...group
      .filter(({ iteration }) => iteration > 0)
      .toSorted((a, b) => b.weight - a.weight || better(a, b) || inOrder(a, b))
      .slice(0, perTask),
  ]);
  return {
    examples: kept.toSorted(inOrder).map(({ trajectory, iteration, weight }) => ({
      itemId: trajectory.itemId,
      environment: trajectory.environment,
      source: iteration === 0 ? `demonstration ${trajectory.id}` : `iteration ${iteration} ${trajectory.id}`,
      messages: weightedBy(weight, trajectory),
    })),
    pairs: settings.pairs === undefined ? [] : pairsOf(all, settings.pairs),
  };
}

function sourcesOf(request: PlainRequest): [number, readonly Trajectory[]][] {
  const { iteration, trajectories, earlier, demonstrations, settings } = request;
  const own: [number, readonly Trajectory[]][] = iteration === 0 ? [] : [[iteration, trajectories]];
  if (settings.merge === 'none' && iteration > 0) return own;
  const before =
    settings.merge === 'all' ? earlier.map((list, i): [number, readonly Trajectory[]] => [i + 1, list]) : [];
  return [[0, demonstrations], ...before, ...own];
}

function isUsable(one: Trajectory): one is One['trajectory'] {
  return one.reward !== null && one.messages.some(({ role, loss }) => role === 'assistant' && loss);
}

function weighed(usable: readonly One['trajectory'][], iteration: number, settings: WeighSettings): One[] {
  const ones = usable.map((trajectory): One => ({ trajectory, iteration, weight: trajectory.reward }));
  if (iteration === 0) return ones;
  return groupsOf(ones.toSorted(inOrder), taskOf).flatMap((group) => {
    const weights = weightsOf(
      group.map(({ trajectory }) => trajectory),
      settings,
    );
    return group.map((one, i) => ({ ...one, weight: weights[i] ?? 0 }));
  });
}

function firstOfEqual(ones: readonly One[]): One[] {
  const sorted = ones.toSorted((a, b) => b.weight - a.weight || inOrder(a, b));
  return groupsOf(sorted, (one) => JSON.stringify([taskOf(one), textsOf(one)])).map(([first]) => first as One);
}

function pairsOf(all: readonly One[], most: number): PreferencePair[] {
  const equal = firstOfEqual(all.map((one) => ({ ...one, weight: 1 }))).toSorted(inOrder);
  return groupsOf(equal, taskOf).flatMap((group) => {
    const ranked = group.toSorted((a, b) => better(a, b) || inOrder(a, b));
    const solved = ranked.filter(({ trajectory }) => trajectory.outcome === 'success');
    const failed = ranked.filter(({ trajectory }) => trajectory.outcome !== 'success').toReversed();
    const pairs: PreferencePair[] = [];
    const made = new Set<string>();
    for (let i = 0, shift = 0; pairs.length < Math.min(most, solved.length * failed.length); i++) {
      const [s, f] = [(i + shift) % solved.length, i % failed.length];
      if (made.has(`${s} ${f}`)) {
        shift += 1;
        i -= 1;
        continue;
      }
      made.add(`${s} ${f}`);
      const [chosen, rejected] = [solved[s] as One, failed[f] as One];
      const { itemId, environment } = chosen.trajectory;
      const messages = [chosen, rejected].map(({ trajectory }) => weightedBy(1, trajectory));
      pairs.push({ itemId, environment, chosen: messages[0] ?? [], rejected: messages[1] ?? [] });
    }
    return pairs;
  });
}

function weightedBy(weight: number, { messages }: Trajectory): WeightedMessage[] {
  return messages.map(({ role, content, loss, tokenIds }) => ({
    role,
    content,
    weight: role === 'assistant' && loss ? weight : 0,
    ...(tokenIds === undefined ? {} : { tokenIds }),
  }));
}

function groupsOf<T>(list: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}

function taskOf({ trajectory }: One): string {
  return JSON.stringify([trajectory.environment, trajectory.itemId]);
}

function textsOf({ trajectory }: One): string[] {
  return trajectory.messages.filter(({ role }) => role === 'assistant').map(({ content }) => content);
}

function better({ trajectory: a }: One, { trajectory: b }: One): number {
  return b.reward - a.reward || a.rounds - b.rounds || a.sample - b.sample;
}

/** Demonstrations, then iterations, each by environment, task and sample. */
function inOrder(a: One, b: One): number {
  const number = ({ trajectory }: One): number => Number(/\d+$/u.exec(trajectory.itemId)?.[0] ?? 0);
  const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    a.iteration - b.iteration ||
    text(a.trajectory.environment, b.trajectory.environment) ||
    number(a) - number(b) ||
    text(a.trajectory.itemId, b.trajectory.itemId) ||
    a.trajectory.sample - b.trajectory.sample ||
    text(a.trajectory.id, b.trajectory.id)
  );
}
