/** What a run wrote down: lineage, stages with their times, the resolved config, the tail of the log. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LineageRow, LogLine, RunPage } from '../../../api.ts';
import { RateFigure } from '../../parts/figures.tsx';
import { Section } from '../../parts/page.tsx';
import { about, count, duration, moment, unbroken } from '../../wording.ts';

export function Lineage({ rows }: { rows: readonly LineageRow[] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <Section id="lineage" title="Lineage">
      <div class="scroller" tabIndex={0} role="region" aria-label="Lineage">
        <table class="lineage">
          <caption class="hidden">Checkpoints, oldest first, with their parents and what they were trained on</caption>
          <thead>
            <tr>
              <th scope="col">Checkpoint</th>
              <th scope="col">Role</th>
              <th scope="col">Parent</th>
              <th scope="col" class="number">
                Demonstrations
              </th>
              <th scope="col" class="number">
                Explored
              </th>
              <th scope="col" class="number">
                Steps
              </th>
              <th scope="col">On dev</th>
              <th scope="col">The gate</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.id} ${row.role} ${row.iteration}`}>
                <th scope="row" class="nowrap">
                  <span class={`dot dot-${row.promoted ? 'filled' : 'hollow'}`} aria-hidden="true" />
                  <code>{row.id.slice(0, 12)}</code>
                </th>
                <td class="nowrap">{row.role === 'candidate' ? `candidate ${row.iteration}` : row.role}</td>
                <td>{row.parent === null ? '–' : <code>{row.parent.slice(0, 12)}</code>}</td>
                <td class="number">{count(row.demonstrations)}</td>
                <td class="number">{count(row.explored)}</td>
                <td class="number">{count(row.steps)}</td>
                <td>
                  <RateFigure rate={row.dev} tone={row.promoted ? 'accent' : 'ink'} />
                </td>
                <td class="text">{row.reason === '' ? '–' : unbroken(row.reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

export function StageTimes({ page }: { page: RunPage }): JSX.Element | null {
  if (page.stages.length === 0) return null;
  return (
    <details class="record">
      <summary>
        <h2>Stages</h2>
        <span class="muted">{count(page.stages.length)} finished</span>
      </summary>
      <table>
        <caption class="hidden">Stages in the order in which they finished</caption>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" class="number">
              Time
            </th>
            <th scope="col" class="number">
              Read
            </th>
            <th scope="col" class="number">
              Written
            </th>
            <th scope="col">Finished</th>
          </tr>
        </thead>
        <tbody>
          {page.stages.map(({ key, title, seconds, tokens, at }) => (
            <tr key={key}>
              <th scope="row">{title}</th>
              <td class="number nowrap">{duration(seconds)}</td>
              <td class="number nowrap">{about(tokens?.prompt)}</td>
              <td class="number nowrap">{about(tokens?.completion)}</td>
              <td class="nowrap">{moment(at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function ConfigText({ text }: { text: string | null }): JSX.Element | null {
  if (text === null) return null;
  return (
    <details class="record">
      <summary>
        <h2>Config</h2>
        <span class="muted">every default filled in</span>
      </summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

/** The newest lines are in sight, unless one has scrolled up to read. */
export function LogTail({ lines, running }: { lines: readonly LogLine[]; running: boolean }): JSX.Element | null {
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useEffect(() => {
    if (following.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  if (lines.length === 0) return null;
  return (
    <details class="record" open={running}>
      <summary>
        <h2>Log</h2>
        <span class="muted">the last {count(lines.length)} lines</span>
      </summary>
      <div
        class="log"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label="Log"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          following.current = scrollTop + clientHeight > scrollHeight - 24;
        }}
      >
        {lines.map((line, i) => (
          <p key={`${i} ${line.at ?? ''}`} class={`log-${line.level}`}>
            <time>{line.at?.slice(11, 19) ?? ''}</time> {line.level === 'info' ? '' : `${line.level} `}
            {line.text}
          </p>
        ))}
      </div>
    </details>
  );
}
