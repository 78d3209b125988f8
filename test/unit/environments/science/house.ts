import { Game } from '../../../../src/environments/builtin/science/game.ts';
import { generate } from '../../../../src/environments/builtin/science/generate.ts';
import { type Goal, goalsOf, type Level } from '../../../../src/environments/builtin/science/goals.ts';
import type { RoomName } from '../../../../src/environments/builtin/science/rooms.ts';
import { type Thing, within } from '../../../../src/environments/builtin/science/world.ts';

/** A goal of a level about a thing in a room. */
export function goalOf(level: Level, subject: string, room: RoomName): Goal {
  const [any] = goalsOf(level);
  if (!any) throw new Error('no goal');
  return { ...any, subject, room };
}

/** A house with that goal; one starts in a room. */
export function houseOf(goal: Goal, start: RoomName, seed = 0): Game {
  const world = generate(goal, seed);
  world.at = world.rooms.get(start) as Thing;
  return new Game(world);
}

/** The thing of a kind. */
export function thing({ world }: Game, kind: string): Thing {
  const found = world.things.find((one) => one.kind.name === kind);
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

/** Acts, and answers with the sentences before the task. */
export function say(game: Game, ...actions: readonly string[]): string {
  let answer = '';
  for (const action of actions) answer = game.act(action);
  return answer.split('\nTask:')[0] ?? '';
}

/** Everything in the tree, each as often as it is there. */
export function inTree({ world }: Game): Thing[] {
  const roots = [...world.rooms.values(), world.hands, world.mains];
  return roots.flatMap((root) => [root, ...within(root)]);
}
