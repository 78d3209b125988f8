/** What the tools of the board say, and what is wrong with a call. All in one place, for the lexicon. */
import type { Project, TodoTask } from './state.ts';
import { quoted } from '../tools/faults.ts';

/** Most characters of a text that is quoted back. */
const LONGEST_NAME = 20;

export const texts = {
  project: ({ id, name, favorite }: Project) => `${id}: ${name}${favorite ? ', favorite' : ''}`,
  task: ({ id, content, due, priority, completed }: TodoTask) =>
    `${id}: ${content}, due ${due}, priority ${priority}${completed ? ', completed' : ''}`,
  description: ({ id, content, city }: TodoTask) => `${id}: ${content}, in ${city}`,
  duration: ({ id, content, minutes }: TodoTask) => `${id}: ${content}, ${minutes} minutes`,
  deleted: ({ id, content }: TodoTask) => `Deleted ${id}: ${content}`,
  none: () => 'There are no tasks.',
} as const;

export const faults = {
  noProject: (id: string) => `there is no project ${quoted(id, LONGEST_NAME)}. get_projects lists the ids.`,
  noTask: (id: string) => `there is no task ${quoted(id, LONGEST_NAME)}. get_tasks lists the ids.`,
  noDate: (date: string) => `${quoted(date, LONGEST_NAME)} is no date such as 2024-05-01.`,
} as const;
