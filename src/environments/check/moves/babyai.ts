/** babyai, as far as a goal in view can be walked to by one action that the observation lists. */
import type { Game } from './game.ts';

/** Level 1, where the goal is in the same room: index modulo 40 is 0. */
const LEVEL_1 = [0, 40, 80, 120];
const TURNS = 4;

export async function toOneGoal(game: Game, tasks: readonly number[]): Promise<void> {
  for (const index of new Set([...LEVEL_1, ...tasks])) {
    if (!(await game.reset(index, { quiet: true }))) continue;
    await walkToGoal(game);
    if (game.over) return;
  }
}

/** Looks around for the thing to go to, and goes there. False where it is not in view. */
export async function walkToGoal(game: Game): Promise<boolean> {
  const thing = /^go to (?:a|an|the) ([a-z ]+)/u.exec(game.goal)?.[1]?.trim();
  if (thing === undefined) return false;
  for (let turn = 0; turn < TURNS; turn++) {
    const action = listed(game.observation).find((one) => new RegExp(`^go to ${thing} \\d+$`, 'u').test(one));
    if (action !== undefined) {
      await game.step(action);
      return true;
    }
    if ((await game.step('turn left')).failed || game.over) return false;
  }
  return false;
}

/** As the original lists them, `["turn left", "go to red ball 1"]`, or as words with commas between them. */
export function listed(observation: string): string[] {
  const list = /Available actions: ([^\n]*)/u.exec(observation)?.[1] ?? '';
  return list.split(',').map((action) => action.replaceAll(/[[\]".]/gu, '').trim());
}
