/**
 * Watches an episode and says when the mission is fulfilled. Things are told apart by identity, fixed when the episode
 * starts, so that a thing that is moved stays what the mission speaks of.
 */
import type { Deed, Grid, Thing } from './grid.ts';
import { matching, type Mission, type Order } from './missions.ts';

/** An order that is still to be fulfilled, with the things that will do. */
export interface Pending {
  readonly order: Order;
  readonly targets: ReadonlySet<Thing>;
  readonly beside: ReadonlySet<Thing>;
}

interface Watcher {
  /** True once fulfilled, and from then on. A deed that is `excused` can fulfil an order but breaks none. */
  see(deed: Deed, excused?: boolean): boolean;
  /** Whether a strict order was broken, upon which the mission is lost. */
  failed(): boolean;
  pending(): Pending | undefined;
}

export type Verifier = Watcher;

/** Must be made in the initial state. */
export function createVerifier(grid: Grid, mission: Mission): Verifier {
  if (!('join' in mission)) return watchOrder(grid, mission);
  const first = createVerifier(grid, mission.first);
  const second = createVerifier(grid, mission.second);
  const inOrder = mission.join !== 'and';
  let begun = !inOrder;
  return {
    // With an order to keep, the second part only begins to count once the first is fulfilled. The deed that fulfils the
    // first is then also looked at for the second, but is no breach of it.
    see: (deed, excused = false) => {
      const firstDone = first.see(deed, excused);
      const fresh = !begun;
      begun ||= firstDone;
      const secondDone = begun && second.see(deed, excused || fresh);
      return firstDone && secondDone;
    },
    failed: () => first.failed() || second.failed(),
    pending: () => first.pending() ?? second.pending(),
  };
}

function watchOrder(grid: Grid, order: Order): Watcher {
  const targets = new Set(matching(grid, order.target));
  const beside = new Set(order.verb === 'put' ? matching(grid, order.beside) : []);
  const pending: Pending = { order, targets, beside };
  let done = false;
  let broken = false;
  return {
    see: (deed, excused = false) => {
      done ||= fulfils(grid, pending, deed);
      if (!done && !excused) broken ||= breaks(order, deed);
      return done;
    },
    failed: () => broken,
    pending: () => (done ? undefined : pending),
  };
}

function fulfils(grid: Grid, { order, targets, beside }: Pending, { move, thing }: Deed): boolean {
  if (order.verb === 'go to') {
    const front = grid.front();
    return typeof front === 'object' && targets.has(front);
  }
  if (!thing || !targets.has(thing)) return false;
  if (order.verb === 'open') return move === 'toggle' && thing.state === 'open';
  if (order.verb === 'pick up') return move === 'pickup';
  return move === 'drop' && [...beside].some((other) => nextTo(thing, other));
}

/** Whether a deed that did not fulfil a strict order is against it. */
function breaks(order: Order, { move, thing }: Deed): boolean {
  if (order.verb === 'put' || !order.strict) return false;
  return order.verb === 'open' ? move === 'toggle' && thing?.kind === 'door' : move === 'pickup';
}

/** Whether two things in cells share an edge. */
export function nextTo(a: Thing, b: Thing): boolean {
  return a !== b && b.x >= 0 && Math.abs(a.x - b.x) + Math.abs(a.y - b.y) === 1;
}
