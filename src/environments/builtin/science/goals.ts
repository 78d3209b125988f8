/**
 * The goals: ten levels, each with everything it can be about and every room where that can be, and the split each goal
 * belongs to. A goal is of one split only, so no goal of dev or eval is met in training.
 */
import { digest } from '../../../seeds.ts';
import type { Split } from '../../contract.ts';
import {
  type Colour,
  COLOURS,
  CONDUCTORS,
  CROPS,
  INSULATORS,
  STAGES,
  UNKNOWN_SUBSTANCES,
  UNKNOWN_THINGS,
} from './kinds.ts';
import { inRoom, ROOMS, type RoomName } from './rooms.ts';
import { SUBSTANCES } from './substances.ts';
import { AMBIENT, type Question } from './world.ts';
import { article } from '../article.ts';

/** Of the groups of results: kinds of tasks, from short to long. */
export const LEVELS = [
  'find',
  'temperature',
  'melt',
  'boil',
  'freeze',
  'conduct',
  'melting',
  'circuit',
  'grow',
  'fruit',
] as const;
export type Level = (typeof LEVELS)[number];

export const CATEGORIES = ['living thing', 'non-living thing', 'plant', 'animal'] as const;

export interface Goal {
  readonly level: Level;
  /** Kind of the thing it is about; for `find` the category. */
  readonly subject: string;
  /** Where the thing is at first; for `find` where the box is. */
  readonly room: RoomName;
  /** For `find`: colour of the box. */
  readonly colour: Colour | undefined;
  readonly split: Split;
}

const names = Object.keys(SUBSTANCES);
/** Degrees that the stove reaches; what needs more is melted and boiled in the furnace. */
export const STOVE_REACHES = 400;
const pointsOf = (name: string) => SUBSTANCES[name] ?? { melts: 0, boils: 0 };
const isLiquid = (name: string): boolean => pointsOf(name).melts <= AMBIENT;

/** What a level can be about. */
const SUBJECTS: Readonly<Record<Level, readonly string[]>> = {
  find: CATEGORIES,
  temperature: names.filter((name) => isLiquid(name) && pointsOf(name).boils >= 100),
  melt: ['water', ...names.filter((name) => !isLiquid(name))],
  boil: names.filter((name) => Number.isFinite(pointsOf(name).boils)),
  freeze: names.filter((name) => isLiquid(name) && pointsOf(name).melts > -50),
  conduct: [...CONDUCTORS, ...INSULATORS],
  melting: UNKNOWN_SUBSTANCES,
  circuit: UNKNOWN_THINGS,
  grow: CROPS,
  fruit: CROPS,
};

/** Of 20 goals of a level, 13 are for training, 3 for dev and 4 for eval. */
const SHARES: readonly (readonly [Split, number])[] = [
  ['train', 0.65],
  ['dev', 0.8],
  ['eval', 1],
];

const made = new Map<Level, readonly Goal[]>();

/** All goals of a level, in a shuffled order. */
export function goalsOf(level: Level): readonly Goal[] {
  const before = made.get(level);
  if (before) return before;
  const colours: readonly (Colour | undefined)[] = level === 'find' ? COLOURS : [undefined];
  const keyed = SUBJECTS[level].flatMap((subject) =>
    ROOMS.flatMap((room) =>
      colours.map((colour) => {
        const key = digest('science goal', level, subject, room, colour ?? '');
        return { goal: { level, subject, room, colour }, key };
      }),
    ),
  );
  // One half of a goal's digest says its split, the other its place in the order.
  const split = sorted(keyed, ({ key }) => key).map(({ goal, key }, rank) => {
    const [own] = SHARES.find(([, until]) => rank < until * keyed.length) ?? ['eval' as const];
    return { goal: { ...goal, split: own }, key };
  });
  const goals = sorted(split, ({ key }) => key.slice(32)).map(({ goal }) => goal);
  made.set(level, goals);
  return goals;
}

function sorted<T>(list: readonly T[], keyOf: (value: T) => string): T[] {
  return list.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** What the goal's thing is called at first. */
export function subjectName({ level, subject }: Pick<Goal, 'level' | 'subject'>): string {
  if (level === 'melt' && subject === 'water') return 'ice';
  return level === 'grow' || level === 'fruit' ? `${subject} ${STAGES[0]}` : subject;
}

/** The whole task, as the first observation and the action `task` say it. */
export function inFull(goal: Goal, question: Question | undefined): string {
  const { level, subject, room, colour } = goal;
  if (level === 'find')
    return `Find ${article(subject)}, focus on it, and move it to the ${colour} box ${inRoom(room)}.`;
  const first = `Focus on the ${subjectName(goal)} ${inRoom(room)}, then`;
  const { yes = '', no = '', threshold = 0 } = question ?? {};
  const boxes = `focus on the ${yes} box in the kitchen if it is above ${threshold} degrees, else on the ${no} box.`;
  switch (level) {
    case 'temperature':
      return `${first} measure its temperature with the thermometer, and ${boxes}`;
    case 'melting':
      return `${first} measure its melting point with the thermometer, and ${boxes}`;
    case 'conduct':
    case 'circuit':
      return `${first} test it in a circuit with the battery and the bulb in the workshop. Move it to the ${yes} box there if it conducts, else to the ${no} box.`;
    case 'grow':
      return `${first} grow it into a plant in the greenhouse.`;
    case 'fruit':
      return `${first} grow it in the greenhouse until it bears fruit.`;
    default:
      return `${first} ${level} it.`;
  }
}

/** The task in few words, as every later observation ends with. */
export function inBrief(goal: Goal, question: Question | undefined): string {
  const { level, subject, room, colour } = goal;
  const name = subjectName(goal);
  const { yes = '', no = '', threshold = 0 } = question ?? {};
  switch (level) {
    case 'find':
      return `Task: ${subject} to ${colour} box, ${room}.`;
    case 'temperature':
    case 'melting': {
      const what = level === 'melting' ? 'melting point of' : 'temperature of';
      return `Task: ${what} ${name}, ${room}. Above ${threshold}: ${yes} box, else ${no} box.`;
    }
    case 'conduct':
    case 'circuit':
      return `Task: test ${name}, ${room}. Conducts: ${yes} box, else ${no} box.`;
    case 'fruit':
      return `Task: fruit of ${name}, ${room}.`;
    default:
      return `Task: ${level} ${name}, ${room}.`;
  }
}
