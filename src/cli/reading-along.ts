/**
 * What people read along while a command plays: a reporter for its streams, and the events of its one stage. Which
 * stream it is, and whether it may be written over, is decided here for all commands.
 */
import { runningRate } from '../evaluate/running.ts';
import type { Spent } from '../explore/budget.ts';
import type { ExploreProgress } from '../explore/progress.ts';
import type { Label, Used } from '../report/events.ts';
import { progressReporter, type Reporter } from '../report/progress.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import { type CliContext, mayColour, mayRewrite, type Output, widthOf } from './context.ts';

export interface ReadingAlong {
  stream: Output;
  layout: { width: number | undefined; colour: boolean };
  reporter: Reporter;
}

/**
 * Where standard output is for programs, people read along on standard error: `last` prints there once, at the end,
 * `lines` all the time, which a live view on the same terminal would not survive.
 */
export function readingAlong(
  machine: 'last' | 'lines' | undefined,
  { stdout, stderr, env, signal }: CliContext,
): ReadingAlong {
  const stream = machine === undefined ? stdout : stderr;
  const colour = mayColour(stream, env);
  const live = mayRewrite(stream, env) && !(machine === 'lines' && stdout.isTTY === true);
  const reporter = progressReporter({ stream, colour, live, signal });
  return { stream, layout: { width: widthOf(stream), colour }, reporter };
}

/** The stage of a command that plays, from its first rollout on. */
export interface Playing {
  begin: () => void;
  onTrajectory: (trajectory: Trajectory, progress: ExploreProgress, spent: Spent) => void;
  /** New rollouts. */
  rollouts: () => number;
}

/** `limits` are those that the rollouts are under, if any. */
export function playing(label: Label, { on }: Reporter, limits: Used['limits']): Playing {
  const success = runningRate();
  let [rollouts, generated] = [0, 0];
  return {
    begin: () => on({ type: 'stage-started', ...label }),
    onTrajectory: (trajectory, progress, spent) => {
      rollouts += 1;
      success.add(trajectory);
      generated += trajectory.usage.completion;
      // Scripted policies use no tokens.
      const used = spent.prompt + spent.completion > 0 ? { generated, used: { spent, limits } } : {};
      on({ type: 'progress', ...label, ...progress, ...success.shown(), ...used });
    },
    rollouts: () => rollouts,
  };
}
