/** The expert where a thing is tested in a circuit: battery, wire, bulb, wire, thing, wire, and back to the battery. */
import type { ExpertMove } from '../../contract.ts';
import { WIRES } from './kinds.ts';
import { gather, known, moveInto, REST } from './moves.ts';
import { isTestedBefore, rightBox } from './subgoals.ts';
import { thoughts } from './thoughts.ts';
import { nameOf, type Thing, type World } from './world.ts';

type Pair = readonly [wire: Thing, thing: Thing];

export function electricMove(world: World, thing: Thing): ExpertMove {
  if (isTestedBefore(world)) return answer(world, thing);
  const workshop = world.rooms.get('workshop');
  const [battery, bulb] = [known(world, 'battery'), known(world, 'bulb')];
  const wires = WIRES.flatMap((name) => known(world, name) ?? []);
  if (!workshop || !battery || !bulb) return REST;
  const way = gather(world, [thing, battery, bulb, ...wires], workshop);
  if (way) return way;
  const pairs = bestPairs(wires, [battery, bulb, thing]);
  const wrong = [battery, bulb, thing, ...wires].find((part) =>
    part.links.some((other) => !isPair(pairs, part, other)),
  );
  if (wrong) return { thought: thoughts.disconnect(nameOf(wrong)), action: `disconnect ${nameOf(wrong)}` };
  const missing = pairs.find(([wire, end]) => !wire.links.includes(end));
  if (!missing) return REST;
  const [wire, end] = missing.map(nameOf) as [string, string];
  return { thought: thoughts.connect(wire, end), action: `connect ${wire} to ${end}` };
}

const isPair = (pairs: readonly Pair[], a: Thing, b: Thing): boolean =>
  pairs.some(([wire, end]) => (wire === a && end === b) || (wire === b && end === a));

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/** Which wire leads from what to what, so that most of what is connected can stay. */
function bestPairs(wires: readonly Thing[], [battery, bulb, thing]: readonly [Thing, Thing, Thing]): Pair[] {
  const ways = ORDERS.map(([a, b, c]): Pair[] => {
    const [first, second, third] = [wires[a] as Thing, wires[b] as Thing, wires[c] as Thing];
    return [
      [first, battery],
      [first, bulb],
      [second, bulb],
      [second, thing],
      [third, thing],
      [third, battery],
    ];
  });
  const made = (pairs: readonly Pair[]): number => pairs.filter(([wire, end]) => wire.links.includes(end)).length;
  return ways.reduce((best, pairs) => (made(pairs) > made(best) ? pairs : best));
}

/** Moves the thing to the box that says what the bulb said. */
function answer(world: World, thing: Thing): ExpertMove {
  const box = known(world, rightBox(world) ?? '');
  if (!box) return REST;
  const { thought, action } = moveInto(world, thing, box);
  const told = thing.kind.conducts ? thoughts.conducts() : thoughts.insulates();
  return { thought: action.startsWith('move') ? told : thought, action };
}
