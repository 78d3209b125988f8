/** Which action format a conversation was held in, by the instructions that it begins with. */
import { ACTION_FORMATS, type ActionFormatName, type Environment } from '../contract.ts';

export interface Opening {
  format: ActionFormatName;
  text: string;
}

/** What conversations in each format begin with, longest first; none where an environment is played in ReAct alone. */
export function openingsOf(environment: Environment): readonly Opening[] {
  if (environment.actionSpace === undefined) return [];
  const openings = ACTION_FORMATS.map((format) => ({
    format,
    text: environment.instructions(format)[0]?.content ?? '',
  }));
  return openings.toSorted((a, b) => b.text.length - a.text.length);
}

/** The formats whose instructions come first; one text may begin with another. None where nothing tells. */
export function formatsTold(
  messages: readonly { content: string }[],
  openings: readonly Opening[],
): readonly ActionFormatName[] {
  const first = messages[0]?.content ?? '';
  const said = openings.filter(({ text }) => first.startsWith(text));
  return said.filter(({ text }) => text.length === said[0]?.text.length).map(({ format }) => format);
}
