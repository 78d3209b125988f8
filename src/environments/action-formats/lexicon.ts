/**
 * The words that a format adds to an environment's own: what the in-process model's word-level tokenizer needs to be told
 * to answer in it, to answer, and to be told what was wrong. ReAct adds none: its words are in every lexicon.
 */
import type { ActionFormatName, Environment } from '../contract.ts';
import { actionsOf, signature } from './calls.ts';
import { writeCode } from './code-as-action.ts';
import { describeActions, sampleCall } from './describe.ts';
import { faults } from './faults.ts';
import { followOf } from './format.ts';
import { writeFunctionCall } from './function-calling.ts';

/** Texts with all words that the format adds; none for ReAct. */
export function* formatLexicon(environment: Environment, format: ActionFormatName): Iterable<string> {
  const { actionSpace: space } = environment;
  if (format === 'react' || space === undefined) return;
  for (const { content } of environment.instructions(format)) yield content;
  yield describeActions(space, format);
  yield followOf(format);
  const write = format === 'function_calling' ? writeFunctionCall : writeCode;
  for (const action of actionsOf(space)) {
    yield write('thought', sampleCall(action));
    yield signature(action);
  }
  yield Object.values(SENTENCES).join('\n');
}

const NAME = 'action';

/** One of each sentence about a turn that cannot be read. */
const SENTENCES: Readonly<Record<keyof typeof faults, string>> = {
  tooLong: faults.tooLong(0),
  unknownFunction: faults.unknownFunction(NAME, [NAME]),
  unknownArgument: faults.unknownArgument(NAME, NAME),
  missingArgument: faults.missingArgument(NAME, NAME),
  wrongType: [
    faults.wrongType(NAME, {
      expected: 'string, integer, number, boolean',
      got: 'nothing, a list, an object',
      use: NAME,
    }),
    faults.wrongType(NAME, { expected: NAME, got: 'too large a number', use: NAME }),
  ].join('\n'),
  wrongValue: faults.wrongValue(NAME, [NAME]),
  emptyArgument: faults.emptyArgument(NAME),
  notOneLine: faults.notOneLine(NAME),
  notText: faults.notText(NAME),
  ambiguous: faults.ambiguous(NAME, NAME),
  anotherAction: faults.anotherAction(NAME),
  noObject: faults.noObject(),
  aroundObject: faults.aroundObject(),
  severalObjects: faults.severalObjects(),
  notJson: faults.notJson(),
  noFunctionName: faults.noFunctionName(),
  thoughtNotText: faults.thoughtNotText(),
  argumentsNotObject: faults.argumentsNotObject(),
  noCall: faults.noCall(),
  notACall: faults.notACall(),
  severalCalls: faults.severalCalls(),
  notLiteral: faults.notLiteral(),
  unterminated: faults.unterminated(),
  badEscape: faults.badEscape(),
  badNumber: faults.badNumber(),
  needsComma: faults.needsComma(),
  positionalLast: faults.positionalLast(),
  tooManyArguments: faults.tooManyArguments(NAME),
  argumentTwice: faults.argumentTwice(NAME),
};
