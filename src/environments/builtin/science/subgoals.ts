/**
 * Sub-goals and the score: each level has some, which together are worth 100 points. `inOrder` ones count only after
 * those before them; the others when they are first met. The last one ends the task. Judges only; changes no thing.
 */
import type { Level } from './goals.ts';
import { STAGE } from './kinds.ts';
import { circuitOf, works } from './physics.ts';
import { around, isCarried, roomOf, stateOf, type Thing, type World } from './world.ts';

export interface SubGoal {
  readonly label: string;
  readonly points: number;
  readonly inOrder?: true;
  readonly met: (world: World) => boolean;
}

/** The points of a solved task. */
export const FULL = 100;

const about = (world: World): Thing | undefined => world.focus ?? world.subject;

const near: SubGoal = {
  label: 'be where the thing is',
  points: 10,
  met: (world) => world.subject !== undefined && roomOf(world, world.subject) === world.at,
};

const focus = (points: number): SubGoal => ({
  label: 'focus on the thing',
  points,
  inOrder: true,
  met: (world) => world.focus !== undefined,
});

/** The device of a name that it is in or on. */
const deviceOf = (world: World, names: readonly string[]): Thing | undefined => {
  const thing = about(world);
  return thing && around(thing, ({ kind }) => names.includes(kind.name));
};

function change(devices: readonly string[], changed: (thing: Thing) => boolean): readonly SubGoal[] {
  const working = (world: World): boolean => {
    const device = deviceOf(world, devices);
    return device !== undefined && works(device);
  };
  return [
    near,
    focus(20),
    {
      label: `bring it to the ${devices.join(' or ')}`,
      points: 20,
      met: (world) => deviceOf(world, devices) !== undefined,
    },
    { label: 'let that work on it', points: 20, met: working },
    {
      label: 'change its state',
      points: 30,
      inOrder: true,
      met: ({ focus: own }) => own !== undefined && changed(own),
    },
  ];
}

/** The right box is in focus: the answer's own focus is checked in `rules.ts`, which leaves the subject as it is. */
const answered: SubGoal = { label: 'focus on the right box', points: 30, inOrder: true, met: ({ answer }) => answer };
const measured = (points: number): SubGoal => ({
  label: 'measure it',
  points,
  inOrder: true,
  met: ({ reading }) => reading !== undefined,
});

const isLinked = (world: World): boolean => about(world)?.links.some(({ kind }) => kind.wire) ?? false;
/** In one ring with battery and bulb, whatever it lets through. */
function isTested(world: World): boolean {
  const thing = world.focus;
  const ring = thing && circuitOf(thing);
  return ring !== undefined && ['battery', 'bulb'].every((name) => [...ring].some(({ kind }) => kind.name === name));
}

const TESTED = 'close a circuit of it, battery and bulb';
export const isTestedBefore = ({ reached }: World): boolean => reached.has(TESTED);

const electric: readonly SubGoal[] = [
  near,
  focus(20),
  { label: 'connect a wire to it', points: 20, met: isLinked },
  { label: TESTED, points: 20, inOrder: true, met: isTested },
  {
    label: 'move it to the right box',
    points: 30,
    inOrder: true,
    met: (world) => boxOf(world.focus) === rightBox(world),
  },
];

/** Name of the box that a thing is in. */
export const boxOf = (thing: Thing | undefined): string | undefined =>
  thing?.parent && thing.parent.kind.name.endsWith(' box') ? thing.parent.kind.name : undefined;

/** Name of the box that answers the question, as far as things are known. */
export function rightBox({ question, focus: thing, reading }: World): string | undefined {
  if (!question || !thing) return undefined;
  const yes = thing.kind.conducts ?? (reading ?? 0) > question.threshold;
  return `${yes ? question.yes : question.no} box`;
}

const stage = (points: number, least: keyof typeof STAGE): SubGoal => ({
  label: `grow it into a ${least}`,
  points,
  inOrder: true,
  met: (world) => (world.focus?.stage ?? 0) >= STAGE[least],
});
const potOf = (world: World): Thing | undefined => deviceOf(world, ['flowerpot']);
const holdsKind = (pot: Thing | undefined, name: string): boolean =>
  pot?.contents.some((thing) => thing.kind.name === name) ?? false;
const planted: SubGoal = { label: 'plant it in soil', points: 20, met: (world) => holdsKind(potOf(world), 'soil') };
const watered: SubGoal = { label: 'water it', points: 20, met: (world) => holdsKind(potOf(world), 'water') };

const heated = ['stove', 'furnace'];

export const SUBGOALS: Readonly<Record<Level, readonly SubGoal[]>> = {
  find: [
    focus(40),
    { label: 'carry it', points: 20, met: (world) => world.focus !== undefined && isCarried(world, world.focus) },
    {
      label: 'move it to the box',
      points: 40,
      inOrder: true,
      met: ({ focus: thing, goal, rooms }) =>
        boxOf(thing) === `${goal.colour} box` && thing?.parent?.parent === rooms.get(goal.room),
    },
  ],
  temperature: [near, focus(20), measured(40), answered],
  melt: change(heated, (thing) => stateOf(thing) !== 'solid'),
  boil: change(heated, (thing) => stateOf(thing) === 'gas'),
  freeze: change(['freezer'], (thing) => stateOf(thing) === 'solid'),
  conduct: electric,
  melting: [
    near,
    focus(20),
    { label: 'heat it', points: 20, met: (world) => works(deviceOf(world, heated) ?? world.hands) },
    measured(20),
    answered,
  ],
  circuit: electric,
  grow: [near, focus(10), planted, watered, stage(10, 'seedling'), stage(30, 'plant')],
  fruit: [near, focus(10), planted, watered, stage(10, 'plant'), stage(10, 'flower'), stage(20, 'fruit')],
};

/** Notes the sub-goals that are met now. */
export function judge(world: World): void {
  let open = false;
  for (const { label, inOrder, met } of SUBGOALS[world.goal.level]) {
    if (world.reached.has(label)) continue;
    if (!(inOrder && open) && met(world)) world.reached.add(label);
    else if (inOrder) open = true;
  }
}

export function isSolved({ goal, reached }: World): boolean {
  return reached.has(SUBGOALS[goal.level].at(-1)?.label ?? '');
}

/** 0 to 100. A solved task has all points, a failed one none. */
export function scoreOf(world: World): number {
  if (world.failed) return 0;
  if (isSolved(world)) return FULL;
  return SUBGOALS[world.goal.level].reduce(
    (sum, { label, points }) => sum + (world.reached.has(label) ? points : 0),
    0,
  );
}

/** Whether a thing may be focused on at first: it is what the task is about. */
export function isMeant({ goal, subject }: World, thing: Thing): boolean {
  if (goal.level !== 'find') return thing.kind === subject?.kind;
  return isOf(goal.subject, thing);
}

export function isOf(category: string, { kind }: Thing): boolean {
  if (category === 'living thing') return kind.life !== undefined;
  return category === 'non-living thing' ? kind.life === undefined : kind.life === category;
}
