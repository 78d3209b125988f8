/** Events → the lines that stay: what was begun, what each stage came to, verdicts and warnings. Knows no terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { createColors } from 'picocolors';
import type { RunEvent } from './events.ts';
import { duration, figure, pairedText } from './format.ts';
import { titleInGroup } from './wording.ts';

type Colours = ReturnType<typeof createColors>;

/** Lines of an event, or undefined where it says nothing; `grouped` where they stand under headings. */
export function sentencesOf(event: RunEvent, colours: Colours, grouped: boolean): string | undefined {
  const indent = grouped ? '  ' : '';
  switch (event.type) {
    case 'run-started':
      return startOf(event, colours);
    case 'stage-finished': {
      const time = event.reused ? 'kept from before' : duration(event.seconds);
      const title = grouped ? titleInGroup(event) : event.title;
      return `${indent}${colours.green('✓')} ${title}: ${event.result} ${colours.dim(`(${time})`)}`;
    }
    case 'compared': {
      const which = event.look === 1 ? '' : ` (look ${event.look})`;
      return `${indent}  against the incumbent${which}: ${pairedText(event.comparison.total)}`;
    }
    case 'iteration-finished': {
      const { promoted, reason } = event.result;
      return `${indent}${promoted ? colours.green('↑ promoted') : colours.yellow('= kept the incumbent')}: ${reason}`;
    }
    case 'data-card':
      return event.remarks.length === 0
        ? undefined
        : `${indent}${colours.yellow('!')} data: ${event.remarks.join('; ')}`;
    case 'served':
      return indent + servedLine(event, colours);
    case 'warning':
      return `${colours.yellow('warning:')} ${harmless(event.message)}`;
    default:
      return undefined;
  }
}

function startOf({ name, seed, directory, resumed, notes }: RunEvent & { type: 'run-started' }, { bold }: Colours) {
  const first = `${resumed ? 'going on with' : 'evolving'} ${bold(name)} (seed ${seed}) in ${directory}`;
  return [first, ...notes.map((note) => `  differs from the paper: ${note}`)].join('\n');
}

/** Figures of the endpoint that is least sure. */
function servedLine(
  { checkpoint, model, verdict, attestations }: RunEvent & { type: 'served' },
  colours: Colours,
): string {
  const mark = verdict === 'stale' ? colours.red('✗') : verdict === 'proven' ? colours.green('✓') : colours.yellow('?');
  const said = { proven: 'proven', stale: 'not what answers', indistinguishable: 'not to be told apart' };
  if (verdict === 'unproven')
    return `${mark} serving ${checkpoint} as ${model}: unproven, there is nothing to tell it by`;
  const least = attestations.find((one) => one.verdict === verdict);
  const unit = least?.measure === 'logprobs' ? 'nats a token' : 'of the text';
  const figures = `${figure(least?.toExpected)} from it, ${figure(least?.toPrevious)} from the one before, ${unit}`;
  return `${mark} serving ${checkpoint} as ${model}: ${said[verdict]} ${colours.dim(`(${figures})`)}`;
}

/** What servers say may hold characters that move the cursor. */
function harmless(message: string): string {
  return stripVTControlCharacters(message).replaceAll(/(?!\n)\p{Cc}/gu, ' ');
}
