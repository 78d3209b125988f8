/**
 * What a policy of a remote environment is told before the first observation: our own words, a text file, or the words
 * that the models of an AgentTraj file were trained on.
 */
import { readFile } from 'node:fs/promises';
import { AgentgymError, messageOf } from '../../errors.ts';
import type { HubSettings } from '../../trajectories/hub/settings.ts';
import { environmentOf } from '../../trajectories/item-id.ts';
import { openSources } from '../../trajectories/sources.ts';
import { rowsOf } from '../../trajectories/readers/rows.ts';
import { describeActions } from '../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../contract.ts';
import type { Adapter } from './adapter.ts';

export interface Instructions {
  messages(format: ActionFormatName): readonly Message[];
  /** What the policy sees first, made of the server's first observation. */
  readonly opening: (observation: string) => string;
}

/** Marks the words of an AgentTraj file. */
export const AGENTTRAJ = 'agenttraj:';

/**
 * @param source a text file, `agenttraj:FILE`, or undefined for our own words.
 * @param hub how files of the Hugging Face Hub are come by; default: as the environment variables say.
 * @throws AgentgymError E_CONFIG_FILE where a file cannot be read; E_CONFIG_INVALID where it has no row of this environment.
 */
export async function readInstructions(
  source: string | undefined,
  adapter: Adapter,
  hub?: HubSettings,
): Promise<Instructions> {
  if (source === undefined) return { messages: (format) => answered(own(adapter, format)), opening: asIs };
  if (source.startsWith(AGENTTRAJ)) return fromTrajectories(source.slice(AGENTTRAJ.length), adapter, hub);
  const text = await readFile(source, 'utf8').catch((cause: unknown) => {
    throw new AgentgymError('E_CONFIG_FILE', `The instructions ${source} cannot be read: ${messageOf(cause)}.`, {
      cause,
    });
  });
  return { messages: (format) => answered(inFormat(text.trim(), adapter, format)), opening: asIs };
}

function asIs(observation: string): string {
  return observation;
}

function own(adapter: Adapter, format: ActionFormatName): string {
  const { task, actions, form, actionSpace } = adapter;
  return format === 'react' ? `${task}\n${actions}\n${form}` : `${task}\n${describeActions(actionSpace, format)}`;
}

/** Somebody else's rules speak of ReAct: another format is told after them. */
function inFormat(rules: string, { actionSpace }: Adapter, format: ActionFormatName): string {
  return format === 'react' ? rules : `${rules}\n\n${describeActions(actionSpace, format)}`;
}

/** AgentTraj conversations begin with the rules and a canned answer. */
function answered(rules: string, answer = 'OK.'): readonly Message[] {
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: answer },
  ];
}

async function fromTrajectories(source: string, adapter: Adapter, hub?: HubSettings): Promise<Instructions> {
  const [file = source] = await openSources([source], { hub });
  for await (const { at, value, fault } of rowsOf(file)) {
    if (fault !== undefined) throw fault;
    const row = value as { item_id?: unknown; conversations?: unknown } | null;
    if (typeof row?.item_id !== 'string' || environmentOf(row.item_id) !== adapter.name) continue;
    const [rules, answer, first] = turnsOf(row.conversations);
    if (rules === undefined || answer === undefined) {
      throw new AgentgymError('E_CONFIG_INVALID', `${at} does not begin with two turns that have a text.`, {
        hint: 'An AgentTraj row is {item_id, conversations: [{from, value}, …]}.',
      });
    }
    const opening = first === undefined ? undefined : adapter.trajectoryOpening?.(first);
    return { messages: (format) => answered(inFormat(rules, adapter, format), answer), opening: opening ?? asIs };
  }
  throw new AgentgymError(
    'E_CONFIG_INVALID',
    `${file} has no trajectory of ${adapter.name} to take instructions from.`,
    {
      hint: 'Name the AgentTraj file of this environment.',
    },
  );
}

/** The texts of the first three turns. */
function turnsOf(conversations: unknown): (string | undefined)[] {
  if (!Array.isArray(conversations)) return [];
  return conversations.slice(0, 3).map((turn: { value?: unknown } | null) => {
    const value = turn?.value;
    return typeof value === 'string' ? value : undefined;
  });
}
