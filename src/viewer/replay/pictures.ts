/**
 * The states of a trajectory drawn: its stored actions are played again in a session of its environment, which draws
 * itself after each. Says from which round on the environment no longer does what is stored. One at a time, in bounded time.
 */
import type { Environment, Session, Task } from '../../environments/contract.ts';
import { refusalOf } from '../../environments/svg.ts';
import { messageOf } from '../../errors.ts';
import { SPLITS } from '../../environments/contract.ts';
import type { Trajectory } from '../../trajectories/trajectory.ts';
import type { PicturesAnswer } from '../api.ts';
import type { World } from './worlds.ts';

/** Longest that one trajectory is played (ms), and most that its pictures may take (characters). */
const MOST_TIME = 15_000;
const MOST_TEXT = 16 * 1024 * 1024;

export async function picturesOf(
  trajectory: Trajectory,
  { environment, format, why, numbered }: World,
): Promise<PicturesAnswer> {
  if (environment === undefined || format === undefined) return { pictures: [], ...(why === undefined ? {} : { why }) };
  const task = numbered ? byNumber(trajectory) : (listed(environment, trajectory) ?? byNumber(trajectory));
  if (task === undefined) return { pictures: [], why: `The environment has no task ${trajectory.itemId} now.` };
  let session: Session | undefined;
  const pictures: PicturesAnswer['pictures'] = [];
  try {
    session = await environment.open(AbortSignal.timeout(MOST_TIME));
    if (session.picture === undefined) return { pictures: [], why: 'The environment draws no pictures.' };
    const parted = await playAgain({ session, task, trajectory, read: (text) => format.read(text) }, pictures);
    return { pictures, ...(parted === undefined ? {} : { parted }) };
  } catch (error) {
    return { pictures, why: messageOf(error) };
  } finally {
    await session?.close().catch(() => {});
  }
}

interface Replayed {
  session: Session;
  task: Task;
  trajectory: Trajectory;
  read: (text: string) => { action: string } | { error: string };
}

/** Fills in the pictures, and resolves to the first round that is not as it is stored. */
async function playAgain(
  { session, task, trajectory, read }: Replayed,
  pictures: (string | null)[],
): Promise<number | undefined> {
  const until = performance.now() + MOST_TIME;
  let size = 0;
  const draw = (): void => {
    const picture = session.picture?.() ?? null;
    size += picture?.length ?? 0;
    const refused = picture === null ? undefined : refusalOf(picture);
    if (refused !== undefined) throw new Error(`A picture of the environment is refused: ${refused}.`);
    if (size > MOST_TEXT) throw new Error('The pictures are too large to show them all.');
    pictures.push(picture);
  };
  const { messages } = trajectory;
  const reset = await session.reset(task, trajectory.seed);
  draw();
  const same = reset.fingerprint === trajectory.fingerprint || trajectory.fingerprint === '';
  let parted: number | undefined = same ? undefined : 0;
  let done = false;
  for (const [i, message] of messages.entries()) {
    if (message.role !== 'assistant' || !message.loss) continue;
    if (performance.now() > until) throw new Error('Playing it again takes too long; the later rounds are not drawn.');
    const turn = read(message.content);
    if (!done && !('error' in turn)) {
      const step = await session.step(turn.action);
      done = step.done;
      const stored = messages[i + 1]?.content;
      const differs = step.reward !== message.reward || (stored !== undefined && stored !== step.observation);
      if (differs) parted ??= pictures.length;
    }
    draw();
  }
  return parted;
}

/** The task as the environment lists it now: in its split, or in another one. */
function listed(environment: Environment, { itemId, split }: Trajectory): Task | undefined {
  for (const one of [split, ...SPLITS]) {
    const known = environment.tasks(one).find((task) => task.itemId === itemId);
    if (known !== undefined) return known;
  }
  return undefined;
}

function byNumber({ itemId, split, group }: Trajectory): Task | undefined {
  const index = Number(/_(\d+)$/u.exec(itemId)?.[1] ?? Number.NaN);
  return Number.isInteger(index) ? { itemId, index, split, ...(group === undefined ? {} : { group }) } : undefined;
}
