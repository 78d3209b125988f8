/** A row of the table read whole, from where it stands in its file. */
import { open } from 'node:fs/promises';
import { AgentgymError } from '../../errors.ts';
import { fromAgentTraj } from '../../trajectories/agenttraj.ts';
import type { Trajectory } from '../../trajectories/trajectory.ts';
import type { TrajectoryFile } from './files.ts';
import type { LightRow } from './light-row.ts';

/** @throws AgentgymError E_STORE_CORRUPT where the file has another row there by now, or a damaged one. */
export async function storedRow({ file, path }: TrajectoryFile, row: LightRow): Promise<Trajectory> {
  const { offset, length } = row;
  const bytes = Buffer.allocUnsafe(length);
  const handle = await open(file, 'r');
  try {
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    const trajectory = fromAgentTraj(JSON.parse(bytes.toString('utf8', 0, bytesRead)), {
      at: path,
      sample: row.sample,
    });
    if (trajectory.id === row.id) return trajectory;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  } finally {
    await handle.close();
  }
  throw new AgentgymError('E_STORE_CORRUPT', `${path} no longer holds ${row.id} where it was.`, {
    hint: 'The file was written anew: ask again.',
  });
}
