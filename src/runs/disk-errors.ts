/**
 * What the system says when something cannot be written, as an error that names the file and says what to do. One place
 * for all that a run, a command or a trainer writes. Writes nothing itself.
 */
import { AgentgymError } from '../errors.ts';

const KEPT = 'Everything that was finished before is kept, and nothing was overwritten.';
const AGAIN = 'give the same command again (a run: agentgym evolve --resume DIR)';

/** By the system's code: what is the matter, and what to do. */
const FAULTS: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: ['the disk is full', `${KEPT} Make room, then ${AGAIN}.`],
  EDQUOT: ['the disk quota is used up', `${KEPT} Make room, then ${AGAIN}.`],
  EFBIG: [
    'it would be larger than a file may be here',
    `${KEPT} Raise the limit (ulimit -f) or take another file system, then ${AGAIN}.`,
  ],
  EROFS: [
    'the file system is read-only',
    `${KEPT} Mount it for writing, or copy the directory elsewhere; then ${AGAIN}.`,
  ],
  EACCES: ['this user has no permission', `${KEPT} Change the permissions or the owner, then ${AGAIN}.`],
  EPERM: ['this user has no permission', `${KEPT} Change the permissions or the owner, then ${AGAIN}.`],
  EIO: ['the disk failed', `${KEPT} Copy the directory to another disk, then ${AGAIN}.`],
  ENOTDIR: ['a file stands where a directory should be', 'Move it away, or name another directory.'],
  EMFILE: ['too many files are open', `${KEPT} Raise the limit (ulimit -n), then ${AGAIN}.`],
  ENFILE: ['too many files are open on this machine', `${KEPT} Then ${AGAIN}.`],
};

/** Does what writes `file`. @throws AgentgymError E_STORE_DISK where the system does not let it, anything else as it is. */
export async function onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainDisk(error, file);
  }
}

/** The error to throw for what came of writing; `file` is said where the system names none. */
export function explainDisk(error: unknown, file?: string): unknown {
  if (!(error instanceof Error) || error instanceof AgentgymError) return error;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  // A folder that is there is no error of making it; a file is.
  const fault = FAULTS[code === 'EEXIST' && syscall === 'mkdir' ? 'ENOTDIR' : code];
  const where = file ?? path;
  if (fault === undefined || where === undefined) return error;
  const [what, hint] = fault;
  return new AgentgymError('E_STORE_DISK', `${where} cannot be written: ${what} (${code}).`, { hint, cause: error });
}
