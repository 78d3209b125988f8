/** Where a config's settings depart from the paper's (AgentGym, arXiv 2406.04151), in words. */
import { type EvolveConfig, isFresh } from './config/schema.ts';

/** One sentence each; none where it is the paper's algorithm. */
export function departuresOf({ policy, explore, weigh, train, promotion }: EvolveConfig): string[] {
  const notes: string[] = [];
  if (isFresh(policy)) notes.push('starts from a fresh model, the paper from a pre-trained one');
  if (explore.stop === 'first-success') notes.push('tasks are sampled again only until they are solved');
  if (explore.temperature !== 1)
    notes.push(`explores at temperature ${explore.temperature}; 1 samples from the policy as it is`);
  if (weigh.by !== 'reward') notes.push(`weighs by ${weigh.by}, the paper by reward`);
  if (weigh.merge !== 'initial') notes.push(`merges ${weigh.merge}, the paper D_m with the demonstrations`);
  if (weigh.perTask !== undefined) notes.push(`keeps at most ${weigh.perTask} trajectories of a task`);
  if (train.from !== 'base') notes.push('trains from the incumbent, the paper from the base model');
  if (promotion.gate !== 'always')
    notes.push(
      `goes on from the incumbent where a candidate is not ${promotion.gate === 'better' ? 'better' : 'significantly better'}, the paper from every one`,
    );
  return notes;
}
