/**
 * One game: carries actions out step by step, counts primitive steps, and knows when it is won or over. An action that
 * cannot be taken changes nothing and costs no step.
 */
import { type Action, available, parseAction } from './actions.ts';
import { answers, compactView, failures, fullView } from './describe.ts';
import { DX, DY, type Grid, type Primitive, type Thing } from './grid.ts';
import type { World } from './generate.ts';
import { Memory } from './memory.ts';
import { faces, route } from './paths.ts';
import { createVerifier, type Verifier } from './verifier.ts';

export type Observation = 'compact' | 'full';

const SIMPLE = { 'turn left': 'left', 'turn right': 'right', 'move forward': 'forward' } as const;

export class Game {
  readonly world: World;
  readonly memory: Memory;
  readonly verifier: Verifier;
  readonly #observation: Observation;
  /** Primitive steps taken. */
  steps = 0;
  won = false;
  /** Whether a strict order was broken. */
  failed = false;

  /** The world is changed by the game: give it its own. */
  constructor(world: World, observation: Observation) {
    this.world = world;
    this.#observation = observation;
    this.memory = new Memory(world.grid);
    this.verifier = createVerifier(world.grid, world.mission);
  }

  get grid(): Grid {
    return this.world.grid;
  }

  get over(): boolean {
    return this.won || this.failed || this.steps >= this.world.stepLimit;
  }

  /** 0 until the game is won, then 1 less 0.9 × the part of the steps that was used. */
  get reward(): number {
    return this.won ? 1 - (0.9 * this.steps) / this.world.stepLimit : 0;
  }

  observe(answer = ''): string {
    const view = this.#observation === 'compact' ? compactView(this, answer) : fullView(this, answer);
    return answer === '' ? view : `${answer}\n${view}`;
  }

  /** Carries out what the text says and answers with what there is to see. */
  act(text: string): string {
    const answer = this.#carryOut(parseAction(text));
    if (this.won) return answers.won();
    if (this.failed) return failures.wrong();
    if (this.over) return answers.outOfSteps();
    return this.observe(answer);
  }

  #carryOut(action: Action): string {
    switch (action.kind) {
      case 'turn left':
      case 'turn right':
      case 'move forward':
        return this.#do(SIMPLE[action.kind]) ? '' : answers.blocked();
      case 'drop':
        if (!this.grid.carried) return answers.emptyHanded();
        return this.#do('drop') ? '' : answers.noRoom();
      case 'toggle':
        return this.#toggle();
      case 'check':
        return answers.available(available(this.memory));
      case 'empty':
        return answers.empty();
      case 'unclear':
        return answers.unclear();
      default:
        return this.#approach(action);
    }
  }

  #toggle(): string {
    const front = this.grid.front();
    if (typeof front !== 'object' || (front.kind !== 'door' && front.kind !== 'box')) return answers.nothingToToggle();
    return this.#do('toggle') ? '' : answers.needKey(front.colour);
  }

  /** The macros: go to a thing, and perhaps do something there. */
  #approach({ kind, name }: Action & { name: string }): string {
    const thing = this.memory.find(name);
    if (!thing || thing.x < 0) return answers.notSeen(name);
    const refusal = this.#refusal(kind, thing);
    if (refusal !== undefined) return refusal;
    const { x, y } = thing;
    const way = route(this.memory, (pose) => faces(pose, x, y));
    if (!way) return answers.noWay(name);
    if (kind === 'go to' && way.length === 0) return answers.alreadyThere(name);
    if (!this.#walk(way) || kind === 'go to') return '';
    if (kind === 'pickup') return this.#do('pickup') ? '' : answers.noWay(name);
    if (kind === 'toggle through' && !this.#walk(['toggle'])) return '';
    // Into the doorway and past it, or to a stop in it when something is in the way.
    if (this.#walk(['forward'])) this.#walk(['forward']);
    return '';
  }

  #refusal(kind: string, thing: Thing): string | undefined {
    const isDoor = thing.kind === 'door';
    if (kind === 'pickup') {
      if (isDoor) return answers.notPortable();
      return this.grid.carried ? answers.handsFull() : undefined;
    }
    if (kind === 'go to') return undefined;
    if (kind === 'through') return thing.state === 'open' ? undefined : answers.notOpen(thing.state);
    if (thing.state === 'open') return answers.isOpen();
    return thing.state === 'locked' && !this.grid.hasKeyOf(thing) ? answers.needKey(thing.colour) : undefined;
  }

  /** Takes the moves one by one; false once one fails or the game is over. */
  #walk(moves: readonly Primitive[]): boolean {
    return moves.every((move) => this.#do(move) && !this.over);
  }

  #do(move: Primitive): boolean {
    const deed = this.grid.do(move);
    if (!deed) return false;
    this.steps++;
    this.memory.look();
    this.won = this.verifier.see(deed);
    this.failed = this.verifier.failed();
    return true;
  }

  /** What the agent faces. */
  ahead(): Thing | 'wall' | undefined {
    const { x, y, direction } = this.grid.agent;
    return this.grid.at(x + (DX[direction] ?? 0), y + (DY[direction] ?? 0));
  }
}
