/**
 * One episode's state and the primitive moves on it: each costs a step, shows the agent what is in view, and is looked
 * at by the verifier. Ends once, with the mission done or the steps used up; after that nothing moves. Knows no words.
 */
import { ahead, type Content, passable, put, NOWHERE, type Thing, type World } from './grid.ts';
import type { Start } from './generate.ts';
import { Memory } from './memory.ts';
import { moved, poseNumber, Ways } from './paths.ts';
import { type Primitive, Verifier } from './verifier.ts';

export type Status = 'going' | 'won' | 'lost';

export class Episode {
  readonly world: World;
  readonly memory: Memory;
  readonly verifier: Verifier;
  /** The mission in words. */
  readonly goal: string;
  readonly stepLimit: number;
  #steps = 0;
  #status: Status = 'going';
  #ways: Ways | undefined;

  /** `start` must be fresh: its world is played in. */
  constructor(start: Start, stepLimit: number) {
    this.world = start.world;
    this.goal = start.words;
    this.stepLimit = stepLimit;
    this.verifier = new Verifier(start.mission, start.find);
    this.memory = new Memory(this.world);
    this.memory.look();
  }

  get steps(): number {
    return this.#steps;
  }

  get status(): Status {
    return this.#status;
  }

  /** MiniGrid's reward of a win now, from 0.1 to 1: less the more steps it took. */
  get reward(): number {
    return 1 - (0.9 * this.#steps) / this.stepLimit;
  }

  /** What the agent faces. */
  front(): Content {
    return this.world.cells[ahead(this.world, this.world.agent)];
  }

  /** The thing the agent faces; undefined for floor and walls. */
  faced(): Thing | undefined {
    const front = this.front();
    return front === 'wall' ? undefined : front;
  }

  /** Whether the agent has the key to a door in hand. */
  hasKeyTo(door: Thing): boolean {
    const { carrying } = this.world;
    return carrying?.kind === 'key' && carrying.colour === door.colour;
  }

  /** Ways over what has been seen. */
  ways(): Ways {
    const { world, memory } = this;
    this.#ways ??= new Ways(world, world.agent, (cell) => memory.seen[cell] === 1 && passable(world.cells[cell]));
    return this.#ways;
  }

  /** The nearest pose from which the agent faces a thing, by known ways; undefined where it is in no cell or no way is known. */
  poseAt({ cell }: Thing): number | undefined {
    return cell === NOWHERE ? undefined : this.ways().facing(cell);
  }

  /** Whether the agent stands before the thing. */
  isAt(thing: Thing): boolean {
    return this.faced() === thing;
  }

  /** Makes moves one after the other, until one ends the episode. Returns whether it goes on. */
  play(primitives: Iterable<Primitive>): boolean {
    for (const primitive of primitives) if (!this.#move(primitive)) return false;
    return true;
  }

  /** Walks to where the agent faces the thing. Returns whether the episode goes on. */
  walkTo(thing: Thing): boolean {
    const pose = this.poseAt(thing);
    if (pose === undefined || pose === poseNumber(this.world.agent)) return this.#status === 'going';
    return this.play(this.ways().route(pose));
  }

  /** Steps into the open door that the agent faces, and off it where the cell behind is free. */
  passDoor(): void {
    if (this.play(['forward']) && passable(this.front())) this.play(['forward']);
  }

  /** One primitive. One that cannot be done changes nothing but still costs its step, as in MiniGrid. */
  #move(primitive: Primitive): boolean {
    if (this.#status !== 'going') return false;
    this.#steps += 1;
    this.#apply(primitive);
    this.#ways = undefined;
    this.memory.look();
    if (this.verifier.see(primitive, this.world)) this.#status = 'won';
    else if (this.#steps >= this.stepLimit) this.#status = 'lost';
    return this.#status === 'going';
  }

  #apply(primitive: Primitive): void {
    const { world } = this;
    const at = ahead(world, world.agent);
    const front = world.cells[at];
    switch (primitive) {
      case 'pickup':
        if (!front || front === 'wall' || front.kind === 'door' || world.carrying) return;
        world.carrying = front;
        world.cells[at] = undefined;
        front.cell = NOWHERE;
        return;
      case 'drop':
        if (front !== undefined || !world.carrying) return;
        put(world, world.carrying, at);
        world.carrying = undefined;
        return;
      case 'toggle':
        if (front && front !== 'wall') this.#toggle(front, at);
        return;
      default:
        if (primitive !== 'forward' || passable(front)) world.agent = moved(world, world.agent, primitive);
    }
  }

  #toggle(front: Thing, at: number): void {
    if (front.kind === 'door') {
      if (front.state === 'locked') front.state = this.hasKeyTo(front) ? 'open' : 'locked';
      else front.state = front.state === 'open' ? 'closed' : 'open';
    } else if (front.kind === 'box') {
      front.cell = NOWHERE;
      this.world.cells[at] = undefined;
      if (front.contains) put(this.world, front.contains, at);
    }
  }
}
