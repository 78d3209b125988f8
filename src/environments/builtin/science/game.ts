/** An episode: reads an action, does it by the rules, lets time pass, and says what came of it. Nothing is random. */
import { type Action, parseAction, written } from './actions.ts';
import { answers, notPossible, reasons } from './answers.ts';
import { carried, roomView } from './describe.ts';
import { inBrief, inFull } from './goals.ts';
import { tick } from './physics.ts';
import { type RoomName, ROOMS, WAYS } from './rooms.ts';
import { ONE_RULES, TWO_RULES } from './rules.ts';
import { isSolved, judge, scoreOf } from './subgoals.ts';
import { atHand, find, nameOf, type Thing, unlink, within, type World } from './world.ts';

/** Actions' time that `wait` takes; every other action takes one, and what is not possible takes none. */
export const WAIT = 5;

const PLAIN = ['look around', 'inventory', 'task', 'wait', 'wait1'];

export class Game {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  get over(): boolean {
    return this.world.failed || isSolved(this.world);
  }

  get score(): number {
    return scoreOf(this.world);
  }

  /** Carries an action out, and answers it; the task is restated. */
  act(text: string): string {
    const { goal, question } = this.world;
    if (this.over) return answers.over();
    const action = parseAction(text);
    const done = this.#do(action);
    if ('fault' in done) return `${notPossible(done.fault)}\n${inBrief(goal, question)}`;
    const news = this.#pass(action.verb === 'wait' ? WAIT : 1);
    const answer = [done.answer, ...news].join(' ');
    if (this.world.failed) return answer;
    return `${answer}\n${isSolved(this.world) ? answers.solved() : inBrief(goal, question)}`;
  }

  /** Every legal action, as texts. */
  available(): string[] {
    return available(this.world);
  }

  #pass(time: number): string[] {
    const news: string[] = [];
    judge(this.world);
    for (let i = 0; i < time && !this.over; i++) {
      news.push(...tick(this.world));
      judge(this.world);
    }
    return news;
  }

  #do(action: Action): { answer: string } | { fault: string } {
    const { world } = this;
    switch (action.verb) {
      case 'empty':
      case 'unclear':
        return { fault: reasons[action.verb]() };
      case 'look around':
        return { answer: roomView(world) };
      case 'inventory':
        return { answer: carried(world) };
      case 'task':
        return { answer: inFull(world.goal, world.question) };
      case 'wait':
      case 'wait1':
        return { answer: answers.wait() };
      case 'go to':
        return goTo(world, action.first);
      default:
        return this.#withThings(action);
    }
  }

  #withThings(action: Extract<Action, { first: string }>): { answer: string } | { fault: string } {
    const { world } = this;
    const first = find(world, action.first);
    if (!first || action.verb === 'go to') return { fault: reasons.noThing() };
    if (!('second' in action)) {
      const rule = ONE_RULES[action.verb];
      const fault = rule.fault(world, first);
      return fault === undefined ? { answer: rule.act(world, first) } : { fault };
    }
    const second = find(world, action.second);
    if (!second) return { fault: reasons.noThing() };
    if (first === second) return { fault: reasons.itself() };
    const rule = TWO_RULES[action.verb];
    const swapped = action.verb === 'connect' && !rule.first(first) && rule.first(second);
    const [one, other] = swapped ? [second, first] : [first, second];
    const fault = rule.fault(world, one, other);
    return fault === undefined ? { answer: rule.act(world, one, other) } : { fault };
  }
}

function goTo(world: World, name: string): { answer: string } | { fault: string } {
  const room = ROOMS.find((one) => one === name);
  const ways = WAYS[world.at.kind.name as RoomName];
  const next = room && world.rooms.get(room);
  if (!next) return { fault: reasons.noRoom() };
  if (next === world.at) return { fault: reasons.here() };
  if (!ways.includes(room)) return { fault: reasons.noWay(ways.join(', ')) };
  // Wires do not reach from one room to another.
  for (const thing of within(world.hands)) unlink(thing);
  world.at = next;
  next.seen = true;
  return { answer: roomView(world) };
}

function available(world: World): string[] {
  const byName = new Map<string, Thing>();
  for (const thing of atHand(world)) {
    const name = nameOf(thing);
    if (!byName.has(name) || thing === world.focus) byName.set(name, thing);
  }
  const found: string[] = WAYS[world.at.kind.name as RoomName].map((room) => written('go to', room));
  for (const [verb, rule] of ONE)
    for (const [name, thing] of byName) if (rule.fault(world, thing) === undefined) found.push(written(verb, name));
  for (const [verb, rule] of TWO) {
    const seconds = [...byName].filter(([, thing]) => rule.second(thing));
    for (const [name, first] of byName) {
      if (!rule.first(first)) continue;
      for (const [other, second] of seconds)
        if (first !== second && rule.fault(world, first, second) === undefined) found.push(written(verb, name, other));
    }
  }
  return [...found, ...PLAIN];
}

const ONE = Object.entries(ONE_RULES) as [keyof typeof ONE_RULES, (typeof ONE_RULES)['open']][];
const TWO = Object.entries(TWO_RULES) as [keyof typeof TWO_RULES, (typeof TWO_RULES)['move']][];
