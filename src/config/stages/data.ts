/**
 * Settings of the data that comes from files: demonstrations, and lists of the tasks to play. Opens nothing
 * (trajectories/sources.ts does).
 */
import { z } from 'zod';
import { SPLITS, type Split } from '../../environments/contract.ts';
import { hubFault, isHubSource } from '../../trajectories/hub/source.ts';
import { clash } from './fields.ts';

const source = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const fault = isHubSource(text) ? hubFault(text) : undefined;
    if (fault !== undefined) clash(context, { path: [] }, `\`${text}\` ${fault}`);
  });

const sources = z
  .union([source, z.array(source).min(1)])
  .transform((given): string[] => (typeof given === 'string' ? [given] : given));

/** Where something may come from, for the descriptions. */
const FROM = 'a path or glob relative to the config file, `hf:owner/name[@revision]/path`, or a list of these';

const idLists = z
  .strictObject({
    train: sources.exactOptional().describe('Tasks to explore.'),
    dev: sources.exactOptional().describe('Tasks that promotion and tuning look at.'),
    eval: sources.exactOptional().describe('Held-out tasks of the final report.'),
  })
  .describe(
    `Lists of the item ids that make up a split: ${FROM}. AgentEval and AgentGym-RL-Data-ID files, AgentTraj files, plain lists. An environment that a list does not name keeps its own split, less what lists put elsewhere.`,
  );

export const DataSchema = z
  .strictObject({
    demonstrations: sources
      .exactOptional()
      .describe(
        `What cloning learns from, instead of demonstrations by the experts: ${FROM}. AgentTraj, chat and ShareGPT rows, as JSON lines or a JSON array.`,
      ),
    tasks: idLists.exactOptional(),
    skipInvalid: z
      .boolean()
      .default(false)
      .describe('Whether rows that cannot be read are left out and counted; otherwise they stop the run.'),
    cache: z
      .string()
      .min(1)
      .exactOptional()
      .describe('Folder that files of the Hugging Face Hub are kept in; default: that of its own tools (HF_HOME).'),
    offline: z
      .boolean()
      .exactOptional()
      .describe('Whether files of the Hugging Face Hub come from the cache alone; default: HF_HUB_OFFLINE.'),
  })
  .describe('Data that is read: files of your own, and data sets on the Hugging Face Hub (docs/data.md).');
export type DataConfig = z.output<typeof DataSchema>;

/** The lists of a config by the split that they make up. */
export function idListsOf({ tasks = {} }: DataConfig): { split: Split; sources: string[] }[] {
  return SPLITS.flatMap((split) => {
    const given = tasks[split];
    return given === undefined ? [] : [{ split, sources: given }];
  });
}
