/** The grid drawn: walls, doors, things and the agent, what it sees now, what it carries, and the mission. Changes nothing. */
import { element, INK, picture, text } from '../../svg.ts';
import type { Game } from './game.ts';
import { DX, DY, type Grid, type Thing, transparent } from './grid.ts';
import { look } from './view.ts';

/** Side of a cell. */
const CELL = 24;
/** Below the grid: what is carried, and the mission. */
const FOOT = 52;
const LEAST_WIDTH = 220;

export function draw(game: Game): string {
  const { grid, world } = game;
  const [width, height] = [grid.width * CELL, grid.height * CELL];
  const below = [carried(grid, height), ...mission(world.sentence, height, Math.max(width, LEAST_WIDTH))];
  const title = `The agent at column ${grid.agent.x}, row ${grid.agent.y}. Mission: ${world.sentence}.`;
  const size = { width: Math.max(width, LEAST_WIDTH), height: height + FOOT };
  return picture(size, title, ...floor(grid), ...visible(grid), ...grid.things().map(thing), agent(grid), ...below);
}

function floor({ width, height, cells }: Grid): string[] {
  const ground = element('rect', {
    width: width * CELL,
    height: height * CELL,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-opacity': 0.3,
  });
  const walls = cells.flatMap((cell, i) =>
    cell === 'wall' ? [square(i % width, Math.floor(i / width), { fill: 'currentColor', 'fill-opacity': 0.45 })] : [],
  );
  return [ground, ...walls];
}

/** What is in view from where the agent stands. */
function visible(grid: Grid): string[] {
  const seen: string[] = [];
  look(
    grid.agent,
    (x, y) => transparent(grid.at(x, y)),
    (x, y) => {
      if (grid.inside(x, y)) seen.push(square(x, y, { fill: INK.yellow, 'fill-opacity': 0.16 }));
      return false;
    },
  );
  return seen;
}

function square(x: number, y: number, paint: Record<string, string | number>): string {
  return element('rect', { x: x * CELL, y: y * CELL, width: CELL, height: CELL, ...paint });
}

function thing(one: Thing): string {
  const [x, y] = [one.x * CELL, one.y * CELL];
  return element('g', { color: INK[one.colour] }, ...shapesOf(one, x, y));
}

/** Drawn with the cell's corner at `x`, `y`. */
function shapesOf({ kind, colour, state }: Thing, x: number, y: number): string[] {
  const ink = INK[colour];
  const line = { fill: 'none', stroke: ink, 'stroke-width': 2.5 };
  if (kind === 'ball') return [element('circle', { cx: x + 12, cy: y + 12, r: 7, fill: ink })];
  if (kind === 'box') {
    const lid = element('line', { x1: x + 5, y1: y + 12, x2: x + 19, y2: y + 12, stroke: ink, 'stroke-width': 2 });
    return [element('rect', { x: x + 5, y: y + 5, width: 14, height: 14, ...line }), lid];
  }
  if (kind === 'key') {
    const ring = element('circle', { cx: x + 12, cy: y + 7.5, r: 3.5, ...line });
    const shaft = `M${x + 12} ${y + 11}V${y + 20}M${x + 12} ${y + 15}h4M${x + 12} ${y + 19}h4`;
    return [ring, element('path', { d: shaft, ...line })];
  }
  // An open door is a leaf at the side; a closed one fills its frame; a locked one has a keyhole.
  if (state === 'open') return [element('rect', { x: x + 1, y: y + 1, width: 5, height: 22, fill: ink })];
  const leaf = { x: x + 2, y: y + 2, width: 20, height: 20, rx: 2, fill: ink };
  const frame = element('rect', {
    ...leaf,
    'fill-opacity': state === 'locked' ? 0.85 : 0.35,
    stroke: ink,
    'stroke-width': 2,
  });
  if (state !== 'locked') return [frame, element('circle', { cx: x + 18, cy: y + 12, r: 1.8, fill: ink })];
  const hole = `M${x + 12} ${y + 8.5}a2.6 2.6 0 0 1 1.4 4.8l1 4.2h-4.8l1-4.2a2.6 2.6 0 0 1 1.4-4.8z`;
  return [frame, element('path', { d: hole, fill: '#ffffff' })];
}

/** A triangle that points where it faces. */
function agent({ agent: { x, y, direction } }: Grid): string {
  const [cx, cy] = [(x + 0.5) * CELL, (y + 0.5) * CELL];
  const [dx, dy] = [DX[direction] ?? 0, DY[direction] ?? 0];
  const at = (ahead: number, right: number): string =>
    `${cx + dx * ahead - dy * right},${cy + dy * ahead + dx * right}`;
  const points = [at(9, 0), at(-7, 7), at(-3.5, 0), at(-7, -7)].join(' ');
  return element('polygon', { points, fill: 'currentColor' });
}

function carried(grid: Grid, top: number): string {
  const one = grid.carried;
  const words = one === undefined ? 'carries nothing' : `carries a ${one.colour} ${one.kind}`;
  const said = text(words, { x: one === undefined ? 2 : 28, y: top + 19, 'font-size': 12 });
  return element('g', {}, ...(one === undefined ? [] : shapesOf(one, 0, top + 2)), said);
}

/** In at most two lines, the second shortened where it must be. */
function mission(sentence: string, top: number, width: number): string[] {
  const room = Math.floor((width - 4) / 5.6);
  const breakAt = sentence.length <= room ? sentence.length : Math.max(sentence.lastIndexOf(' ', room), 1);
  const rest = sentence.slice(breakAt).trim();
  const lines = [sentence.slice(0, breakAt), rest.length > room ? `${rest.slice(0, room - 1)}…` : rest];
  return lines
    .filter((line) => line !== '')
    .map((line, i) => text(line, { x: 2, y: top + 35 + 13 * i, 'font-size': 11, 'fill-opacity': 0.8 }));
}
