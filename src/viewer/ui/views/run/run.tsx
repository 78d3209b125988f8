/** One run: what it came to, its curve, its iterations, and where it stands while it goes on. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Machine, Progress, RunChanged, RunPage } from '../../../api.ts';
import { api, views } from '../../addresses.ts';
import { Evolution, topOf } from '../../charts/evolution.tsx';
import { useAnswer, useEvents } from '../../client.ts';
import { ProgressBar } from '../../parts/bar.tsx';
import { StateLabel } from '../../parts/figures.tsx';
import { Notes } from '../../parts/notes.tsx';
import { Page, RunTabs, Section } from '../../parts/page.tsx';
import { Answered } from '../../parts/states.tsx';
import { go, usePlace } from '../../router.ts';
import { about, count, duration, moment, plural, unbroken } from '../../wording.ts';
import { CurveTable } from './curve-table.tsx';
import { HeldOut } from './held-out.tsx';
import { Iterations } from './iterations.tsx';
import { ConfigText, Lineage, LogTail, StageTimes } from './records.tsx';

export function RunView({ run }: { run: string }): JSX.Element {
  const asked = useAnswer<RunPage>(api.run(run));
  const [progress, setProgress] = useState<Progress | null | undefined>(undefined);
  const connected = useEvents(api.runEvents(run), {
    changed: (data) => {
      if ((data as RunChanged).what.includes('page')) asked.again();
    },
    progress: (data) => setProgress(data as Progress | null),
  });
  const page = asked.answer;
  const trail = <a href={views.runs}>Runs</a>;
  return (
    <Page
      title={page?.name ?? 'Run'}
      trail={trail}
      aside={page === undefined ? null : <StateLabel state={page.state} />}
    >
      <RunTabs run={run} here="run" />
      <Answered asked={asked} what="Reading the run">
        {(answer) => (
          <>
            <Facts page={answer} />
            <Live page={answer} progress={progress === undefined ? answer.progress : progress} connected={connected} />
            <RunBody page={answer} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Facts({ page }: { page: RunPage }): JSX.Element {
  const { model, environments, seed, started, seconds, tokens, cost, done, path, version, machine } = page;
  const facts: readonly (readonly [string, string])[] = [
    ['Model', model ?? '–'],
    ['Environments', environments.join(', ')],
    ['Iterations', `${done.iterations}${done.of === null ? '' : ` of ${done.of}`}`],
    ['Started', moment(started)],
    ['Time', duration(seconds)],
    ['Tokens', tokens === null ? '–' : `${about(tokens.prompt)} read, ${about(tokens.completion)} written`],
    ...(cost === null ? [] : [['Cost', cost.toFixed(2)] as const]),
    ['Seed', seed === null ? '–' : String(seed)],
    ['Version', version ?? '–'],
    ...(machine === null ? [] : [['Machine', machineText(machine)] as const]),
    ['Directory', path],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function machineText({ node, onnxruntime, platform, arch, cpu, cores }: Machine): string {
  return `${cpu}, ${plural(cores, 'core')}, ${platform} ${arch}; Node ${node}, onnxruntime-node ${onnxruntime}`;
}

/** Verdict, faults and warnings; while the run goes on, where it is. */
function Live({
  page,
  progress,
  connected,
}: {
  page: RunPage;
  progress: Progress | null;
  connected: boolean;
}): JSX.Element {
  const running = page.state === 'running';
  return (
    <>
      {page.verdict === null ? null : <p class="verdict">{unbroken(page.verdict)}</p>}
      {running ? (
        <div class="live" aria-label="Progress" role="region">
          {progress === null ? <p class="hint">Between two stages.</p> : <ProgressBar progress={progress} />}
          {connected ? null : <p class="hint signal">Not connected to the viewer; trying again.</p>}
        </div>
      ) : null}
      <Notes title="warning" texts={[...page.faults, ...page.warnings]} />
    </>
  );
}

function RunBody({ page }: { page: RunPage }): JSX.Element {
  const { query } = usePlace();
  const asked = query.get('iteration');
  const last = page.iterations.findLast(({ finished }) => finished)?.index ?? page.iterations.at(-1)?.index ?? 0;
  const selected = asked === null ? last : Number(asked);
  const pick = (iteration: number): void => go(views.run(page.id, iteration), true);
  const many = page.environments.length > 1;
  const top = topOf(page, page.environments);
  return (
    <>
      <Section id="evolution" title="Evolution" aside={<Key held={page.final !== null} />}>
        {page.curve.length === 0 && page.final === null ? (
          <p class="hint">The curve begins when the cloned agent is evaluated on dev.</p>
        ) : (
          <>
            <Evolution
              run={page}
              top={topOf(page, [many ? undefined : page.environments[0]])}
              {...(many || page.environments[0] === undefined ? {} : { environment: page.environments[0] })}
              height={260}
              onPick={pick}
            />
            {many ? (
              <div class="multiples">
                {page.environments.map((name) => (
                  <Evolution key={name} run={page} environment={name} top={top} height={112} small onPick={pick} />
                ))}
              </div>
            ) : null}
            <CurveTable page={page} />
          </>
        )}
      </Section>
      {page.final === null ? null : <HeldOut run={page.id} final={page.final} environments={page.environments} />}
      {page.iterations.length === 0 ? null : <Iterations page={page} selected={selected} />}
      <Lineage rows={page.lineage} />
      <StageTimes page={page} />
      <ConfigText text={page.config} />
      <LogTail lines={page.log} running={page.state === 'running'} />
      <p class="hint">
        {count(page.files.length)} files of trajectories. <a href={views.trajectories(page.id)}>Read them</a>
      </p>
    </>
  );
}

/** What the marks of the charts mean. */
function Key({ held }: { held: boolean }): JSX.Element {
  return (
    <ul class="key" aria-label="Key">
      <li>
        <svg width="12" height="12" aria-hidden="true">
          <circle cx="6" cy="6" r="4.5" class="key-filled" />
        </svg>
        promoted
      </li>
      <li>
        <svg width="12" height="12" aria-hidden="true">
          <circle cx="6" cy="6" r="4" class="key-hollow" />
        </svg>
        rejected
      </li>
      {held ? (
        <>
          <li>
            <svg width="12" height="12" aria-hidden="true">
              <rect x="2" y="2" width="8" height="8" class="key-ink" />
            </svg>
            baseline
          </li>
          <li>
            <svg width="12" height="12" aria-hidden="true">
              <path d="M6 1l5 5-5 5-5-5z" class="key-ink" />
            </svg>
            control
          </li>
          <li>
            <svg width="12" height="12" aria-hidden="true">
              <rect x="1.5" y="1.5" width="9" height="9" class="key-filled" />
            </svg>
            promoted, held out
          </li>
        </>
      ) : null}
      <li class="muted">95{'\u202f'}% intervals</li>
    </ul>
  );
}
