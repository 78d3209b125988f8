/**
 * A conformance check of one AgentGym environment server: asks it what clients ask, and what they should not, and reports
 * what it found. Bounded in time, requests and sessions; closes what it opened. Knows no terminal.
 */
import type { RemoteName } from '../../config/stages/remote.ts';
import { InterruptedError, throwIfInterrupted } from '../../errors.ts';
import type { RewardRange } from '../contract.ts';
import type { Adapter } from '../remote/adapter.ts';
import { ADAPTERS } from '../remote/adapters.ts';
import { createHttp, type Http } from '../remote/http.ts';
import type { Way } from './contract.ts';
import { SEVERITIES, type Severity } from './findings.ts';
import { Judge } from './judge.ts';
import { tell, type Told } from './kind.ts';
import { type Latency, Stopwatch } from './latency.ts';
import { type Finding, Ledger, type NotChecked } from './ledger.ts';
import { type Moves, MOVES, UNKNOWN } from './moves/moves.ts';
import { probesFor } from './probes.ts';
import { type Probe, type Scene, Unable } from './scene.ts';
import { PLAIN, SHAPES } from './shapes.ts';
import { Visitor } from './visitor.ts';
import { Spent, Wire } from './wire.ts';

export interface CheckOptions {
  readonly url: string;
  /** Which environment it is; default: found out. */
  readonly as?: RemoteName | undefined;
  /** An environment whose name is none of AgentGym's, with its rewards. Found out where it is left out. */
  readonly other?: { readonly name: string; readonly reward: RewardRange } | undefined;
  /** Indices; default: the first three of 0 to 12 that can be reset. */
  readonly tasks?: readonly number[] | undefined;
  /** Milliseconds for one request. */
  readonly timeout: number;
  /** Milliseconds for the whole check; default: `TOTAL_MS`. */
  readonly total?: number;
  /** Steps to time. */
  readonly samples: number;
  /** Actions that are known to end a task, tried before others. */
  readonly ways?: readonly Way[];
  /** Where something was found before; default: an empty one. */
  readonly ledger?: Ledger;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that only ever grow. */
  readonly now?: () => number;
  /** Hears how many of the probes are done, before each and at the end. */
  readonly onProbe?: ((done: number, total: number) => void) | undefined;
}

export interface CheckReport {
  readonly url: string;
  readonly environment: string;
  /** How the kind of environment is known. */
  readonly told: string;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly checked: readonly string[];
  readonly notChecked: readonly NotChecked[];
  readonly latency: Latency;
  readonly requests: number;
  readonly sessions: number;
  readonly seconds: number;
}

export const TOTAL_MS = 300_000;
const MOST_REQUESTS = 3000;
const HEALTH_MS = 5000;
/** 12 is the first task of babyai's level 13. */
const FIRST_TASKS = Array.from({ length: 13 }, (_, index) => index);
/** Each session of these is a process, a browser or a shop of its own. */
const HEAVY: readonly string[] = ['sciworld', 'webshop', 'webarena', 'alfworld'];
const [FEW, MANY, SPARE] = [4, 8, 2];

/** @throws AgentgymError where there is no server, or nothing tells what it is; InterruptedError. */
export async function checkServer(options: CheckOptions): Promise<CheckReport> {
  const { url, timeout, signal } = options;
  throwIfInterrupted(signal);
  const http = createHttp(url);
  try {
    const patience = { deadline: Math.min(timeout, HEALTH_MS), signal };
    const told = await tell(http, options.as, patience);
    return await run(http, options.other === undefined ? told : { ...told, kind: 'other' }, options);
  } catch (error) {
    throw signal?.aborted === true ? new InterruptedError() : error;
  } finally {
    await http.destroy();
  }
}

