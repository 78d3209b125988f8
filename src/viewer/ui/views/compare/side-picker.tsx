/** Chooses one side of a comparison: a run, and which of its agents. */
import type { JSX } from 'preact';
import type { RunRow } from '../../../api.ts';

interface SidePickerProps {
  title: string;
  /** `<run>` or `<run>@<iteration or agent>`. */
  value: string;
  runs: readonly RunRow[];
  onChange: (value: string) => void;
}

export function SidePicker({ title, value, runs, onChange }: SidePickerProps): JSX.Element {
  const [run = '', what = ''] = value.split('@');
  const known = runs.find(({ id }) => id === run);
  const agents = known?.split !== null && known?.state === 'completed' ? ['promoted', 'baseline', 'control'] : [];
  const iterations = known === undefined ? [] : Array.from({ length: known.done.iterations + 1 }, (_, i) => String(i));
  const options = [...agents, ...iterations];
  return (
    <fieldset class="side">
      <legend>{title}</legend>
      <label class="field">
        <span>Run</span>
        <select value={run} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {known === undefined ? <option value={run}>{run === '' ? 'choose a run' : run}</option> : null}
          {runs.map(({ id, name, path }) => (
            <option key={id} value={id}>
              {path === name ? name : `${name} (${path})`}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Agent</span>
        <select
          value={what}
          disabled={run === ''}
          onChange={({ currentTarget: { value: next } }) => onChange(next === '' ? run : `${run}@${next}`)}
        >
          <option value="">as it ended</option>
          {what === '' || options.includes(what) ? null : <option value={what}>{what}</option>}
          {options.map((one) => (
            <option key={one} value={one}>
              {agents.includes(one) ? `${one}, held out` : one === '0' ? 'cloned, on dev' : `iteration ${one}, on dev`}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
