/** The filters of the trajectories as the page's URL has them. What makes no sense there does not filter. */
import type { Agent, FileKind, Outcome, TrajectoryQuery, TrajectorySort } from '../../../api.ts';
import { KINDS, OUTCOMES } from '../../wording.ts';

export const SORTS: readonly TrajectorySort[] = [
  'order',
  'environment',
  'task',
  'outcome',
  'reward',
  'rounds',
  'iteration',
  'seconds',
  'tokens',
];
const AGENTS: readonly Agent[] = ['baseline', 'control', 'promoted'];

function oneOf<T extends string>(value: string | null, values: readonly T[]): T | undefined {
  return values.find((one) => one === value);
}

function numberOf(value: string | null): number | undefined {
  if (value === null || value === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function queryOf(given: URLSearchParams): TrajectoryQuery {
  const text = (name: string): string | undefined => given.get(name) ?? undefined;
  const sort = text('sort') ?? '';
  const by = oneOf(sort.replace(/^-/u, ''), SORTS);
  const all: Record<keyof TrajectoryQuery, string | number | undefined> = {
    environment: text('environment'),
    task: text('task'),
    outcome: oneOf(given.get('outcome'), Object.keys(OUTCOMES) as Outcome[]),
    iteration: numberOf(given.get('iteration')),
    kind: oneOf(given.get('kind'), Object.keys(KINDS) as FileKind[]),
    agent: oneOf(given.get('agent'), AGENTS),
    file: text('file'),
    min: numberOf(given.get('min')),
    max: numberOf(given.get('max')),
    text: text('text'),
    sort: by === undefined ? undefined : sort.startsWith('-') ? `-${by}` : by,
    offset: undefined,
    limit: undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== ''));
}
