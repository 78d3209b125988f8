/** Events as plain lines, for files and pipes: everything that the live view shows, now and then, in whole lines. */
import { createColors } from 'picocolors';
import { followCourse } from './course.ts';
import type { RunEvent } from './events.ts';
import type { Reporter } from './progress.ts';
import { sentencesOf } from './sentences.ts';
import { groupsToCome, runFigures, stageFigures, titleInGroup } from './wording.ts';

/** How far a stage is, is said no more often than this (ms). */
const SAID_EVERY = 15_000;

export function plainReporter(stream: NodeJS.WritableStream, clock: () => number): Reporter {
  const colours = createColors(false);
  const course = followCourse(clock);
  let said = clock();
  const say = (text: string): void => void stream.write(`${text}\n`);
  const on = (event: RunEvent): void => {
    course.on(event);
    if (event.type === 'stage-started') said = clock();
    if (event.type === 'progress') {
      if (clock() - said < SAID_EVERY) return;
      said = clock();
      const { current, ...now } = course.now();
      if (current !== undefined)
        say(`  ${[event.title, ...stageFigures(current), ...runFigures({ ...now, current })].join('  ')}`);
      return;
    }
    const text = sentencesOf(event, colours, false);
    if (text !== undefined) say(text);
    if (event.type === 'run-started' && event.agenda.length > 0) say(`  to come: ${agendaText(event.agenda)}`);
  };
  return { on, stop: () => {} };
}

function agendaText(agenda: Parameters<typeof groupsToCome>[1]): string {
  const groups = groupsToCome(agenda, agenda);
  const first = agenda.findIndex(({ iteration }) => iteration !== undefined);
  const before = agenda.slice(0, first < 0 ? agenda.findIndex(({ stage }) => stage === 'final') : first);
  return [before.map(titleInGroup).join(', '), ...groups].join('; ');
}
