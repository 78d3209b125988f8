/** The filters above the table. Every one says how many rows there are behind each of its values. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FileKind, Outcome, TrajectoriesAnswer, TrajectoryQuery } from '../../../api.ts';
import { count, KINDS, OUTCOMES } from '../../wording.ts';

interface FiltersProps {
  query: TrajectoryQuery;
  facets: TrajectoriesAnswer['facets'] | undefined;
  onChange: (change: TrajectoryQuery) => void;
}

export function Filters({ query, facets, onChange }: FiltersProps): JSX.Element {
  const set = (change: Partial<Record<keyof TrajectoryQuery, unknown>>): void => onChange(change as TrajectoryQuery);
  const filtered = Object.keys(query).some((name) => name !== 'sort');
  const none = Object.fromEntries(Object.keys(query).map((name) => [name, undefined]));
  return (
    <form class="toolbar filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Choice
        title="Environment"
        value={query.environment}
        options={optionsOf(facets?.environments, (name) => name)}
        onChange={(environment) => set({ environment })}
      />
      <Choice
        title="Played"
        value={query.kind}
        options={optionsOf(facets?.kinds, (kind) => KINDS[kind as FileKind])}
        onChange={(kind) => set({ kind })}
      />
      <Choice
        title="Iteration"
        value={query.iteration === undefined ? undefined : String(query.iteration)}
        options={optionsOf(facets?.iterations, (index) => (index === '0' ? '0, cloned' : index))}
        onChange={(iteration) => set({ iteration })}
      />
      <Choice
        title="Outcome"
        value={query.outcome}
        options={optionsOf(facets?.outcomes, (outcome) => OUTCOMES[outcome as Outcome])}
        onChange={(outcome) => set({ outcome })}
      />
      <Typed title="Task" value={query.task ?? ''} placeholder="textcraft_17" onChange={(task) => set({ task })} />
      <fieldset class={query.min === undefined && query.max === undefined ? 'field' : 'field set'}>
        <legend>Reward</legend>
        <span class="range">
          <Typed title="from" bare type="number" value={said(query.min)} onChange={(min) => set({ min })} />
          <i aria-hidden="true">–</i>
          <Typed title="to" bare type="number" value={said(query.max)} onChange={(max) => set({ max })} />
        </span>
      </fieldset>
      <Typed
        title="Text"
        wide
        type="search"
        value={query.text ?? ''}
        placeholder="anywhere in the conversation"
        onChange={(text) => set({ text })}
      />
      {filtered ? (
        <button type="button" class="plain" onClick={() => onChange(none)}>
          Clear
        </button>
      ) : null}
    </form>
  );
}

function said(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function optionsOf(facet: object | undefined, title: (value: string) => string): { value: string; title: string }[] {
  return Object.entries((facet ?? {}) as Record<string, number>).map(([value, n]) => ({
    value,
    title: `${title(value)} (${count(n)})`,
  }));
}

interface ChoiceProps {
  title: string;
  value: string | undefined;
  options: readonly { value: string; title: string }[];
  onChange: (value: string) => void;
}

function Choice({ title, value = '', options, onChange }: ChoiceProps): JSX.Element {
  // A value from the URL is shown also where no row has it, or the facets are not there yet.
  const known = value === '' || options.some((one) => one.value === value);
  return (
    <label class={value === '' ? 'field' : 'field set'}>
      <span>{title}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">all</option>
        {known ? null : <option value={value}>{value}</option>}
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.title}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TypedProps {
  title: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'search' | 'number';
  placeholder?: string;
  wide?: boolean;
  /** Within a field that has a title. */
  bare?: boolean;
}

/** How long after the last key it counts (ms). */
const PAUSE = 150;

/** A field that is heard when typing pauses, or at once with Enter. */
function Typed({ title, value, onChange, type = 'text', placeholder, wide, bare }: TypedProps): JSX.Element {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  const send = (next: string): void => {
    clearTimeout(timer.current ?? undefined);
    if (next === sent.current) return;
    sent.current = next;
    onChange(next);
  };
  const typed = (next: string): void => {
    setText(next);
    clearTimeout(timer.current ?? undefined);
    timer.current = setTimeout(() => send(next), PAUSE);
  };
  const input = (
    <input
      type={type}
      value={text}
      placeholder={placeholder ?? ''}
      {...(type === 'number' ? { min: 0, max: 1, step: 0.1 } : {})}
      {...(bare === true ? { 'aria-label': `Reward ${title}` } : {})}
      onInput={({ currentTarget }) => typed(currentTarget.value)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') send(currentTarget.value);
      }}
    />
  );
  if (bare === true) return input;
  return (
    <label class={['field', wide === true ? 'grow' : '', value === '' ? '' : 'set'].join(' ')}>
      <span>{title}</span>
      {input}
    </label>
  );
}
