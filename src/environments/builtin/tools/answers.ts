/** Whether an answer is right: numbers by value, texts without regard to case, lists in any order. */

/** `right`: one item, or all items of a list. */
export function sameAnswer(given: unknown, right: readonly string[]): boolean {
  const items = itemsOf(given, right.length > 1).map(plain);
  const wanted = right.map(plain);
  return new Set(items).size === new Set(wanted).size && items.every((item) => wanted.includes(item));
}

function itemsOf(given: unknown, several: boolean): string[] {
  if (Array.isArray(given)) return given.map(String);
  const text = String(given);
  return several ? text.split(/,|\band\b/u).filter((item) => item.trim() !== '') : [text];
}

/** What of an item counts. */
function plain(item: string): string {
  const text = item.trim().replace(/\.$/u, '').replaceAll(/\s+/gu, ' ').toLowerCase();
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}
