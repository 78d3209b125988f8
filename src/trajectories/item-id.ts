/**
 * Item ids: `<environment>_<number>`, as AgentGym names tasks. The environment is what stands before the last
 * underscore, less the prefixes that AgentGym's files carry for whole families: `lmrlgym_wordle_3` is `wordle_3`,
 * `tool_weather_5` is `weather_5`. Knows no environment.
 */

const FAMILY = /^(?:lmrlgym|tool)_(?=.+_\d+$)/u;

/** Whether a text is an item id. */
export function isItemId(text: string): boolean {
  return /^[^\s_].*_\d+$/u.test(text);
}

/** The id without the prefix of a family. */
export function plainItemId(itemId: string): string {
  return itemId.replace(FAMILY, '');
}

/** The environment that an id names. */
export function environmentOf(itemId: string): string {
  const plain = plainItemId(itemId);
  const end = plain.lastIndexOf('_');
  return end === -1 ? plain : plain.slice(0, end);
}
