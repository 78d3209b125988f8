/**
 * What the viewer's server answers: the types of every route, and nothing else (routes.ts answers, ui/ shows). Types
 * only, so that page and server are built apart and still agree.
 *
 * | route | answers |
 * | --- | --- |
 * | `GET /api/runs` | `RunsAnswer` |
 * | `GET /api/events` | server-sent events: `changed` with a `RunsChanged` |
 * | `GET /api/runs/:run` | `RunPage` |
 * | `GET /api/runs/:run/events` | server-sent events: `changed` with a `RunChanged`, `progress` with a `Progress` or null |
 * | `GET /api/runs/:run/trajectories?…` | `TrajectoriesAnswer`; the query is a `TrajectoryQuery` |
 * | `GET /api/runs/:run/trajectories/:file/:id` | `TrajectoryView`; ids hold `#` and so are to be encoded |
 * | `GET /api/runs/:run/trajectories/:file/:id/pictures` | `PicturesAnswer` |
 * | `GET /api/runs/:run/tasks?environment=` | `TasksAnswer` |
 * | `GET /api/runs/:run/tasks?environment=&task=` | `SameTask` |
 * | `GET /api/compare?a=&b=` | `ComparisonView`; a side is `<run>` or `<run>@<iteration or agent>`, see `Side` |
 *
 * Both streams begin with `ready` (null): every change after it is told, and what was fetched before it may be older.
 *
 * Whatever cannot be answered is an `ApiError` with a status of 4xx or 5xx. Success rates, rewards and shares are in
 * [0, 1], times are seconds, `at` and `started` are UTC in ISO 8601, log-probabilities are in nats. What is unknown is
 * null, what does not apply is absent.
 */

export interface ApiError {
  /** `E_…` of docs/errors.md. */
  code: string;
  message: string;
  hint?: string;
}

export type { RunState, RunsAnswer, RunsChanged, Rate, Score, Scores, Tokens, RunRow, Progress } from './api/runs.ts';
export type {
  Verdict,
  Agent,
  RunPage,
  Machine,
  CurvePoint,
  StageRow,
  IterationView,
  LineageRow,
  LogLine,
  RunChanged,
} from './api/run.ts';
export type {
  Outcome,
  FileKind,
  FileRow,
  TrajectoryQuery,
  TrajectorySort,
  TrajectoriesAnswer,
  TrajectoryRow,
  TrajectoryView,
  TurnView,
  PicturesAnswer,
} from './api/trajectories.ts';
export type { Column, TasksAnswer, TaskRow, SameTask } from './api/tasks.ts';
export type { Side, Paired, Comparison, ComparisonView, TaskPair } from './api/comparison.ts';
