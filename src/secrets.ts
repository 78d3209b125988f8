/**
 * The one place that knows which texts are secrets: the keys that this process has read. Text from outside (answers,
 * errors of libraries) and every error of ours passes through here, so that none of them shows a key, whoever repeats it:
 * as it is, in base64, or as part of a URL.
 */

/** Shorter ones are words that servers without keys are given (`none`, `EMPTY`), and would be taken out of every text. */
const SHORTEST = 6;

/** What is said in their place, by the text that would give them away. */
const known = new Map<string, string>();
let pattern: RegExp | undefined;

/** From now on no text shows `value`; `name` is the variable that holds it. */
export function keepSecret(name: string, value: string): void {
  if (value.length < SHORTEST || known.has(value)) return;
  for (const form of formsOf(value)) known.set(form, `(${name})`);
  const longestFirst = [...known.keys()].toSorted((a, b) => b.length - a.length);
  pattern = new RegExp(
    longestFirst.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)).join('|'),
    'gu',
  );
}

/** The text with the names of keys in place of the keys. */
export function withoutSecrets(text: string): string {
  return pattern === undefined ? text : text.replace(pattern, (found) => known.get(found) ?? '');
}

/** The secret as it is, in a URL, in JSON, and in base64, where it may stand behind other bytes (`user:secret`). */
function formsOf(value: string): Set<string> {
  const encoded = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]).toString('base64');
    // The first and last characters depend on what is around it.
    const sure = text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + value.length) * 4) / 3));
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), ...encoded]);
}
