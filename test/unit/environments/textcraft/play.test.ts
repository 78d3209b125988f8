/** What any play of textcraft keeps to: nothing comes from nothing, and nothing is done that the list does not allow. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { recipeBook } from '../../../../src/environments/builtin/textcraft/recipes.ts';
import { type Session, SPLITS } from '../../../../src/environments/contract.ts';
import { random, type Random } from '../../../../src/seeds.ts';

const environment = createTextcraft();
const book = recipeBook();
const MOST = 99;

type Counts = ReadonlyMap<string, number>;

interface Craft {
  count: number;
  item: string;
  using: readonly { count: number; name: string }[];
}

/** Everything that is carried: the picture's title names it all, where answers stop at 40 words. */
function carried(session: Session): Map<string, number> {
  const [, list] = /<title>Goal: [^.]+\. Carries ([^<]+)\.<\/title>/u.exec(session.picture?.() ?? '') ?? [];
  if (list === undefined || list === 'nothing') return new Map();
  return new Map(
    list.split(', ').map((part) => [part.slice(part.indexOf(' ') + 1), Number(part.slice(0, part.indexOf(' ')))]),
  );
}

function readCraft(action: string): Craft | undefined {
  const [, count, item = '', rest = ''] = /^craft (\d+) (.+?) using (.+)$/u.exec(action) ?? [];
  if (count === undefined) return undefined;
  const using = rest.split(', ').map((part) => {
    const [, number, name = ''] = /^(\d+) (.+)$/u.exec(part) ?? [];
    return { count: Number(number), name };
  });
  return { count: Number(count), item, using };
}

const membersOf = (name: string): readonly string[] => book.generics.get(name) ?? [name];
const total = (counts: Counts, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);

/** Whether the ingredients said are those of the command, generic ones named as such, by members, or both. */
function sameIngredients(said: Craft, listed: Craft): boolean {
  const left = new Map<string, number>();
  for (const { count, name } of said.using) left.set(name, (left.get(name) ?? 0) + count);
  for (const { count, name } of listed.using) {
    const names = [name, ...(book.generics.get(name) ?? [])];
    if (total(left, names) !== count) return false;
    for (const one of names) left.delete(one);
  }
  return left.size === 0;
}

/** The listed command that a craft stands for. */
function commandFor(said: Craft, listed: readonly string[]): Craft | undefined {
  return listed
    .flatMap((action) => readCraft(action) ?? [])
    .find(({ count, item, using }) => {
      return count === said.count && item === said.item && sameIngredients(said, { count, item, using });
    });
}

/** How much of each item the two differ by, those alone that differ. */
function changes(before: Counts, after: Counts): Record<string, number> {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const pairs = names.map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(pairs.filter(([, by]) => by !== 0));
}

/** That a craft took exactly what its command says, of what was named, and gave exactly what it makes. */
function expectPaid(said: Craft, command: Craft, by: Readonly<Record<string, number>>): void {
  expect(by[said.item]).toBe(command.count);
  const taken = new Map(Object.entries(by).flatMap(([name, n]) => (name === said.item ? [] : [[name, -n] as const])));
  for (const { count, name } of command.using) expect(total(taken, membersOf(name))).toBe(count);
  for (const [name, count] of taken) {
    expect(count).toBeGreaterThan(0);
    const named = said.using.filter((one) => membersOf(one.name).includes(name));
    expect(named, `${name} was named`).not.toEqual([]);
    // What was named as an item is taken of that item, whatever a generic name beside it takes.
    const least = named.reduce((sum, one) => sum + (one.name === name ? one.count : 0), 0);
    expect(count).toBeGreaterThanOrEqual(least);
  }
}

/** Something to say: what is listed, the expert's move, or one of these with an amount, an item or an order changed. */
function anything(session: Session, stream: Random): string {
  const listed = session.actions?.() ?? [];
  const action = stream.below(3) === 0 ? (session.expert?.().action ?? '') : stream.pick(listed);
  switch (stream.below(6)) {
    case 0:
      return action.replace(/\d+/u, () => String(stream.below(105)));
    case 1: {
      const name = stream.pick([...book.items, ...book.generics.keys()]);
      return stream.pick([`get ${1 + stream.below(3)} ${name}`, action.replace(/(?<=^craft \d+ ).+(?= using)/u, name)]);
    }
    case 2: {
      const command = readCraft(action);
      if (!command) return action;
      const parts = command.using.flatMap((one) => split(one, stream)).map(({ count, name }) => `${count} ${name}`);
      return `craft ${command.count} ${command.item} using ${stream.shuffle(parts).join(', ')}`;
    }
    case 3:
      return stream.pick(book.recipes).command;
    default:
      return action;
  }
}

