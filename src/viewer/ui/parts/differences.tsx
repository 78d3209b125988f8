/** Paired differences as a table: by environment and all together, each with its interval around nought. */
import type { JSX } from 'preact';
import type { Comparison, Paired } from '../../api.ts';
import { missingPairs, points, pValue } from '../wording.ts';
import { Whisker } from './whisker.tsx';

interface DifferencesProps {
  comparison: Comparison;
  /** Says what is compared with what, for those who do not see the table's place. */
  caption: string;
  /** Further cells of an environment's row, after its name. */
  extra?: {
    heads: readonly string[];
    cells: (environment: string | null) => JSX.Element;
    /** Where the name of an environment leads. */
    hrefOf: (environment: string) => string;
  };
}

export function Differences({ comparison, caption, extra }: DifferencesProps): JSX.Element {
  const names = Object.keys(comparison.environments);
  const rows: readonly (readonly [string | null, Paired])[] = [
    ...(names.length > 1 ? [[null, comparison.total] as const] : []),
    ...Object.entries(comparison.environments),
  ];
  const widest = Math.max(
    0.1,
    ...rows.flatMap(([, { success }]) => [Math.abs(success.low ?? 0), Math.abs(success.high ?? 0)]),
  );
  const scale = Math.min(1, Math.ceil(widest * 10) / 10);
  return (
    <div class="scroller" tabIndex={0} role="region" aria-label={caption}>
      <table class="rates differences">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Environment</th>
            {extra?.heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col">
              Difference, points
              <span class="under scale-ends" aria-hidden="true">
                <span>−{(100 * scale).toFixed(0)}</span>
                <span>+{(100 * scale).toFixed(0)}</span>
              </span>
            </th>
            <th scope="col" class="number">
              Gained
            </th>
            <th scope="col" class="number">
              Lost
            </th>
            <th scope="col" class="number">
              Pairs
            </th>
            <th scope="col" class="number">
              p
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, paired]) => (
            <tr key={name ?? ''} class={name === null ? 'total' : ''}>
              <th scope="row">
                {name === null || extra === undefined ? (name ?? 'Mean') : <a href={extra.hrefOf(name)}>{name}</a>}
              </th>
              {extra?.cells(name)}
              <td>
                <DifferenceFigure paired={paired} scale={scale} />
              </td>
              <td class="number">{paired.gained}</td>
              <td class="number">{paired.lost}</td>
              <td class="number">{paired.pairs}</td>
              <td class="number nowrap">{pValue(paired.p)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Accent where the interval is above nought, the signal colour where it is below, ink where it is neither. */
function DifferenceFigure({ paired, scale }: { paired: Paired; scale: number }): JSX.Element {
  const { difference, low, high } = paired.success;
  if (difference === null) return <span class="muted">–</span>;
  const tone = low !== null && low > 0 ? 'accent' : high !== null && high < 0 ? 'signal' : 'ink';
  const range = low === null || high === null ? '' : `${points(low)} to ${points(high)}`;
  return (
    <span class="rate">
      <span class="rate-value">{points(difference)}</span>
      <span class="rate-interval">{range}</span>
      <Whisker value={difference} low={low} high={high} from={-scale} to={scale} tone={tone} />
      {paired.bounds === undefined ? null : <span class="under signal missing">{missingPairs(paired)}</span>}
    </span>
  );
}
