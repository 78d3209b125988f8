/** The row of a trajectory with the rewards and the outcome that it has now, and with what it said before. */
import { toAgentTraj } from '../trajectories/agenttraj.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import { packageVersion } from '../version.ts';

/**
 * Everything else stays as it is, also what this program does not know of its own rows; rows of other programs become rows
 * of this one. `now` must be of the same world: as many turns, and the same observations.
 */
export function rescored(row: unknown, stored: Trajectory, now: Trajectory): object {
  const rewards = now.messages.flatMap(({ role, loss, reward }) => (role === 'assistant' && loss ? [reward] : []));
  const next = rewards.values();
  const messages = stored.messages.map((message) => {
    if (message.role !== 'assistant' || !message.loss) return message;
    const reward = next.next().value;
    return reward === undefined ? message : { ...message, reward };
  });
  const { outcome, rewardRaw, reward, source } = stored;
  const before = { outcome, rewardRaw, reward, ...(source === undefined ? {} : { source }) };
  const written = toAgentTraj({
    ...stored,
    messages,
    outcome: now.outcome,
    rewardRaw: now.rewardRaw,
    reward: now.reward,
    ...(now.source === undefined ? {} : { source: now.source }),
    reverified: { version: packageVersion(), before },
  });
  const isOwn = typeof row === 'object' && row !== null && 'version' in row && 'conversations' in row;
  return isOwn ? { ...row, ...written } : written;
}