async function run(http: Http, told: Told, options: CheckOptions): Promise<CheckReport> {
  const { timeout, signal, samples, now, total = TOTAL_MS, ledger = new Ledger() } = options;
  const kind = known(manners(told, options), options.ways ?? []);
  const { adapter, shape } = kind;
  const judge = new Judge(ledger, adapter, shape);
  const wire = new Wire({ http, timeout, total, most: MOST_REQUESTS + 5 * samples, signal, now });
  const visitor = new Visitor({ adapter, shape, wire, judge, ledger, most: mostSessions(adapter) });
  const tasks = [...(options.tasks ?? FIRST_TASKS)];
  const scene: Scene = { ...kind, wire, judge, ledger, visitor, tasks, named: options.tasks !== undefined, samples };
  const stopwatch = new Stopwatch();
  try {
    await runAll(probesFor(adapter.name, stopwatch.probe()), scene, options.onProbe);
  } finally {
    await visitor.leave();
  }
  throwIfInterrupted(signal);
  if (!Number.isFinite(adapter.reward.max)) ledger.unable('the range of rewards', 'nobody says what it is');
  const { findings } = ledger;
  return {
    url: http.base,
    environment: told.name,
    told: told.by,
    findings,
    counts: countsOf(findings),
    checked: ledger.checked,
    notChecked: ledger.notChecked,
    latency: stopwatch.result(visitor.times),
    requests: wire.sent,
    sessions: visitor.opened,
    seconds: wire.elapsed / 1000,
  };
}

async function runAll(probes: readonly Probe[], scene: Scene, onProbe: CheckOptions['onProbe']): Promise<void> {
  let spent: string | undefined;
  for (const [done, probe] of probes.entries()) {
    const { name } = probe;
    onProbe?.(done, probes.length);
    if (spent !== undefined) {
      scene.ledger.unable(name, spent);
      continue;
    }
    try {
      await probe.run(scene);
      scene.ledger.made(name);
    } catch (error) {
      if (error instanceof Spent) spent = error.message;
      else if (!(error instanceof Unable)) throw error;
      scene.ledger.unable(name, error.message);
    }
  }
  onProbe?.(probes.length, probes.length);
}

function manners(
  { kind, name }: Told,
  { other }: CheckOptions,
): Pick<Scene, 'adapter' | 'shape' | 'moves' | 'succeeds'> {
  if (kind !== 'other') {
    const adapter = ADAPTERS[kind];
    const succeeds = (raw: number): boolean => raw > adapter.reward.successAbove;
    return { adapter, shape: SHAPES[kind], moves: MOVES[kind], succeeds };
  }
  const range = other?.reward ?? { min: -Infinity, max: Infinity, success: () => false };
  const reward = { min: range.min, max: range.max, successAbove: range.max };
  const adapter: Adapter = { ...ADAPTERS.textcraft, name: other?.name ?? name, reward };
  return { adapter, shape: PLAIN, moves: UNKNOWN, succeeds: (raw) => range.success(raw) };
}

/** With ways to an end that are known beforehand. */
function known<M extends Pick<Scene, 'moves'>>(of: M, ways: readonly Way[]): M {
  if (ways.length === 0) return of;
  const { moves } = of;
  const end: Moves['end'] = async (game, tasks) => {
    for (const { index, actions } of ways) {
      if (await game.reset(index, { quiet: true })) await game.play(actions);
      if (game.over) return;
    }
    await moves.end?.(game, tasks);
  };
  const [first] = ways;
  if (moves !== UNKNOWN || first === undefined) return { ...of, moves: { ...moves, end } };
  const { actions } = first;
  const scripts: Moves['scripts'] = () => [actions.slice(0, 3), ['xyzzy', ...actions.slice(0, 1)]];
  return { ...of, moves: { ...moves, end, scripts } };
}

function mostSessions({ name, mostSessions: limit }: Adapter): number {
  const many = limit === undefined ? (HEAVY.includes(name) ? FEW : MANY) : limit + 1;
  return many + SPARE;
}

export function countsOf(findings: readonly Finding[]): Record<Severity, number> {
  const entries = SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]);
  return Object.fromEntries(entries) as Record<Severity, number>;
}
