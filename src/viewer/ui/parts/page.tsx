/** The head of a page, its title in the browser, and the ways between the views of a run. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { views } from '../addresses.ts';

interface PageProps {
  title: string;
  /** Beside the title. */
  aside?: ComponentChildren;
  /** Above the title: where this is. */
  trail?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, aside, trail, children }: PageProps): JSX.Element {
  useEffect(() => {
    document.title = `${title} · agentgym`;
  }, [title]);
  return (
    <>
      <div class="page-head">
        {trail === undefined ? null : <div class="trail">{trail}</div>}
        <div class="page-title">
          <h1>{title}</h1>
          {aside}
        </div>
      </div>
      {children}
    </>
  );
}

type RunTab = 'run' | 'trajectories' | 'tasks';

/** Links between the views of one run. */
export function RunTabs({ run, here }: { run: string; here: RunTab | null }): JSX.Element {
  const tabs: readonly { tab: RunTab; title: string; href: string }[] = [
    { tab: 'run', title: 'Run', href: views.run(run) },
    { tab: 'trajectories', title: 'Trajectories', href: views.trajectories(run) },
    { tab: 'tasks', title: 'Tasks', href: views.tasks(run) },
  ];
  return (
    <nav class="tabs" aria-label="This run">
      {tabs.map(({ tab, title, href }) => (
        <a key={tab} href={href} aria-current={tab === here ? 'page' : undefined}>
          {title}
        </a>
      ))}
      <a href={views.compare(`${run}@baseline`, run)}>Compare</a>
    </nav>
  );
}

export function Section({
  title,
  aside,
  id,
  children,
}: {
  title: string;
  aside?: ComponentChildren;
  id: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
