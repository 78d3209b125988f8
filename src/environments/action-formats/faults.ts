/**
 * What a policy is told about a turn that cannot be read: every sentence says what to do. Words that the policy wrote
 * are shown only as short names. All sentences are in one place because the in-process model's lexicon shows them too.
 */

/** Most characters of a name that is quoted back. */
const LONGEST_NAME = 40;

export const faults = {
  // Any format but ReAct.
  tooLong: (most: number) => `Your answer has more than ${most} characters. Say less.`,
  unknownFunction: (name: string, names: readonly string[]) =>
    `There is no function ${quoted(name)}. Call one of ${names.join(', ')}.`,
  unknownArgument: (name: string, use: string) => `There is no argument ${quoted(name)}. Call it as ${use}.`,
  missingArgument: (name: string, use: string) => `The argument "${name}" is missing. Call it as ${use}.`,
  wrongType: (name: string, { expected, got, use }: { expected: string; got: string; use: string }) =>
    `The argument "${name}" must be of type ${expected}, not ${got}. Call it as ${use}.`,
  wrongValue: (name: string, values: readonly (string | number)[]) =>
    `The argument "${name}" must be one of ${values.map((value) => JSON.stringify(value)).join(', ')}.`,
  emptyArgument: (name: string) => `The argument "${name}" must not be empty.`,
  notOneLine: (name: string) => `The argument "${name}" must be one line of text, without control characters.`,
  notText: (name: string) => `The argument "${name}" must be text, without characters that do not exist.`,
  ambiguous: (name: string, mark: string) =>
    `The argument "${name}" must not contain ${quoted(mark)}: the action would mean something else.`,
  anotherAction: (action: string) =>
    `These arguments make the action read as another one (${action}). Give each argument its own value only.`,

  // Function calling.
  noObject: () => 'Your answer had no JSON object.',
  aroundObject: () => 'Your answer had text before or after the JSON object. Give the object alone.',
  severalObjects: () => 'Your answer had several JSON objects. Call one function in each answer.',
  notJson: () => 'Your answer was not valid JSON. Check its quotes, commas and brackets.',
  noFunctionName: () => 'The JSON object needs "function_name", a string.',
  thoughtNotText: () => 'In the JSON object "thought" must be a string.',
  argumentsNotObject: () => 'The JSON object needs "arguments", an object with one entry for each argument.',

  // Code as action.
  noCall: () => 'Your answer had no call.',
  notACall: () => 'Your answer must be one call of a function, and nothing but comments beside it.',
  severalCalls: () => 'Your answer went on after its call. Make one call in each answer.',
  notLiteral: () => 'Each argument must be a string in quotes, a number, True or False.',
  unterminated: () => 'A string was not closed. Close it with the quotes that it began with, on the same line.',
  badEscape: () => 'A string had an escape that cannot be read. Write the character itself.',
  badNumber: () => 'A number could not be read. Write it with digits, as 12 or 0.5.',
  needsComma: () => 'Arguments need commas between them, and ) at the end.',
  positionalLast: () => 'Arguments without a name must come before those with one.',
  tooManyArguments: (use: string) => `There are too many arguments. Call it as ${use}.`,
  argumentTwice: (name: string) => `The argument ${quoted(name)} was given twice.`,
} as const;

function quoted(name: string): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return JSON.stringify(short);
}
