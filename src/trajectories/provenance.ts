/**
 * Whose tasks trajectories are of (`Trajectory.source`), and what that says: rows that this program played know the task by
 * name and version, rows that others wrote come from a file or a data set.
 */
import { digest } from '../seeds.ts';

/** Of a built-in environment, by the version of this program. */
export function builtinSource(version: string): string {
  return `agentgym@${version}`;
}

/** Of an environment of the user's own, by the text of its file. */
export function customSource(text: string): string {
  return `custom@${digest(text).slice(0, 12)}`;
}

/** Of environment servers, by a digest of where they are: rows are for publishing, and addresses are not. */
export function serverSource(urls: readonly string[]): string {
  const places = urls.map((url) => {
    const { host, pathname } = new URL(url);
    return `${host}${pathname.replace(/\/$/u, '')}`;
  });
  return `server@${digest(...places.toSorted()).slice(0, 12)}`;
}

/** Whether it names what was played, and no file or data set that was read. */
export function isPlayed(source: string | undefined): boolean {
  return source === undefined || /^(?:agentgym|custom|server)@/u.test(source);
}
