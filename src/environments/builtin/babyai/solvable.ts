/**
 * Whether a world can be solved, by looking at all of it: what can be reached through doors (and locked doors, once a
 * key can be had) without moving anything out of the way, and whether every clause of the mission has something it can
 * be done with. Says no to worlds that only clearing a way would solve. Finds no plan; the expert does.
 */
import { type Colour, neighbours, type Thing, thingsIn, type World } from './grid.ts';
import { type Clause, clausesOf, type Finder, type Mission } from './missions.ts';

/** Cells the agent can stand on, with keys for the locked doors of some colours. */
function reachable(world: World, keys: ReadonlySet<Colour>): ReadonlySet<number> {
  const reached = new Set([world.agent.cell]);
  for (const cell of reached) {
    for (const next of neighbours(world, cell)) {
      const content = world.cells[next];
      const door = content !== 'wall' && content?.kind === 'door' ? content : undefined;
      const way = door ? door.state !== 'locked' || keys.has(door.colour) : content === undefined;
      if (way) reached.add(next);
    }
  }
  return reached;
}

function touches(world: World, reached: ReadonlySet<number>, item: Thing): boolean {
  return neighbours(world, item.cell).some((cell) => reached.has(cell));
}

/** Whether the agent can get beside every door and object without unlocking or moving any. */
export function allReachable(world: World): boolean {
  const reached = reachable(world, new Set());
  return thingsIn(world).every((item) => touches(world, reached, item));
}

/** Colours of the keys that can be had, also from boxes and from behind doors that other such keys unlock. */
function obtainableKeys(world: World): ReadonlySet<Colour> {
  const keys = new Set<Colour>();
  if (world.carrying?.kind === 'key') keys.add(world.carrying.colour);
  for (let before = -1; before < keys.size; ) {
    before = keys.size;
    const reached = reachable(world, keys);
    for (const item of thingsIn(world)) {
      const inside = item.contains ?? item;
      const key = item.kind === 'key' ? item : inside;
      if (key.kind === 'key' && touches(world, reached, item)) keys.add(key.colour);
    }
  }
  return keys;
}

/** Whether every clause of the mission can be done. */
export function solvable(world: World, mission: Mission, find: Finder): boolean {
  const keys = obtainableKeys(world);
  const reached = reachable(world, keys);
  const holder = new Map(thingsIn(world).flatMap((item) => (item.contains ? [[item.contains, item] as const] : [])));
  const within = (item: Thing): boolean => item === world.carrying || touches(world, reached, holder.get(item) ?? item);
  return clausesOf(mission).every((clause) => {
    const targets = find(clause.target).filter(within);
    if (clause.verb === 'open') {
      return targets.some(({ kind, state, colour }) => kind === 'door' && (state !== 'locked' || keys.has(colour)));
    }
    if (clause.verb === 'go to') return targets.length > 0;
    const portable = targets.filter(({ kind }) => kind !== 'door');
    if (clause.verb === 'pick up') return portable.length > 0;
    return portable.length > 0 && find(clause.beside).some((other) => canDropBeside(world, reached, other));
  });
}

/** Whether some free cell beside the thing can be faced from another one. */
function canDropBeside(world: World, reached: ReadonlySet<number>, { cell }: Thing): boolean {
  return neighbours(world, cell).some(
    (spot) =>
      reached.has(spot) && world.cells[spot] === undefined && neighbours(world, spot).some((from) => reached.has(from)),
  );
}

/** Whether BabyAI would ask for the clause: nothing is put next to itself or to what it lies beside already. */
export function sensible(world: World, clause: Clause, find: Finder): boolean {
  if (clause.verb !== 'put next to') return find(clause.target).length > 0;
  const moved = find(clause.target);
  const fixed = find(clause.beside);
  const beside = (a: Thing, b: Thing): boolean => neighbours(world, a.cell).includes(b.cell);
  return (
    moved.length > 0 &&
    fixed.length > 0 &&
    !moved.some((item) => fixed.includes(item) || fixed.some((other) => beside(item, other)))
  );
}
