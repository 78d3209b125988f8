/** The frame of every view: skip link, header, theme; and which view a URL means. */
import type { JSX } from 'preact';
import { useEffect, useErrorBoundary, useRef } from 'preact/hooks';
import { views } from './addresses.ts';
import { usePlace } from './router.ts';
import { choose, type Theme, useTheme } from './theme.ts';
import { CompareView } from './views/compare/compare.tsx';
import { RunView } from './views/run/run.tsx';
import { RunsView } from './views/runs.tsx';
import { TaskView } from './views/tasks/task.tsx';
import { TasksView } from './views/tasks/tasks.tsx';
import { TrajectoriesView } from './views/trajectories/trajectories.tsx';
import { TrajectoryScreen } from './views/trajectory/trajectory.tsx';
import { Empty, Failed } from './parts/states.tsx';

export function App(): JSX.Element {
  const { path } = usePlace();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // After a link is followed, a reader begins with the new view.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={views.runs}>
          <Sign />
          agentgym
        </a>
        <nav aria-label="Views">
          <a href={views.runs} aria-current={path === '/' ? 'page' : undefined}>
            Runs
          </a>
          <a href={views.compare()} aria-current={path === '/compare' ? 'page' : undefined}>
            Compare
          </a>
        </nav>
        <ThemeChoice />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Guarded key={path} path={path} />
      </main>
    </>
  );
}

/** A fault of ours in one view leaves the others within reach. */
function Guarded({ path }: { path: string }): JSX.Element {
  const [fault, again] = useErrorBoundary();
  if (fault === undefined) return <View path={path} />;
  const error = { code: 'E_VIEW', message: 'This page cannot be shown.', hint: String(fault) };
  return <Failed asked={{ error, again }} />;
}

/** A part of a path; as it is, where it is no encoded text. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function View({ path }: { path: string }): JSX.Element {
  const [place, run = '', what, one, two] = path.split('/').slice(1).map(decoded);
  if (place === '' || place === undefined) return <RunsView />;
  if (place === 'compare') return <CompareView />;
  if (place === 'runs' && run !== '') {
    if (what === undefined) return <RunView key={run} run={run} />;
    if (what === 'trajectories' && one === undefined) return <TrajectoriesView key={run} run={run} />;
    if (what === 'trajectories' && one !== undefined && two !== undefined)
      return <TrajectoryScreen key={path} name={{ run, file: one, id: two }} />;
    if (what === 'tasks' && one === undefined) return <TasksView key={run} run={run} />;
    if (what === 'tasks' && one !== undefined && two !== undefined)
      return <TaskView key={path} run={run} environment={one} task={two} />;
  }
  return (
    <Empty title="There is no such page.">
      <p>
        <a href={views.runs}>All runs</a>
      </p>
    </Empty>
  );
}

const THEMES: readonly { theme: Theme; title: string }[] = [
  { theme: 'light', title: 'Light' },
  { theme: 'system', title: 'Auto' },
  { theme: 'dark', title: 'Dark' },
];

function ThemeChoice(): JSX.Element {
  const { chosen } = useTheme();
  return (
    <fieldset class="theme">
      <legend class="hidden">Colours</legend>
      {THEMES.map(({ theme, title }) => (
        <label key={theme}>
          <input type="radio" name="theme" checked={chosen === theme} onChange={() => choose(theme)} />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Sign(): JSX.Element {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M2.5 15.5 7.5 10.5l3.5 2L17 4.5" class="sign-line" />
      <circle cx="17" cy="4.5" r="2.25" class="sign-dot" />
    </svg>
  );
}
