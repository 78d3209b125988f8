/** The maze drawn: walls, where it began, where the goal is, the way that was taken, and where one stands. Changes nothing. */
import { element, INK, picture } from '../../svg.ts';
import type { Game } from './game.ts';
import { offset, position } from './world.ts';

const CELL = 20;

export function draw(game: Game): string {
  const { world, at, moves } = game;
  const { layout, start, goal } = world;
  const height = layout.open.length / layout.width;
  const centre = (square: number): [x: number, y: number] => {
    const [row, column] = position(layout, square);
    return [(column + 0.5) * CELL, (row + 0.5) * CELL];
  };
  const walls = layout.open.flatMap((open, square) => {
    const [x, y] = centre(square);
    const box = { x: x - CELL / 2, y: y - CELL / 2, width: CELL, height: CELL };
    return open ? [] : [element('rect', { ...box, fill: 'currentColor', 'fill-opacity': 0.45 })];
  });
  let square = start;
  const way = [start, ...moves.map((move) => (square += offset(layout, move)))].map((one) => centre(one).join(','));
  const [gx, gy] = centre(goal);
  const [sx, sy] = centre(start);
  const [x, y] = centre(at);
  const marks = [
    element('rect', { x: gx - 6, y: gy - 6, width: 12, height: 12, rx: 2, fill: INK.green }),
    element('circle', { cx: sx, cy: sy, r: 5, fill: 'none', stroke: INK.grey, 'stroke-width': 2 }),
    element('polyline', {
      points: way.join(' '),
      fill: 'none',
      stroke: INK.blue,
      'stroke-width': 2,
      'stroke-opacity': 0.7,
    }),
    element('circle', { cx: x, cy: y, r: 6, fill: INK.red }),
  ];
  const [row, column] = position(layout, at);
  const title = `At row ${row}, column ${column}; the goal is at ${position(layout, goal).join(', ')}.`;
  return picture({ width: layout.width * CELL, height: height * CELL }, title, ...walls, ...marks);
}
