/**
 * Overrides of the command line: `--set explore.samples=2` put into a config's plain value before it is checked. An
 * environment is named by its index or its name. `a.b=null` takes a setting out, so that its default holds.
 */
import { readYaml } from './document.ts';
import type { Path } from './mistakes.ts';
import { nearest } from './nearest.ts';
import { isPrivate, mayShow, namesPrivate, shownValue } from './shown.ts';

/** An override as it was applied: what the user wrote, and the path it stands for. */
export interface Override {
  /** As the user wrote it, e.g. `--set seed=2`. */
  label: string;
  path: Path;
}

export interface Applied {
  value: unknown;
  overrides: Override[];
  /** What could not be applied, as `label: message`. */
  mistakes: string[];
}

/** Applies `path=value` texts in order to a copy of `raw`. */
export function applyOverrides(raw: unknown, texts: readonly string[]): Applied {
  const applied: Applied = { value: structuredClone(raw), overrides: [], mistakes: [] };
  if (texts.length > 0 && (typeof raw !== 'object' || raw === null || Array.isArray(raw))) return applied;
  for (const text of texts) {
    const label = `--set ${shownOverride(text)}`;
    const result = applyOne(applied.value as Group, text);
    if (typeof result === 'string') applied.mistakes.push(`${label}: ${result}`);
    else applied.overrides.push({ label, path: result });
  }
  return applied;
}

/** What stands in no path of a setting, but in a value or a YAML line that was written in its place. */
const NO_PATH = /[\s{["':]/u;

/** As the user wrote it, without a value that is a group of settings, may be a key or holds a password. */
function shownOverride(text: string): string {
  const [path, given] = splitAt(text);
  if (NO_PATH.test(path)) return namesPrivate(text) ? `${path.split(NO_PATH)[0]} …` : text;
  if (given === undefined) return text;
  const read = readYaml(given);
  const broken = 'fault' in read || read.document.errors.length > 0;
  // What cannot be read may have been meant for a group.
  const value = broken ? (/\{|:\s/u.test(given) ? {} : given) : read.value;
  return mayShow(path.split('.'), given, value) ? text : `${path}=…`;
}

/** The path, and the value behind the first `=`. */
function splitAt(text: string): [path: string, value?: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

type Group = Record<string, unknown>;

/** Applies one override in place; the path, or what is wrong with it. */
function applyOne(root: Group, text: string): Path | string {
  const [dotted, given] = splitAt(text);
  if (dotted === '' || given === undefined || NO_PATH.test(dotted))
    return 'expected path=value, for example explore.samples=2';
  const keys = dotted.split('.');
  if (keys.some((key) => key === '')) return 'the path has an empty part';
  if (keys.some((key) => key === '__proto__')) return 'the path has an impossible part';
  const read = readYaml(given);
  const fault = 'fault' in read ? read.fault : read.document.errors[0]?.message;
  if (fault !== undefined)
    return `the value is not YAML${isPrivate(keys, given) || namesPrivate(given) ? '' : `: ${fault}`}`;
  const { value } = read as { value: unknown };
  const path: PropertyKey[] = [];
  let at: Group | unknown[] = root;
  for (const [i, key] of keys.entries()) {
    const step = Array.isArray(at) ? indexIn(at, key, path) : { key };
    if (typeof step === 'string') return step;
    path.push(step.key);
    const holder = at as Record<PropertyKey, unknown>;
    if (i === keys.length - 1) setOrRemove(at, step.key, value);
    else {
      holder[step.key] ??= {};
      const next: unknown = holder[step.key];
      if (typeof next !== 'object' || next === null) {
        return `\`${path.join('.')}\` is ${shownValue(path, next)} and holds no \`${keys[i + 1]}\``;
      }
      at = next as Group;
    }
  }
  return path;
}

function setOrRemove(at: Group | unknown[], key: PropertyKey, value: unknown): void {
  if (Array.isArray(at)) at[Number(key)] = value;
  else if (value === null) delete at[String(key)];
  else at[String(key)] = value;
}

/** The index that a path's part stands for in a list: a number, or the `name` of an entry. */
function indexIn(list: readonly unknown[], key: string, path: Path): { key: number } | string {
  const place = `\`${path.join('.')}\``;
  const names = list.flatMap((entry) => nameOf(entry) ?? []);
  const named = list.findIndex((entry) => nameOf(entry) === key);
  if (named >= 0) return { key: named };
  if (!/^\d+$/u.test(key)) {
    const meant = nearest(key, names);
    const hint = meant === undefined ? `there are ${names.join(', ')}` : `did you mean \`${meant}\`?`;
    return `${place} has no entry named \`${key}\`: ${hint}`;
  }
  const index = Number(key);
  return index < list.length
    ? { key: index }
    : `${place} has no entry ${index}: it holds ${list.length}, counted from 0`;
}

function nameOf(entry: unknown): string | undefined {
  const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
