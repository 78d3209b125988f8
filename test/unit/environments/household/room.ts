import { Game } from '../../../../src/environments/builtin/household/game.ts';
import { type Goal, type GoalType, goalsOf } from '../../../../src/environments/builtin/household/goals.ts';
import { closes } from '../../../../src/environments/builtin/household/places.ts';
import { newThing, type Place } from '../../../../src/environments/builtin/household/world.ts';

/** Any goal of a type, with another thing and target. */
export function goalOf(type: GoalType, thing: string, target: string): Goal {
  const [any] = goalsOf(type);
  if (!any) throw new Error('no goal');
  return { ...any, thing, target };
}

/** A room of the kinds named, with things in them: `{ 'fridge 1': ['egg 1'] }`. */
export function roomOf(goal: Goal, contents: Readonly<Record<string, readonly string[]>>): Game {
  const places = Object.entries(contents).map(([name, things]): Place => {
    const kind = name.split(' ')[0] ?? '';
    const made = things.map((thing) => {
      const [own = '', number] = thing.split(' ');
      return newThing(own, Number(number), own.endsWith('lamp'));
    });
    return { name, kind, open: !closes(kind), seen: false, things: made };
  });
  return new Game({ room: 'kitchen', goal, places, at: undefined, carried: undefined });
}
