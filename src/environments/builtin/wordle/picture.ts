/** The guesses with their marks: green in its place, yellow elsewhere, grey not there. Marks are told by shape too. */
import { element, INK, picture, text } from '../../svg.ts';
import { type Game, TRIES } from './game.ts';
import { written } from './marks.ts';
import { LENGTH } from './words.ts';

const CELL = 34;
const LOOKS: Readonly<Record<string, { fill: string; 'stroke-dasharray'?: string }>> = {
  g: { fill: INK.green },
  y: { fill: INK.yellow, 'stroke-dasharray': '4 3' },
  b: { fill: 'none' },
};

export function draw({ guesses, tries }: Game): string {
  const cells = guesses.flatMap(({ word, marks }, row) => {
    const names = written(marks).split(' ');
    return Array.from({ length: LENGTH }, (_, column) => cell(word[column] ?? '', names[column] ?? 'b', row, column));
  });
  const open = Array.from({ length: Math.max(0, TRIES - guesses.length) * LENGTH }, (_, i) =>
    frame(guesses.length + Math.floor(i / LENGTH), i % LENGTH, { fill: 'none', 'stroke-opacity': 0.25 }),
  );
  const said = guesses.map(({ word, marks }) => `${word}: ${written(marks)}`).join('; ');
  const size = { width: LENGTH * CELL + 2, height: TRIES * CELL + 2 };
  return picture(size, `${tries} of ${TRIES} tries. ${said}`, ...cells, ...open);
}

function cell(letter: string, mark: string, row: number, column: number): string {
  const look = { ...LOOKS[mark], 'fill-opacity': 0.75 };
  const at = { x: column * CELL + CELL / 2 + 1, y: row * CELL + CELL / 2 + 7, 'text-anchor': 'middle' };
  return frame(row, column, look) + text(letter.toUpperCase(), { ...at, 'font-size': 18, 'font-weight': 600 });
}

function frame(row: number, column: number, look: Record<string, string | number>): string {
  const side = CELL - 4;
  const at = { x: column * CELL + 3, y: row * CELL + 3, width: side, height: side, rx: 3 };
  return element('rect', { ...at, stroke: 'currentColor', ...look });
}
