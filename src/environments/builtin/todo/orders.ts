/** What goals say and why the expert does what it does, in sentences. All in one place, for the lexicon. */

export const orders = {
  isFavorite: (project: string) => `Is ${project} a favorite project? Answer yes or no.`,
  favorite: (project: string) => `Make ${project} a favorite project.`,
  noFavorite: (project: string) => `Make ${project} no longer a favorite project.`,
  completeId: (id: string) => `Complete the task ${id}.`,
  deleteId: (id: string) => `Delete the task ${id}.`,
  moveId: (id: string, date: string) => `Set the due date of the task ${id} to ${date}.`,
  minutesId: (id: string) => `How many minutes does the task ${id} take?`,
  cityId: (id: string) => `In which city is the task ${id}?`,
  complete: (task: string, project: string) => `Complete ${task} in ${project}.`,
  delete: (task: string, project: string) => `Delete ${task} in ${project}.`,
  move: (task: string, project: string, date: string) => `Set the due date of ${task} in ${project} to ${date}.`,
  minutes: (task: string, project: string) => `How many minutes does ${task} in ${project} take?`,
  city: (task: string, project: string) => `In which city is ${task} in ${project}?`,
  due: (task: string, project: string) => `When is ${task} in ${project} due?`,
  first: (project: string) => `Which task in ${project} is due first?`,
  belongs: (task: string, project: string) => `Is ${task} a task in ${project}? Answer yes or no.`,
  overdue: (project: string) => `Complete all tasks in ${project} that are due before today.`,
  postpone: (project: string) => `Move all tasks in ${project} that are due today to tomorrow.`,
  priority: (project: string, priority: number) => `Delete all tasks in ${project} of priority ${priority}.`,
  longest: (project: string) => `Complete the task in ${project} that takes longest.`,
  near: (project: string) => `Complete all tasks in ${project} that are in the city where the user is.`,
  both: (one: string, other: string) => `Delete the task that is due first in ${one}, and the same in ${other}.`,
} as const;

export const thoughts = {
  projects: (project: string) => `I need the id of ${project}.`,
  tasks: (project: string, id: string) => `${project} has the id ${id}. I need its tasks.`,
  project: (project: string, id: string) => `${project} has the id ${id}.`,
  task: (task: string, id: string) => `${task} has the id ${id}.`,
  given: () => 'The goal says the id.',
  date: () => 'I need to know what day it is.',
  place: () => 'I need to know where the user is.',
  overdue: (id: string, due: string, today: string) => `${id} is due ${due}, before ${today}.`,
  today: (id: string, due: string) => `${id} is due today, ${due}.`,
  priority: (id: string, priority: number) => `${id} has priority ${priority}.`,
  duration: (id: string) => `I need to know how long ${id} takes.`,
  longest: (id: string, minutes: number) => `${id} takes longest: ${minutes} minutes.`,
  where: (id: string) => `I need to know where ${id} is.`,
  here: (id: string, city: string) => `${id} is in ${city}, where the user is.`,
  first: (id: string, due: string) => `${id} is due first, on ${due}.`,
  answer: (answer: string) => `The answer is ${answer}.`,
  done: () => 'All is done.',
  lost: () => 'The rest cannot be undone.',
  dueWrong: (id: string) => `The due date of ${id} is not right.`,
  favoriteWrong: (project: string) => `${project} should be as before.`,
} as const;

/** One of each. */
export function orderWords(): string[] {
  return [...Object.values(orders), ...Object.values(thoughts)].map((write) =>
    (write as (...given: unknown[]) => string)('garden', 'kitchen', 1),
  );
}
