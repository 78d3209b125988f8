/**
 * Where a trajectory that was played again parts from the stored one: in its world (task, fingerprint, observations, end)
 * or in its score (rewards, outcome). Compares what is stored with what is there; plays nothing.
 */
import type { Trajectory, TrajectoryMessage } from '../trajectories/trajectory.ts';

export interface Parting {
  /** The assistant turn that led to it, from 1 on; 0 is the reset. */
  round: number;
  what: 'task' | 'fingerprint' | 'observation' | 'reward' | 'done' | 'outcome';
  /** In words; long texts are cut to where they begin to differ. */
  stored: string;
  now: string;
}

/** Partings after which the stored conversation is one of another world. */
const WORLD: ReadonlySet<Parting['what']> = new Set(['task', 'fingerprint', 'observation', 'done']);

export function isOfWorld({ what }: Parting): boolean {
  return WORLD.has(what);
}

export interface PartingOptions {
  /** Whether only observations say that the world is the same. */
  ignoreFingerprints?: boolean | undefined;
}

/**
 * In the order of the rounds, empty where nothing parts. `now` must not have ended in an error; `observation` is the first
 * that it met.
 */
export function partingsOf(
  stored: Trajectory,
  { now, observation }: { now: Trajectory; observation: string },
  options: PartingOptions = {},
): Parting[] {
  const foreign = isForeign(stored);
  const [before, after] = [roundsOf(stored), roundsOf(now)];
  const partings: Parting[] = [];
  if (!foreign && options.ignoreFingerprints !== true && stored.fingerprint !== now.fingerprint)
    partings.push({ round: 0, what: 'fingerprint', stored: stored.fingerprint, now: now.fingerprint });
  if (!opensWith(before.opening, after.opening, observation))
    partings.push(textsPart(0, before.opening, after.opening));
  for (const [i, turn] of before.turns.entries()) {
    const round = i + 1;
    const again = after.turns[i];
    if (again === undefined) {
      partings.push({ round: i, what: 'done', stored: 'goes on', now: `ends with ${now.outcome}` });
      break;
    }
    if (turn.observation !== undefined && turn.observation !== again.observation)
      partings.push(textsPart(round, turn.observation, again.observation ?? ''));
    if (turn.reward !== undefined && turn.reward !== again.reward)
      partings.push({ round, what: 'reward', stored: String(turn.reward), now: String(again.reward) });
  }
  if (before.turns.length === after.turns.length) partings.push(...endsPart(stored, now, foreign));
  return partings;
}

/** Rows of other programs do not say what a task's state was, nor whether it came to an end. */
function isForeign({ policy }: Trajectory): boolean {
  return policy === 'unknown';
}

/** What stands at the end, after equal numbers of rounds. */
function endsPart(stored: Trajectory, now: Trajectory, foreign: boolean): Parting[] {
  const round = now.rounds;
  const partings: Parting[] = [];
  const unsaid = foreign && stored.outcome === 'failure' && now.outcome === 'truncated';
  if (ended(stored) !== ended(now) && !unsaid)
    partings.push({ round, what: 'done', stored: endOf(stored), now: endOf(now) });
  else if (stored.outcome !== now.outcome && !unsaid)
    partings.push({ round, what: 'outcome', stored: stored.outcome, now: now.outcome });
  if (stored.rewardRaw !== now.rewardRaw || stored.reward !== now.reward)
    partings.push({ round, what: 'reward', stored: scoreOf(stored), now: scoreOf(now) });
  return partings;
}

function ended({ outcome }: Trajectory): boolean {
  return outcome === 'success' || outcome === 'failure';
}

function endOf({ outcome }: Trajectory): string {
  return outcome === 'truncated' ? 'goes on' : `ends with ${outcome}`;
}

function scoreOf({ rewardRaw, reward }: Trajectory): string {
  return rewardRaw === reward ? String(reward) : `${rewardRaw} (${reward} of 1)`;
}

interface Rounds {
  /** The last message before the first turn: the first observation, perhaps behind instructions. */
  opening: string;
  turns: { text: string; reward: number | undefined; observation: string | undefined }[];
}

/** The conversation by the policy's own turns, each with what the environment said to it. */
export function roundsOf({ messages }: Pick<Trajectory, 'messages'>): Rounds {
  const first = messages.findIndex(isTurn);
  const opening = messages[first === -1 ? messages.length - 1 : first - 1]?.content ?? '';
  const turns = messages.flatMap((message, i) => {
    if (!isTurn(message)) return [];
    const next = messages[i + 1];
    const observation = next?.role === 'user' ? next.content : undefined;
    return [{ text: message.content, reward: message.reward, observation }];
  });
  return { opening, turns };
}

function isTurn({ role, loss }: TrajectoryMessage): boolean {
  return role === 'assistant' && loss;
}

/** Whether the first observation is the same; instructions before it may have been worded anew. */
function opensWith(stored: string, now: string, observation: string): boolean {
  return stored === now || stored === observation || stored.endsWith(`\n${observation}`);
}

function textsPart(round: number, stored: string, now: string): Parting {
  const at = firstDifference(stored, now);
  return { round, what: 'observation', stored: excerpt(stored, at), now: excerpt(now, at) };
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** Characters of a text that are shown, and how many of them stand before the first difference. */
const SHOWN = 120;
const BEFORE = 40;

function excerpt(text: string, at: number): string {
  const start = text.length <= SHOWN ? 0 : Math.max(0, at - BEFORE);
  const cut = text.slice(start, start + SHOWN).replaceAll('\n', '⏎');
  return `${start > 0 ? '…' : ''}${cut}${start + SHOWN < text.length ? '…' : ''}`;
}