/** An ingredient in one or two parts, generic ones by some of their members. */
function split({ count, name }: Craft['using'][number], stream: Random): Craft['using'][number][] {
  const cut = stream.below(count + 1);
  const any = (): string => stream.pick([name, ...membersOf(name)]);
  return [
    { count: cut, name: any() },
    { count: count - cut, name: any() },
  ].filter((part) => part.count > 0);
}

describe('playing at random', () => {
  it('moves items only as the action says, and does what the list allows and nothing else', async () => {
    const session = await environment.open();
    const tasks = SPLITS.flatMap((split_) => environment.tasks(split_));
    const seen = { got: 0, crafted: 0, refused: 0, otherwise: 0 };
    const play = async (index: number, seed: number): Promise<void> => {
      const stream = random(seed);
      const task = tasks[index];
      if (!task) throw new Error('no task');
      await session.reset(task, 0);
      for (let round = 0, done = false; round < 25 && !done; round++) {
        const listed = session.actions?.() ?? [];
        const before = carried(session);
        const action = anything(session, stream);
        const step = await session.step(action);
        const by = changes(before, carried(session));
        ({ done } = step);
        const [, amount, base = ''] = /^get (\d+) (.+)$/u.exec(action) ?? [];
        const count = Number(amount);
        const gettable = book.items.has(base) && !book.byOutput.has(base);
        if (gettable && count >= 1 && (before.get(base) ?? 0) + count <= MOST) {
          expect(by).toEqual({ [base]: count });
          if (!listed.includes(action)) seen.otherwise += 1;
          seen.got += 1;
          continue;
        }
        const said = readCraft(action);
        const command = said && commandFor(said, listed);
        if (!said || !command || step.observation.startsWith('Not enough ')) {
          expect(by, action).toEqual({});
          seen.refused += 1;
          continue;
        }
        if ((before.get(said.item) ?? 0) + said.count > MOST) {
          expect(by, action).toEqual({});
          continue;
        }
        expectPaid(said, command, by);
        if (!listed.includes(action)) seen.otherwise += 1;
        seen.crafted += 1;
      }
    };
    await fc.assert(fc.asyncProperty(fc.nat(tasks.length - 1), fc.nat(), play), { numRuns: 150, seed: 5 });
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(100);
  });

  it('is refused a listed command exactly where its ingredients are not carried', async () => {
    const session = await environment.open();
    const stream = random(2);
    let [enough, short] = [0, 0];
    for (const task of environment.tasks('dev').slice(0, 120)) {
      await session.reset(task, 0);
      for (let round = 0, done = false; round < 20 && !done; round++) {
        const before = carried(session);
        const listed = session.actions?.() ?? [];
        const action = stream.below(2) === 0 ? (session.expert?.().action ?? '') : stream.pick(listed);
        const { observation, done: over } = await session.step(action);
        done = over;
        const command = readCraft(action);
        if (!command) continue;
        const has = command.using.every(({ count, name }) => total(before, membersOf(name)) >= count);
        const room = (before.get(command.item) ?? 0) + command.count <= MOST;
        expect(observation.startsWith('Crafted '), action).toBe(has && room);
        if (has) enough += 1;
        else short += 1;
      }
    }
    expect(Math.min(enough, short)).toBeGreaterThan(100);
  });

  it('goes on for 100,000 steps without an exception, with rewards at the goal alone', async () => {
    const session = await environment.open();
    const tasks = environment.tasks('train');
    const stream = random(9);
    const junk = [
      '',
      'fly',
      'get 1',
      'get 2 planks',
      'craft 1 chest',
      'craft 1 __proto__ using 1 constructor',
      '\u0000',
    ];
    let [steps, wins] = [0, 0];
    for (let episode = 0; steps < 100_000; episode++) {
      const task = tasks[episode % tasks.length];
      if (!task) break;
      const [, goal] = /Goal: craft (.+)\.$/u.exec((await session.reset(task, episode)).observation) ?? [];
      for (let round = 0, done = false; round < 60 && !done; round++, steps++) {
        const action = stream.pick(stream.below(20) === 0 ? junk : (session.actions?.() ?? []));
        const step = await session.step(action);
        ({ done } = step);
        const { observation, reward } = step;
        if (reward !== (done ? 1 : 0)) expect.fail(`reward ${reward} with done ${done}`);
        if (done !== (/^Crafted \d+ (.+)\.\n/u.exec(observation)?.[1] === goal)) expect.fail(observation);
        wins += reward;
      }
    }
    expect(steps).toBeGreaterThanOrEqual(100_000);
    expect(wins).toBeGreaterThan(100);
  });
});
