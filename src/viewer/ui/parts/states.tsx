/** What is shown instead of an answer: while it is awaited, when there is nothing in it, and when it did not come. */
import type { ComponentChildren, JSX } from 'preact';
import type { Asked } from '../client.ts';

/** The answer drawn by `children`, or the state that it is in. */
export function Answered<T>({
  asked,
  what,
  children,
}: {
  asked: Asked<T>;
  /** What is awaited, as in `Reading the run`. */
  what: string;
  children: (answer: T) => ComponentChildren;
}): JSX.Element {
  if (asked.error !== undefined && asked.answer === undefined) return <Failed asked={asked} />;
  if (asked.answer === undefined) return <Waiting what={what} />;
  return <>{children(asked.answer)}</>;
}

export function Waiting({ what }: { what: string }): JSX.Element {
  return (
    <div class="state" role="status">
      <span class="pulse" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <p>{what} …</p>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {children}
    </div>
  );
}

export function Failed({ asked }: { asked: Pick<Asked<unknown>, 'error' | 'again'> }): JSX.Element {
  const { code, message, hint } = asked.error ?? { code: '', message: 'Something went wrong.', hint: undefined };
  return (
    <div class="state state-failed" role="alert">
      <p class="state-title">{message}</p>
      {hint === undefined ? null : <p>{hint}</p>}
      <p class="muted">
        <code>{code}</code>
      </p>
      <button type="button" onClick={asked.again}>
        Try again
      </button>
    </div>
  );
}
