/**
 * Decides when a mission is done, by watching every primitive move, as BabyAI's verifier does: `go to` when the agent
 * faces the thing, `open` when a toggle leaves it open, `pick up` when it has just been taken, `put next to` when it has
 * just been dropped beside the other. What comes second in an order counts only once the first is done.
 */
import { ahead, distance, type Thing, type World } from './grid.ts';
import type { Clause, Finder, Joined, Mission } from './missions.ts';

/** What the agent's body can do, each at the cost of one step. */
export type Primitive = 'left' | 'right' | 'forward' | 'pickup' | 'drop' | 'toggle';

/** A clause with the things it means. */
export interface Goal {
  readonly clause: Clause;
  readonly targets: ReadonlySet<Thing>;
  /** Only of `put next to`. */
  readonly beside: ReadonlySet<Thing>;
}

type Node = { goal: Goal; done: boolean } | { order: Joined['order']; first: Node; second: Node; done: boolean };

export class Verifier {
  readonly #root: Node;

  constructor(mission: Mission, find: Finder) {
    this.#root = nodeOf(mission, find);
  }

  /** To be called after each primitive, with the world as it left it. Returns whether the mission is done. */
  see(primitive: Primitive, world: World): boolean {
    return advance(this.#root, primitive, world);
  }

  /** The clauses that may be done now: not done, and nothing has to come before them. */
  pending(): readonly Goal[] {
    return pendingOf(this.#root);
  }
}

function nodeOf(mission: Mission, find: Finder): Node {
  if ('verb' in mission) {
    const beside = mission.verb === 'put next to' ? find(mission.beside) : [];
    return { goal: { clause: mission, targets: new Set(find(mission.target)), beside: new Set(beside) }, done: false };
  }
  return {
    order: mission.order,
    first: nodeOf(mission.first, find),
    second: nodeOf(mission.second, find),
    done: false,
  };
}

function advance(node: Node, primitive: Primitive, world: World): boolean {
  if (node.done) return true;
  if ('goal' in node) node.done = holds(node.goal, primitive, world);
  else if (node.order === 'and') {
    const first = advance(node.first, primitive, world);
    const second = advance(node.second, primitive, world);
    node.done = first && second;
  } else {
    const [before, later] = inOrder(node);
    // One move may complete both: a door that is opened is also faced.
    node.done = advance(before, primitive, world) && advance(later, primitive, world);
  }
  return node.done;
}

function inOrder(node: { order: Joined['order']; first: Node; second: Node }): [Node, Node] {
  return node.order === 'after' ? [node.second, node.first] : [node.first, node.second];
}

function pendingOf(node: Node): readonly Goal[] {
  if (node.done) return [];
  if ('goal' in node) return [node.goal];
  if (node.order === 'and') return [...pendingOf(node.first), ...pendingOf(node.second)];
  const [before, later] = inOrder(node);
  return before.done ? pendingOf(later) : pendingOf(before);
}

function holds({ clause, targets, beside }: Goal, primitive: Primitive, world: World): boolean {
  const front = world.cells[ahead(world, world.agent)];
  const faced = front !== undefined && front !== 'wall' && targets.has(front) ? front : undefined;
  switch (clause.verb) {
    case 'go to':
      return faced !== undefined;
    case 'open':
      return primitive === 'toggle' && faced?.state === 'open';
    case 'pick up':
      return primitive === 'pickup' && world.carrying !== undefined && targets.has(world.carrying);
    default:
      // What was dropped is what the agent now faces.
      return (
        primitive === 'drop' &&
        faced !== undefined &&
        [...beside].some((other) => other.cell >= 0 && distance(world, other.cell, faced.cell) === 1)
      );
  }
}
