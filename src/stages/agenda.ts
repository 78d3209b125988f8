/**
 * The stages that a run will come to, in the order of the loop (src/loop.ts), for those who follow it. What only the run
 * decides is not in it (further looks), or is as the config has it (for how long the control is cloned).
 */
import { type EvolveConfig, isFresh } from '../config/schema.ts';
import type { Environment } from '../environments/contract.ts';
import type { Upcoming } from '../report/events.ts';
import { devTasks } from './dev-tasks.ts';
import { assessment, DEMONSTRATIONS, evaluation, exploration, LEARN_TO_READ, training, weighing } from './labels.ts';

export function agendaOf(config: EvolveConfig, environments: readonly Environment[]): Upcoming[] {
  const { policy, clone, iterations, train, control, evaluate, explore } = config;
  const over = (count: (one: Environment) => number, samples: number): number =>
    samples * environments.reduce((sum, one) => sum + count(one), 0);
  const onDev = over((one) => devTasks(config, one).length, evaluate.samples);
  const onFinal = evaluate.final === 'dev' ? onDev : over((one) => one.taskCount(evaluate.final), evaluate.samples);
  const explored = over((one) => one.taskCount('train'), explore.samples);
  const warmth = isFresh(policy) ? policy.model.warmStart.steps : 0;
  const cloning = clone.steps > 0 ? [{ ...training({ role: 'clone', iteration: 0 }), amount: clone.steps }] : [];
  return [
    ...(warmth > 0 ? [{ ...LEARN_TO_READ, amount: warmth }] : []),
    DEMONSTRATIONS,
    weighing(0),
    ...cloning,
    { ...evaluation(0), amount: onDev },
    ...Array.from({ length: iterations }, (_, i) => [
      { ...exploration(i + 1), amount: explored },
      weighing(i + 1),
      ...(train.steps > 0 ? [{ ...training({ role: 'candidate', iteration: i + 1 }), amount: train.steps }] : []),
      { ...evaluation(i + 1), amount: onDev },
    ]).flat(),
    { ...assessment('promoted', evaluate.final), amount: onFinal },
    { ...assessment('baseline', evaluate.final), amount: onFinal },
    ...(control ? controlled(config, onFinal) : []),
  ];
}

/** Cloned for as long, the baseline is its own control. */
function controlled({ train, clone, evaluate }: EvolveConfig, onFinal: number): Upcoming[] {
  const same = train.steps === clone.steps || train.steps === 0;
  return [
    ...(same ? [] : [{ ...training({ role: 'control', iteration: 0 }), amount: train.steps }]),
    { ...assessment('control', evaluate.final), amount: onFinal },
  ];
}
