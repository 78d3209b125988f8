/** What a policy is told about a call that cannot be made. All in one place, for the lexicon. */

/** Most characters of a name that is quoted back. */
const LONGEST_NAME = 40;
const FORM = 'Answer with Action: NAME with Action Input: JSON.';

export const faults = {
  empty: () => `Error: there is no action. ${FORM}`,
  noInput: () => `Error: there is no Action Input. ${FORM}`,
  noTool: (name: string) => `Error: there is no tool ${quoted(name)}. check_valid_actions lists the tools.`,
  notJson: () => 'Error: the Action Input is not a JSON object such as {"name": "value"}.',
  unknownArgument: (name: string, tool: string, known: readonly string[]) =>
    `Error: ${tool} has no argument ${quoted(name)}. ${takes(tool, known)}`,
  missing: (name: string, tool: string, known: readonly string[]) =>
    `Error: the argument ${name} is missing. ${takes(tool, known)}`,
  wrongType: (name: string, type: string) => `Error: the argument ${name} must be ${KINDS[type] ?? type}.`,
  ofTool: (fault: string) => `Error: ${fault}`,
} as const;

export const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  answer: 'a text, a number or a list',
};

function takes(tool: string, known: readonly string[]): string {
  return known.length === 0 ? `${tool} takes {}.` : `${tool} takes ${known.join(', ')}.`;
}

/** A name or text of a call, no longer than `most` characters. */
export function quoted(name: string, most = LONGEST_NAME): string {
  return name.length > most ? `${name.slice(0, most)}…` : name;
}
