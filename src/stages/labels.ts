/** What every stage of a run is called, in one place: when it announces itself, and where it is still to come. */
import type { Agent, TrainStage } from '../loop.ts';
import type { Label } from '../report/events.ts';

export const LEARN_TO_READ: Label = { stage: 'base', title: 'base: learn to read' };
export const DEMONSTRATIONS: Label = { stage: 'demonstrate', title: 'demonstrations' };

export function exploration(iteration: number): Label {
  return { stage: 'explore', title: `iteration ${iteration}: explore`, iteration };
}

/** Iteration 0 is cloning. */
export function weighing(iteration: number): Label {
  if (iteration === 0) return { stage: 'weigh', title: 'weigh demonstrations' };
  return { stage: 'weigh', title: `iteration ${iteration}: weigh`, iteration };
}

export function training({ role, iteration }: Pick<TrainStage, 'role' | 'iteration'>): Label {
  if (role === 'clone') return { stage: 'clone', title: 'clone' };
  if (role === 'control') return { stage: 'control', title: 'control: clone for longer' };
  return { stage: 'train', title: `iteration ${iteration}: train`, iteration };
}

/** Iteration 0 is the cloned agent. */
export function evaluation(iteration: number): Label {
  if (iteration === 0) return { stage: 'evaluate', title: 'baseline on dev' };
  return { stage: 'evaluate', title: `iteration ${iteration}: evaluate on dev`, iteration };
}

export function furtherLook(iteration: number, look: number, agent: 'candidate' | 'incumbent'): Label {
  return { stage: 'evaluate', title: `iteration ${iteration}: look ${look} on dev, ${agent}`, iteration };
}

export function assessment(agent: Agent, split: string): Label {
  return { stage: 'final', title: `${agent} on ${split}` };
}
