/** What scoring anew comes to, by environment: success and reward before and now, and what became of outcomes. */
import type { Outcome, Trajectory } from '../trajectories/trajectory.ts';

export interface Difference {
  /** Trajectories that were scored anew. */
  trajectories: number;
  /** Share of them that succeeded, and their mean reward in [0, 1]. */
  success: { before: number; now: number };
  reward: { before: number; now: number };
  /** Trajectories whose reward is another now. */
  rewards: number;
  /** Outcomes that are others now, most frequent first, with the first hundred tasks. */
  outcomes: readonly { before: Outcome; now: Outcome; count: number; tasks: readonly string[] }[];
}

interface Sums {
  trajectories: number;
  success: { before: number; now: number };
  reward: { before: number; now: number };
  rewards: number;
  outcomes: Map<string, { before: Outcome; now: Outcome; count: number; tasks: Set<string> }>;
}

const MOST_TASKS = 100;

export interface DifferenceTally {
  add(before: Trajectory, now: Trajectory): void;
  differences(): { environments: Record<string, Difference>; changed: number };
}

export function differenceTally(): DifferenceTally {
  const environments = new Map<string, Sums>();
  let changed = 0;
  return {
    add: (before, now) => {
      const sums = environments.get(before.environment) ?? noSums();
      environments.set(before.environment, sums);
      sums.trajectories += 1;
      for (const [key, one] of [['before', before] as const, ['now', now] as const]) {
        sums.success[key] += one.outcome === 'success' ? 1 : 0;
        sums.reward[key] += one.reward ?? 0;
      }
      const rewarded = before.rewardRaw !== now.rewardRaw || before.reward !== now.reward;
      if (rewarded) sums.rewards += 1;
      if (before.outcome !== now.outcome) addOutcome(sums, before, now.outcome);
      if (rewarded || before.outcome !== now.outcome) changed += 1;
    },
    differences: () => ({
      environments: Object.fromEntries([...environments].map(([name, sums]) => [name, differenceOf(sums)])),
      changed,
    }),
  };
}

function noSums(): Sums {
  const [success, reward] = [
    { before: 0, now: 0 },
    { before: 0, now: 0 },
  ];
  return { trajectories: 0, success, reward, rewards: 0, outcomes: new Map() };
}

function addOutcome({ outcomes }: Sums, { outcome, itemId }: Trajectory, now: Outcome): void {
  const key = `${outcome} ${now}`;
  const change = outcomes.get(key) ?? { before: outcome, now, count: 0, tasks: new Set() };
  outcomes.set(key, change);
  change.count += 1;
  if (change.tasks.size < MOST_TASKS) change.tasks.add(itemId);
}

function differenceOf({ trajectories, success, reward, rewards, outcomes }: Sums): Difference {
  const mean = ({ before, now }: { before: number; now: number }): { before: number; now: number } => ({
    before: before / trajectories,
    now: now / trajectories,
  });
  const changes = [...outcomes.values()].toSorted((a, b) => b.count - a.count);
  return {
    trajectories,
    success: mean(success),
    reward: mean(reward),
    rewards,
    outcomes: changes.map((change) => ({ ...change, tasks: [...change.tasks] })),
  };
}
