/**
 * How an error of the config shows the value that is wrong: as it is, unless it may be a key or hold a password. Errors end
 * up in terminals, logs and bug reports. Knows no setting by its place, only by what settings of that kind are called.
 */
import type { Path } from './mistakes.ts';

/** Settings of keys, and those in which people write one by mistake: an address, a header, a variable, a user. */
const PRIVATE = /key$|secret|password|token$|^headers$|^env$|env_vars|^urls?$|Url$|^user$/iu;

/** Whether an error must not repeat this text of the setting at `path`. */
export function isPrivate(path: Path, text = ''): boolean {
  return path.some((key) => typeof key === 'string' && PRIVATE.test(key)) || holdsPassword(text);
}

/** Whether it may hold `user:password@`. */
function holdsPassword(text: string): boolean {
  const colon = text.indexOf(':');
  return colon !== -1 && text.lastIndexOf('@') > colon;
}

/** Whether a text speaks of such a setting, with something behind its name: `apiKey: …`, `--api-key …`, `[token, …]`. */
export function namesPrivate(text: string): boolean {
  // Word by word, each looked at once: a look ahead from within long words takes the square of their length.
  return [...text.matchAll(/([\w-]+)(["']?[\s:=,])?/gu)].some(
    ([, name = '', behind]) => behind !== undefined && PRIVATE.test(name),
  );
}

/** A key as an error repeats it: `{apiKey:sk-…}`, without a space, is all one key. */
export function shownKey(key: string): string {
  return namesPrivate(key) ? `${key.split(/[\s:=,]/u)[0]}…` : key;
}

/** Whether an error may repeat a value as it was written: it is read, holds no map, and speaks of nothing private. */
export function mayShow(path: Path, text: string, value: unknown): boolean {
  const holdsMap = [value].flat().some((one) => typeof one === 'object' && one !== null);
  return !holdsMap && !isPrivate(path, text) && !namesPrivate(text);
}

/** What a value of the setting at `path` is called in an error. */
export function shownValue(path: Path, value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of settings';
  const text = typeof value === 'bigint' ? `${value}` : JSON.stringify(value);
  if (typeof value === 'boolean') return text;
  const hidden = isPrivate(path, typeof value === 'string' ? value : text) || namesPrivate(text);
  if (hidden) return typeof value === 'string' ? 'a text that is not shown here' : 'a number';
  return typeof value === 'string' ? `the text ${text}` : text;
}
