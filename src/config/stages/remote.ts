/**
 * Settings of a remote environment: an AgentGym environment server, or several, spoken to over HTTP. Which tasks there
 * are is the user's to say, for servers do not list them. Reads no file and asks no server.
 */
import { z } from 'zod';
import { address, whole } from './fields.ts';

/** The environments of AgentGym whose servers are understood. */
export const REMOTE_NAMES = [
  'webshop',
  'webarena',
  'maze',
  'wordle',
  'alfworld',
  'sciworld',
  'babyai',
  'textcraft',
  'weather',
  'movie',
  'academia',
  'sheet',
  'todo',
  'sqlgym',
  'searchqa',
] as const;
export type RemoteName = (typeof REMOTE_NAMES)[number];

/** Tasks of a split: named one by one, a range, or those of a file of item ids (or a part of it). */
const taskChoice = z
  .strictObject({
    ids: z.array(whole(0)).min(1).exactOptional().describe('Indices, one by one: `12` is `sciworld_12`.'),
    from: whole(0).exactOptional().describe('First index of a range; with `file`, how many of its items to pass over.'),
    count: whole(1).exactOptional().describe('Tasks of the range; with `file`, how many of its items to take.'),
    file: z
      .string()
      .min(1)
      .exactOptional()
      .describe('File of item ids: an AgentEval list, AgentTraj file or AgentGym-RL-Data-ID rows.'),
  })
  .refine(({ ids, file, count }) => [ids, file ?? count].filter((one) => one !== undefined).length === 1, {
    error: 'give either `ids`, a range (`from`, `count`) or a `file`',
  })
  .refine(({ ids, from }) => ids === undefined || from === undefined, { error: '`from` does not go with `ids`' });
export type TaskChoice = z.output<typeof taskChoice>;

const url = address('http://127.0.0.1:36001');

const seconds = z.number().positive();

/** The fields of `kind: agentgym`, beside name and rounds. */
export const remoteFields = {
  environment: z
    .enum(REMOTE_NAMES)
    .exactOptional()
    .describe('Which of the AgentGym environments the server serves; default: the name.'),
  url: url
    .exactOptional()
    .describe("Base URL of the server, as AgentGym's clients have it (maze and wordle: with /maze, /wordle)."),
  urls: z
    .array(url)
    .min(1)
    .exactOptional()
    .describe(
      'Several servers of the environment, instead of `url`: each session goes to the least busy that is well.',
    ),
  tasks: z
    .strictObject({
      train: taskChoice.exactOptional().describe('Tasks to explore.'),
      dev: taskChoice.exactOptional().describe('Tasks that promotion and tuning look at.'),
      eval: taskChoice.exactOptional().describe('Held-out tasks of the final report; they decide nothing.'),
    })
    .exactOptional()
    .describe('Tasks of each split, which share none. Lists of `data.tasks` may stand in their place.'),
  instructions: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'What the policy is told first: a text file, or `agenttraj:FILE` for the words of an AgentTraj file; default: our own.',
    ),
  success: z
    .number()
    .exactOptional()
    .describe("Raw reward above which a task is solved; default: AgentGym's threshold for the environment."),
  retries: whole(0)
    .default(4)
    .describe('Further attempts at opening and resetting a session. Steps are never sent twice.'),
  timeouts: z
    .strictObject({
      call: seconds.default(180).describe('Seconds for one call; the movie server may itself wait for 150.'),
      rollout: seconds.default(1800).describe('Seconds that one rollout may wait for its environment in all.'),
      health: seconds.default(5).describe('Seconds for the check before a run starts.'),
      close: seconds.default(10).describe('Seconds for closing a session, and for closing all of them at the end.'),
    })
    .prefault({})
    .describe('How long servers may take.'),
};
