/** data-card.json as it is: what data an iteration was trained on. Any JSON, drawn as nested terms and values. */
import type { JSX } from 'preact';

export function DataCard({ card }: { card: unknown }): JSX.Element | null {
  if (card === null || card === undefined || typeof card !== 'object') return null;
  return (
    <details class="card">
      <summary>Data card</summary>
      <Value value={card} depth={0} />
    </details>
  );
}

/** Deeper than this it is shown as text. */
const DEEPEST = 4;

function Value({ value, depth }: { value: unknown; depth: number }): JSX.Element {
  if (value === null || value === undefined) return <span class="muted">–</span>;
  if (typeof value === 'number') return <>{Number.isInteger(value) ? String(value) : value.toPrecision(4)}</>;
  if (typeof value !== 'object') return <>{typeof value === 'string' ? value : JSON.stringify(value)}</>;
  const plain = Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null);
  if (plain) return <>{(value as unknown[]).map(String).join(', ') || <span class="muted">none</span>}</>;
  if (depth >= DEEPEST) return <code>{JSON.stringify(value)}</code>;
  const entries = Object.entries(value);
  if (entries.length === 0) return <span class="muted">none</span>;
  return (
    <dl class="tree">
      {entries.map(([name, inner]) => (
        <div key={name}>
          <dt>{worded(name)}</dt>
          <dd>
            <Value value={inner} depth={depth + 1} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** `effectiveSampleSize` reads as `effective sample size`; names of things stay as they are. */
function worded(name: string): string {
  return /^[a-z]+(?:[A-Z][a-z]+)+$/u.test(name)
    ? name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)
    : name;
}
