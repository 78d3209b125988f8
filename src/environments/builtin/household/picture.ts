/**
 * The room drawn: every place with what is there, hidden or not, where one stands, and what is carried. What the goal speaks
 * of is in colour. Changes nothing.
 */
import { element, INK, picture, text } from '../../svg.ts';
import { inFull } from './answers.ts';
import type { Game } from './game.ts';
import { inWords } from './goals.ts';
import type { Place, Thing, World } from './world.ts';

const COLUMNS = 3;
const CARD = { width: 186, gap: 8, head: 26, line: 15 } as const;
/** Above the places: the goal and what is carried. */
const HEAD = 50;

export function draw({ world }: Game): string {
  const { room, goal, places, at, carried } = world;
  const rows = Array.from({ length: Math.ceil(places.length / COLUMNS) }, (_, row) =>
    places.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
  let y = HEAD;
  const cards = rows.flatMap((row) => {
    const top = y;
    const height = CARD.head + CARD.line * Math.max(1, ...row.map(({ things }) => things.length)) + 4;
    y += height + CARD.gap;
    return row.map((place, column) => card(place, world, { x: 1 + column * (CARD.width + CARD.gap), y: top, height }));
  });
  const task = inWords(goal);
  const hands = carried ? `Carries ${inFull(carried)}.` : 'Carries nothing.';
  const where = at ? `At ${at.name}.` : 'In the middle of the room.';
  const head = [
    text(`${room}: ${task}`, { x: 2, y: 16, 'font-size': 13, 'font-weight': 600 }),
    text(`${where} ${hands}`, { x: 2, y: 36, 'font-size': 12, ...(carried && wanted(carried, world)) }),
  ];
  const size = { width: COLUMNS * (CARD.width + CARD.gap) - CARD.gap + 2, height: y };
  return picture(size, `A ${room}. Goal: ${task}. ${where} ${hands}`, ...head, ...cards);
}

function card(place: Place, world: World, { x, y, height }: { x: number; y: number; height: number }): string {
  const here = place === world.at;
  const frame = element('rect', {
    x,
    y,
    width: CARD.width,
    height,
    rx: 5,
    fill: here ? INK.yellow : 'none',
    'fill-opacity': 0.16,
    stroke: 'currentColor',
    'stroke-opacity': here ? 0.9 : 0.35,
    'stroke-width': here ? 2 : 1,
    // A closed place has a broken line around it.
    'stroke-dasharray': place.open ? undefined : '5 3',
  });
  const target = place.kind === world.goal.target ? { fill: INK.green } : {};
  const name = text(`${here ? '▸ ' : ''}${place.name}`, {
    x: x + 8,
    y: y + 17,
    'font-size': 12,
    'font-weight': 600,
    ...target,
  });
  const state = [place.open ? '' : 'closed', place.seen ? '' : 'unseen'].filter((word) => word !== '').join(', ');
  const side = text(state, {
    x: x + CARD.width - 8,
    y: y + 17,
    'font-size': 10,
    'text-anchor': 'end',
    'fill-opacity': 0.7,
  });
  const things = place.things.map((thing, i) =>
    text(`${inFull(thing)}${thing.lamp ? (thing.on ? ' (on)' : ' (off)') : ''}`, {
      x: x + 14,
      y: y + CARD.head + CARD.line * i + 11,
      'font-size': 11,
      // What was never seen, or is in a closed place.
      'fill-opacity': place.open && place.seen ? 1 : 0.6,
      ...wanted(thing, world),
    }),
  );
  return element('g', {}, frame, name, ...(state === '' ? [] : [side]), ...things);
}

/** How a thing that the goal speaks of is written. */
function wanted({ kind }: Thing, { goal }: World): { fill?: string; 'font-weight'?: number } {
  if (kind === goal.thing) return { fill: INK.blue, 'font-weight': 600 };
  return kind === goal.target ? { fill: INK.green } : {};
}
