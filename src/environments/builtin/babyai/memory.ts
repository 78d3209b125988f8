/**
 * What the agent has seen in the episode: cells, and things with their numbers. Numbers are given in the order in which
 * things come into view (nearest first where several do), count up for each colour and kind, and never change, so that
 * a name means the same thing all along. (The original numbers anew in every view.) Nothing moves but by the agent's own
 * hand, so what has been seen stays true.
 */
import { opaque, relative, type Thing, type World } from './grid.ts';
import { visibleCells } from './view.ts';

/** A thing in view and where it lies: steps ahead, and to the right (negative: to the left). */
export interface Sighting {
  readonly thing: Thing;
  readonly ahead: number;
  readonly right: number;
}

export class Memory {
  /** 1 for each cell that has been seen. */
  readonly seen: Uint8Array;
  readonly #world: World;
  readonly #numbers = new Map<Thing, number>();
  readonly #counts = new Map<string, number>();
  #inView: readonly Sighting[] = [];

  constructor(world: World) {
    this.#world = world;
    this.seen = new Uint8Array(world.width * world.height);
    if (world.carrying) this.#number(world.carrying);
  }

  /** Takes in what is in view now. */
  look(): void {
    const world = this.#world;
    const sightings: Sighting[] = [];
    for (const cell of visibleCells(world, world.agent, (at) => opaque(world.cells[at]))) {
      this.seen[cell] = 1;
      const content = world.cells[cell];
      if (content === undefined || content === 'wall' || cell === world.agent.cell) continue;
      sightings.push({ thing: content, ...relative(world, world.agent, cell) });
    }
    sightings.sort(byDistance);
    for (const { thing } of sightings) if (!this.#numbers.has(thing)) this.#number(thing);
    this.#inView = sightings;
  }

  /** Doors and objects in view, nearest first; not what is under the agent's feet. */
  inView(): readonly Sighting[] {
    return this.#inView;
  }

  /** Things that have been seen, in the order of their sighting, wherever they are now. */
  known(): Iterable<Thing> {
    return this.#numbers.keys();
  }

  /** Whether the thing has been seen. */
  knows(thing: Thing): boolean {
    return this.#numbers.has(thing);
  }

  /** E.g. `red ball 1`, `blue closed door 2`; the thing must be known. */
  name(thing: Thing): string {
    const number = this.#numbers.get(thing) ?? 0;
    return thing.state === undefined
      ? `${thing.colour} ${thing.kind} ${number}`
      : `${thing.colour} ${thing.state} ${thing.kind} ${number}`;
  }

  number(thing: Thing): number {
    return this.#numbers.get(thing) ?? 0;
  }

  #number(thing: Thing): void {
    const sort = `${thing.colour} ${thing.kind}`;
    const number = (this.#counts.get(sort) ?? 0) + 1;
    this.#counts.set(sort, number);
    this.#numbers.set(thing, number);
  }
}

/** Nearest first; of equally near ones the one less far ahead, then the one on the left. */
function byDistance(a: Sighting, b: Sighting): number {
  return Math.abs(a.right) + a.ahead - Math.abs(b.right) - b.ahead || a.ahead - b.ahead || a.right - b.right;
}
