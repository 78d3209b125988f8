/** A board of projects and tasks, and a user with a day and a city. Its entries are replaced, never changed in place. */

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly favorite: boolean;
}

export interface TodoTask {
  readonly id: string;
  readonly project: string;
  readonly content: string;
  /** Year, month and day. */
  readonly due: string;
  /** 1 (normal) to 4 (urgent). */
  readonly priority: number;
  readonly completed: boolean;
  readonly city: string;
  readonly minutes: number;
}

export interface Board {
  readonly projects: ReadonlyMap<string, Project>;
  readonly tasks: ReadonlyMap<string, TodoTask>;
}

export interface State {
  readonly today: string;
  readonly city: string;
  readonly projects: Map<string, Project>;
  readonly tasks: Map<string, TodoTask>;
  /** Counts changes. */
  version: number;
}

export function tasksOf({ tasks }: Board, project: string): TodoTask[] {
  return [...tasks.values()].filter((task) => task.project === project);
}

/** Of what can be changed. */
export function sameProject(a: Project, b: Project): boolean {
  return a === b || a.favorite === b.favorite;
}

/** Of what can be changed. */
export function sameTask(a: TodoTask, b: TodoTask): boolean {
  return a === b || (a.completed === b.completed && a.due === b.due);
}

export function sameBoard(a: Board, b: Board): boolean {
  if (a.projects.size !== b.projects.size || a.tasks.size !== b.tasks.size) return false;
  for (const [id, project] of a.projects) {
    const other = b.projects.get(id);
    if (other === undefined || !sameProject(project, other)) return false;
  }
  for (const [id, task] of a.tasks) {
    const other = b.tasks.get(id);
    if (other === undefined || !sameTask(task, other)) return false;
  }
  return true;
}
