/** Where a server on another machine, or in a container, sees a directory of this one. */
import { AgentgymError } from '../../errors.ts';
import type { Servable } from './contract.ts';

export interface PathMapping {
  readonly from: string;
  readonly to: string;
}

/** `path`, with the beginning that `mapping` names replaced. Throws E_CONFIG_INVALID for a path that is not below it. */
export function pathOnServer(path: string, mapping: PathMapping | undefined): string {
  if (mapping === undefined) return path;
  const [from, to] = [mapping.from, mapping.to].map((folder) => folder.replace(/\/+$/u, '')) as [string, string];
  if (path !== from && !path.startsWith(`${from}/`)) {
    throw new AgentgymError('E_CONFIG_INVALID', `${path} is not below serving.pathOnServer.from (${mapping.from}).`, {
      setting: ['serving', 'pathOnServer'],
      hint: 'Name the directory that the runs are kept in (--run-dir), as both machines see it.',
    });
  }
  return to + path.slice(from.length);
}

/** What a server is to load for a full checkpoint: a directory, as the server sees it, or the id of a model elsewhere. */
export function locationOf({ kind, path }: Servable, mapping: PathMapping | undefined): string {
  if (kind.kind !== 'reference') return pathOnServer(path, mapping);
  const { model } = kind.reference;
  // A base outside the mapped directory may still be seen under its own path.
  if (!model.startsWith('/') || mapping === undefined || !model.startsWith(`${mapping.from}/`)) return model;
  return pathOnServer(model, mapping);
}
