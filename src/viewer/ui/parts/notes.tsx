/** What stands against reading a page as it is: the first note in full, the others when they are asked for. */
import type { JSX } from 'preact';
import { plural, unbroken } from '../wording.ts';

/** `title` is what one of them is called. */
export function Notes({ title, texts }: { title: string; texts: readonly string[] }): JSX.Element | null {
  const [first, ...others] = texts;
  if (first === undefined) return null;
  return (
    <div class="notes" role="note" aria-label={plural(texts.length, title)}>
      <p>{unbroken(first)}</p>
      {others.length === 0 ? null : (
        <details>
          <summary>{plural(others.length, `more ${title}`)}</summary>
          <ul>
            {others.map((text) => (
              <li key={text}>{unbroken(text)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
