/**
 * A file on the Hugging Face Hub as sources name it: `hf:owner/name[@revision]/path`, of a data set. The revision is a
 * branch, a tag, `refs/pr/7`, or a commit; the path may be a pattern with `*`, `**` and `?`. Asks nobody (download.ts).
 */
import { AgentgymError } from '../../errors.ts';

export interface HubSource {
  /** `owner/name` of a data set. */
  repo: string;
  /** Default: `main`. */
  revision: string;
  path: string;
}

const FORM = /^hf:(?:\/\/)?(?:datasets\/)?([\w.-]+\/[\w.-]+)(?:@(refs\/(?:pr|convert)\/[^/]+|[^/@]+))?\/([^/].*)$/u;

export function isHubSource(source: string): boolean {
  return source.startsWith('hf:');
}

/** What is wrong with a source that begins with `hf:`; undefined where nothing is. */
export function hubFault(source: string): string | undefined {
  const match = FORM.exec(source);
  if (match === null) return 'is not of the form hf:owner/name[@revision]/path';
  const [, repo = '', revision = 'main', path = ''] = match;
  if (isHidden(repo) || isHidden(path)) return 'has a `..` in it';
  const fits = /^(?:[\w./-]|%[\da-f]{2})+$/iu.test(revision) && !isHidden(decoded(revision));
  return fits ? undefined : `names the revision \`${revision}\`, which cannot be one`;
}

/** Escapes that stand for no text lead nowhere. */
function decoded(revision: string): string {
  try {
    return decodeURIComponent(revision);
  } catch {
    return '..';
  }
}

/** Whether a path leads elsewhere than down, here or on Windows. */
function isHidden(path: string): boolean {
  return path.split(/[/\\]/u).some((part) => part === '..' || part === '.' || /^[a-z]:/iu.test(part));
}

/** @throws AgentgymError E_DATA_SOURCE */
export function parseHubSource(source: string): HubSource {
  const fault = hubFault(source);
  const [, repo = '', revision = 'main', path = ''] = FORM.exec(source) ?? [];
  if (fault === undefined) return { repo, revision: decoded(revision), path };
  throw new AgentgymError('E_DATA_SOURCE', `\`${source}\` ${fault}.`, {
    hint: 'For example hf:AgentGym/AgentTraj-L/textcraft_train.json, or hf:owner/name@v1/data/file.jsonl.',
  });
}

/** The source as it is written down; `refs/pr/7` and commits need no escapes, other slashes do. */
export function formatHubSource({ repo, revision, path }: HubSource): string {
  const plain = /^refs\/(?:pr|convert)\/[^/]+$/u.test(revision) ? revision : encodeURIComponent(revision);
  return `hf:${repo}@${plain}/${path}`;
}

/** Whether a revision can never come to mean another state. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/u.test(revision);
}

export function isPattern(path: string): boolean {
  return /[*?]/u.test(path);
}

/** Matches paths: `*` and `?` stay within a folder, `**` does not. */
export function patternOf(path: string): RegExp {
  const body = path.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/gu, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replaceAll(/[\\^$.|+()[\]{}]/gu, String.raw`\$&`);
  });
  return new RegExp(`^${body}$`, 'u');
}
