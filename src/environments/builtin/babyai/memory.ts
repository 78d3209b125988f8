/**
 * What the agent has seen of its world in this episode. Macros and the expert know nothing else. Things get their
 * number when first seen: the first red ball seen is `red ball 1` for the whole episode, the next one `red ball 2`
 * (nearest first when several come into view at once).
 */
import type { Grid, Thing } from './grid.ts';
import { transparent } from './grid.ts';
import { type Bearing, bearing, look as lookAround } from './view.ts';

export interface Sight extends Bearing {
  readonly thing: Thing;
}

export class Memory {
  readonly grid: Grid;
  /** 1 for each cell that was once in view. Nothing but the agent changes the world, so what was seen stays true. */
  readonly seen: Uint8Array;
  #inView: Sight[] = [];
  #sorted = true;
  readonly #known: Thing[] = [];
  readonly #names = new Map<Thing, string>();
  readonly #byName = new Map<string, Thing>();
  readonly #counts = new Map<string, number>();

  constructor(grid: Grid) {
    this.grid = grid;
    this.seen = new Uint8Array(grid.width * grid.height);
    if (grid.carried) this.#giveName(grid.carried);
    this.look();
  }

  /** Takes in the view from where the agent is now. */
  look(): void {
    const { grid, seen } = this;
    const sights: Sight[] = [];
    let isNew = false;
    const clear = (x: number, y: number): boolean => transparent(grid.at(x, y));
    lookAround(grid.agent, clear, (x, y) => {
      if (!grid.inside(x, y)) return false;
      const at = y * grid.width + x;
      seen[at] = 1;
      const thing = grid.cells[at];
      if (typeof thing !== 'object') return false;
      const { ahead, right } = bearing(grid.agent, x, y);
      sights.push({ thing, ahead, right });
      isNew ||= !this.#names.has(thing);
      return false;
    });
    this.#inView = sights;
    this.#sorted = sights.length < 2;
    if (isNew) for (const { thing } of this.inView) this.#giveName(thing);
  }

  /** What is in view now, nearest first. */
  get inView(): readonly Sight[] {
    if (!this.#sorted) {
      this.#inView.sort((a, b) => distance(a) - distance(b) || a.ahead - b.ahead || a.right - b.right);
      this.#sorted = true;
    }
    return this.#inView;
  }

  #giveName(thing: Thing): void {
    if (this.#names.has(thing)) return;
    const look = `${thing.colour} ${thing.kind}`;
    const number = (this.#counts.get(look) ?? 0) + 1;
    this.#counts.set(look, number);
    const name = `${look} ${number}`;
    this.#names.set(thing, name);
    this.#known.push(thing);
    this.#byName.set(name, thing);
  }

  saw(x: number, y: number): boolean {
    return this.grid.inside(x, y) && this.seen[y * this.grid.width + x] === 1;
  }

  /** Things that were seen and stand in a cell, in the order they were first seen. */
  known(): Thing[] {
    return this.#known.filter(({ x }) => x >= 0);
  }

  /** E.g. `red ball 1`. */
  name(thing: Thing): string {
    return this.#names.get(thing) ?? `${thing.colour} ${thing.kind} 0`;
  }

  /** The thing of that name, wherever it is now. */
  find(name: string): Thing | undefined {
    return this.#byName.get(name);
  }
}

function distance({ ahead, right }: Bearing): number {
  return ahead + Math.abs(right);
}
