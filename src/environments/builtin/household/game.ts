/**
 * The rules: what an action does to a room, and what is answered. One thing is carried at most; what is in a closed place
 * is out of reach; things are treated and lamps switched where one stands. Nothing is random.
 */
import { type Action, parseAction } from './actions.ts';
import { answers, nothingHappens as no, reasons, roomView } from './answers.ts';
import { able, available, reachable, summary, type Treatment } from './available.ts';
import { TOOLS } from './goals.ts';
import { closes, holds } from './places.ts';
import { isReached, type Place, type Thing, type World } from './world.ts';

const TREATED: Readonly<Record<Treatment, string>> = { clean: 'cleaned', heat: 'heated', cool: 'cooled' };

export class Game {
  readonly world: World;
  over = false;
  readonly #places: ReadonlyMap<string, Place>;

  constructor(world: World) {
    this.world = world;
    this.#places = new Map(world.places.map((place) => [place.name, place]));
  }

  /** Carries an action out, and answers it. */
  act(text: string): string {
    const answer = this.#answer(parseAction(text));
    this.over = isReached(this.world);
    return answer;
  }

  /** Every action that does something, as texts. */
  available(): string[] {
    return available(this.world);
  }

  #answer(action: Action): string {
    const { at, carried } = this.world;
    switch (action.verb) {
      case 'go to':
        return this.#goTo(action.name);
      case 'open':
      case 'close':
        return this.#openOrClose(action.verb, action.name);
      case 'use':
        return this.#use(action.name);
      case 'examine':
        return this.#examine(action.name);
      case 'take':
        return this.#take(action.name, action.place);
      case 'move':
        return this.#move(action.name, action.place);
      case 'clean':
      case 'heat':
      case 'cool':
        return this.#treat(action.verb, action.name, action.place);
      case 'look':
        return at ? answers.stand(at) : roomView(this.world);
      case 'inventory':
        return carried ? answers.carry(carried) : answers.carryNothing();
      case 'check':
        return summary(this.world);
      default:
        return no(reasons[action.verb]());
    }
  }

  /** The place where one stands, or why the name is not its own. */
  #here(name: string): Place | string {
    const place = this.#places.get(name);
    if (!place) return reasons.noPlace();
    return place === this.world.at ? place : reasons.notThere(place);
  }

  #goTo(name: string): string {
    const place = this.#places.get(name);
    if (!place) return no(reasons.noPlace());
    if (place === this.world.at) return no(reasons.alreadyThere(place));
    this.world.at = place;
    place.seen ||= place.open;
    return answers.arrive(place);
  }

  #openOrClose(verb: 'open' | 'close', name: string): string {
    const place = this.#here(name);
    if (typeof place === 'string') return no(place);
    if (!closes(place.kind)) return no(reasons.neverCloses(place));
    if (place.open === (verb === 'open')) return no(place.open ? reasons.isOpen(place) : reasons.closed(place));
    place.open = verb === 'open';
    place.seen ||= place.open;
    return answers[verb](place);
  }

  #use(name: string): string {
    const lamp = reachable(this.world).find((thing) => thing.name === name);
    if (!lamp) return no(name === this.world.at?.name ? reasons.noLamp() : reasons.noThing());
    if (!lamp.lamp) return no(reasons.noLamp());
    lamp.on = !lamp.on;
    return answers.switch(lamp);
  }

  #examine(name: string): string {
    if (this.#places.has(name)) {
      const place = this.#here(name);
      return typeof place === 'string' ? no(place) : answers.stand(place);
    }
    const { carried } = this.world;
    const thing = carried?.name === name ? carried : reachable(this.world).find((one) => one.name === name);
    if (!thing) return no(reasons.noThing());
    return thing.lamp ? answers.lamp(thing) : answers.thing(thing);
  }

  #take(name: string, from: string): string {
    const place = this.#here(from);
    if (typeof place === 'string') return no(place);
    if (this.world.carried) return no(reasons.handsFull(this.world.carried));
    if (!place.open) return no(reasons.closed(place));
    const index = place.things.findIndex((thing) => thing.name === name);
    const thing = place.things[index];
    if (!thing) return no(reasons.notIn(place));
    if (thing.lamp) return no(reasons.fixed());
    place.things.splice(index, 1);
    this.world.carried = thing;
    return answers.take(thing, place);
  }

  /** What is carried, if that is its name. */
  #carrying(name: string): Thing | undefined {
    const { carried } = this.world;
    return carried?.name === name ? carried : undefined;
  }

  #move(name: string, to: string): string {
    const thing = this.#carrying(name);
    if (!thing) return no(reasons.notCarried());
    const place = this.#here(to);
    if (typeof place === 'string') return no(place);
    if (!place.open) return no(reasons.closed(place));
    if (!holds(place.kind)) return no(reasons.holdsNothing(place));
    place.things.push(thing);
    this.world.carried = undefined;
    return answers.move(thing, place);
  }

  #treat(treatment: Treatment, name: string, tool: string): string {
    const thing = this.#carrying(name);
    if (!thing) return no(reasons.notCarried());
    const place = this.#here(tool);
    if (typeof place === 'string') return no(place);
    if (place.kind !== TOOLS[treatment]) return no(reasons.wrongTool(TOOLS[treatment]));
    if (!able(thing, treatment)) return no(reasons.unable(thing, TREATED[treatment]));
    if (treatment === 'clean') thing.clean = true;
    else thing.temperature = treatment === 'heat' ? 'hot' : 'cold';
    return answers[treatment](thing, place);
  }
}
