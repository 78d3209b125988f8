/** What is said when a run is complete: the table, the verdict in words, where things are, and what to type next. */
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { EvolveResult } from '../evolve.ts';
import { wrapped } from '../report/format.ts';
import { gainOf } from '../report/gain.ts';
import { runTable } from './run-table.ts';
import { shellWord } from './shell-word.ts';
import type { TableOptions } from './table.ts';
import { usageLine } from './usage-line.ts';

/** `shown` is the run directory as the user would type it. */
export function runEnd(result: EvolveResult, config: Config, { shown, ...layout }: TableOptions & { shown: string }) {
  const { summary } = result;
  const width = layout.width ?? Number.POSITIVE_INFINITY;
  const said = [gainOf(summary), promotionOf(result)].map((text) => wrapped(text, width, 0));
  const used = usageLine(summary.usage).trimEnd();
  const parts = [
    runTable(result, layout),
    [used, ...said].filter((line) => line !== '').join('\n'),
    whatNext(result, config, shown),
  ];
  return `\n${parts.join('\n\n')}\n`;
}

function promotionOf({ evolution: { promoted, iterations } }: EvolveResult): string {
  const { length: of } = iterations;
  const count = iterations.filter((one) => one.promoted).length;
  const one = of === 1;
  if (of === 0) return 'No iterations: the cloned agent is the incumbent.';
  if (count === 0)
    return `${one ? 'The candidate was not' : `None of ${of} candidates was`} promoted: the cloned agent is the incumbent.`;
  const some = one ? 'The candidate was promoted' : `${count} of ${of} candidates promoted`;
  if (promoted.iteration === 0) return `${some}, and rolled back to the cloned agent.`;
  return one ? `${some}, and is the incumbent.` : `${some}; the incumbent is that of iteration ${promoted.iteration}.`;
}

/** Paths and commands have lines of their own: they are copied. */
function whatNext({ evolution }: EvolveResult, { evaluate }: Config, shown: string): string {
  const run = shellWord(shown);
  // While settings are being tuned, `eval` stays closed.
  const split = evaluate.final === 'eval' ? '' : ` --split ${evaluate.final}`;
  return [
    evolution.promoted.iteration === 0 ? "The cloned agent's checkpoint:" : 'The promoted checkpoint:',
    `  ${join(shown, 'checkpoints', evolution.promoted.checkpoint.id)}`,
    'Next:',
    `  npx agentgym view ${run}`,
    `  npx agentgym report ${run}`,
    `  npx agentgym eval --run ${run}${split}`,
  ].join('\n');
}
