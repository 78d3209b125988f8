/** One session being played by a check: the task, what was done in it, and its last answer. */
import type { SessionId } from '../../remote/protocol.ts';
import { isRefusal } from '../judge.ts';
import type { Scene } from '../scene.ts';
import type { Stepped } from '../visitor.ts';

export class Game {
  readonly scene: Scene;
  readonly id: SessionId;
  index = -1;
  observation = '';
  /** What follows `Your goal:` in the first observation. */
  goal = '';
  actions: string[] = [];
  last: Stepped | undefined;

  constructor(scene: Scene, id: SessionId) {
    this.scene = scene;
    this.id = id;
  }

  /** Whether the episode ended, or the goal was reached. */
  get over(): boolean {
    return this.last !== undefined && (this.last.done || this.won);
  }

  get won(): boolean {
    return this.last !== undefined && this.scene.succeeds(this.last.reward);
  }

  /** False where the task cannot be reset; `quiet`: which is then not held against the server. */
  async reset(index: number, { quiet = false }: { quiet?: boolean } = {}): Promise<boolean> {
    const { visitor } = this.scene;
    this.index = index;
    this.actions = [];
    this.last = undefined;
    if (quiet && isRefusal(await visitor.tryReset(this.id, index))) return false;
    const observation = await visitor.reset(this.id, index);
    this.observation = observation ?? '';
    this.goal = /Your goal: *([^\n]*)/u.exec(this.observation)?.[1] ?? '';
    return observation !== undefined;
  }

  async step(action: string): Promise<Stepped> {
    this.actions.push(action);
    const stepped = await this.scene.visitor.step(this.id, action);
    this.last = stepped;
    if (!stepped.failed) this.observation = stepped.observation;
    return stepped;
  }

  /** The actions in turn, until the episode is over or a step fails. */
  async play(actions: Iterable<string>): Promise<void> {
    for (const action of actions) {
      if (this.over || (await this.step(action)).failed) return;
    }
  }
}
