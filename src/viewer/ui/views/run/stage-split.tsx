/** Where an iteration's time and tokens went. */
import type { JSX } from 'preact';
import type { IterationView, Tokens } from '../../../api.ts';
import { about, duration } from '../../wording.ts';

const STAGES = ['explore', 'weigh', 'train', 'evaluate'] as const;

export function StageSplit({ one }: { one: IterationView }): JSX.Element | null {
  const rows = STAGES.map((stage) => ({ stage, seconds: one.seconds[stage], tokens: tokensOf(one, stage) }));
  const most = Math.max(...rows.map(({ seconds }) => seconds ?? 0));
  if (most === 0) return null;
  return (
    <div class="block">
      <h4>Time and tokens</h4>
      <table class="bars">
        <caption class="hidden">Seconds and tokens by stage; tokens read and written</caption>
        <tbody>
          {rows.map(({ stage, seconds, tokens }) => (
            <tr key={stage}>
              <th scope="row">{stage === 'explore' && one.index === 0 ? 'demonstrate' : stage}</th>
              <td class="number nowrap">{duration(seconds)}</td>
              <td class="bar-cell" aria-hidden="true">
                <span class="bar bar-ink" style={{ width: `${(100 * (seconds ?? 0)) / most}%` }} />
              </td>
              <td class="number nowrap muted">
                {tokens === null ? '' : `${about(tokens.prompt)} read, ${about(tokens.completion)} written`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function tokensOf({ tokens }: IterationView, stage: (typeof STAGES)[number]): Tokens | null {
  return stage === 'explore' ? tokens.explore : stage === 'evaluate' ? tokens.evaluate : null;
}
