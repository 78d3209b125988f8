/**
 * The ReAct format: a thought, then one action (`Thought: …` / `Action: …`). Parses what a policy says and renders what
 * an expert does. Knows no environment; whether an action is legal is the session's answer.
 */

export interface ReactTurn {
  thought: string;
  /** One line, not empty. */
  action: string;
}

const SHAPE = 'Answer with one "Thought:" line and one "Action:" line.';

/**
 * Reads a turn: exactly one line that begins with `Action:`; the action is the rest of that line, or the first line
 * after it that is not empty. The thought is what stands before it. Never throws: `error` is a sentence for the policy,
 * shown to it as its next observation.
 */
export function parseReact(text: string): ReactTurn | { error: string } {
  const markers = [...text.matchAll(/(?:^|\n)[^\S\n]*Action:/gu)];
  const marker = markers[0];
  if (marker === undefined) return { error: `Your answer had no "Action:" line. ${SHAPE}` };
  if (markers.length > 1) return { error: `Your answer had ${markers.length} "Action:" lines. ${SHAPE}` };
  const action = firstLine(text.slice(marker.index + marker[0].length));
  if (action === '') return { error: `Your "Action:" line was empty. ${SHAPE}` };
  const thought = text
    .slice(0, marker.index)
    .replace(/^\s*Thought:/u, '')
    .trim();
  return { thought, action };
}

/** The first line with anything in it, trimmed. */
function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '') ?? ''
  );
}

/** The text of a turn; `parseReact` reads it back where neither part begins a line with `Action:`. */
export function renderReact({ thought, action }: ReactTurn): string {
  return `Thought: ${thought}\nAction: ${action}`;
}
