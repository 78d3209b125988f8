/**
 * A course as the lines of the live block: the stage that is going on with its figures, what is still to come, and the
 * run as a whole. As many lines as the terminal has room for, none of them wider than it; writes nothing.
 */
import type { createColors } from 'picocolors';
import type { Course } from '../course.ts';
import { columnsOf, cut, fitting } from '../format.ts';
import { groupOf, groupsToCome, runFigures, stageFigures, titleInGroup } from '../wording.ts';

export interface ViewLayout {
  columns: number;
  rows: number;
  colours: ReturnType<typeof createColors>;
}

/** A title is cut to no less than this where its figures need the room. */
const LEAST_TITLE = 8;

export function viewOf(course: Course, { columns, rows, colours }: ViewLayout): string[] {
  // A line that fills the last column wraps on some terminals.
  const width = Math.max(1, columns - 1);
  const { current, agenda } = course;
  const stage = current === undefined ? [] : [stageLine(course, width, colours)];
  const figures = fitting(runFigures(course), ' · ', width - 2);
  const whole = agenda.length === 0 && course.used === undefined ? [] : [colours.dim(cut(`  ${figures}`, width))];
  const room = Math.max(0, rows - 2 - stage.length - whole.length);
  const coming = comingLines(course).slice(0, room);
  return [...stage, ...coming.map((line) => colours.dim(cut(line, width))), ...whole].slice(0, Math.max(1, rows - 1));
}

function stageLine({ current, agenda }: Course, width: number, colours: ViewLayout['colours']): string {
  if (current === undefined) return '';
  const { label } = current;
  const indent = agenda.length === 0 ? '' : '  ';
  const [first = '', ...figures] = stageFigures(current);
  const taken = columnsOf(indent) + 2 + 2 + columnsOf(first);
  const title = cut(agenda.length === 0 ? label.title : titleInGroup(label), Math.max(LEAST_TITLE, width - taken));
  const line = fitting([`${title}  ${first}`, ...figures], '  ', width - columnsOf(indent) - 2);
  return `${indent}${colours.cyan('▸')} ${line === '' ? cut(title, width - columnsOf(indent) - 2) : line}`;
}

/** The stages of the group that is going on, one a line; the groups after it, one line a kind. */
function comingLines({ current, coming, agenda }: Course): string[] {
  const next = coming[0];
  if (next === undefined) return [];
  const group = groupOf(current?.label ?? next, agenda);
  const inside = coming.filter((one) => groupOf(one, agenda) === group);
  const outside = coming.filter((one) => groupOf(one, agenda) !== group);
  return [
    ...inside.map((one) => `  · ${titleInGroup(one)}`),
    ...groupsToCome(outside, agenda).map((line) => `· ${line}`),
  ];
}
