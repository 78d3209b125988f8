/** A trajectory that was played again, step by step, up to where it parts: for reading. */
import { roundsOf, type Parting } from '../replay/partings.ts';
import { wrapped } from '../report/format.ts';
import type { Replay } from '../replay.ts';
import { placeText } from './parted-lines.ts';

export function transcriptOf({ stored, result }: Replay, { width }: { width: number | undefined }): string[] {
  const { id, policy, split, outcome } = stored;
  const said = (text: string): string =>
    width === undefined
      ? text
      : text
          .split('\n')
          .map((line) => wrapped(line, width, 0))
          .join('\n');
  const head = `${id}, ${policy} on ${split}: ${outcome}${endText(stored)}`;
  if (result.kind === 'broken') return [head, `Skipped: ${stored.error?.message ?? 'it ended in an error'}`, ''];
  if (result.kind === 'foreign') return [head, `There is no environment ${stored.environment}.`, ''];
  if (result.kind === 'failed') return [head, `It could not be played: ${result.error.message}`, ''];
  const [parting] = result.partings;
  const { opening, turns } = roundsOf(result.now ?? stored);
  const shown = parting === undefined ? turns : turns.slice(0, parting.round);
  const steps = shown.flatMap(({ text, observation, reward }, i) => [
    `\n${said(
      text
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n'),
    )}`,
    ...(observation === undefined || parting?.round === i + 1 ? [] : [`\n${said(observation)}`]),
    ...(reward === undefined || reward === 0 ? [] : [`(reward ${figure(reward)})`]),
  ]);
  return [head, '', ...(parting?.round === 0 ? [] : [said(opening)]), ...steps, '', ...endLines(parting), ''];
}

function endText({ rewardRaw, rounds }: Replay['stored']): string {
  const after = `after ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`;
  return rewardRaw === null ? ` ${after}` : `, reward ${figure(rewardRaw)} ${after}`;
}

function endLines(parting: Parting | undefined): string[] {
  if (parting === undefined) return ['The same as stored, to the end.'];
  const { round, what, stored, now } = parting;
  return [`Parts at ${placeText(round)}: ${what}`, `  stored  ${stored}`, `  now     ${now}`];
}

function figure(reward: number): number {
  return Number(reward.toFixed(4));
}
