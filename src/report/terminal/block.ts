/**
 * Lines at the bottom of a terminal that are written over in place, below lines that stay. Between two writes the cursor
 * rests at the beginning of the block: then nobody has to know how many rows it takes, whatever a terminal that changes
 * its size makes of them. Everything is written in one piece, old lines by new ones, so that nothing flickers.
 */
export type TerminalStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number; rows?: number };

export interface Block {
  /** Shows these lines in the place of those shown; each must fit into the terminal, and so must all of them. */
  draw: (lines: readonly string[]) => void;
  /** Writes text that stays, and below it these lines. */
  say: (text: string, lines: readonly string[]) => void;
  /** Takes the lines away. */
  clear: () => void;
}

/** Output between these is shown at once; terminals that do not know them ignore them. */
const [BEGIN, END] = ['\u001B[?2026h', '\u001B[?2026l'];
const [ERASE_LINE, ERASE_REST_OF_LINE, ERASE_DOWN] = ['\u001B[2K', '\u001B[K', '\u001B[J'];
const [SAVE, RESTORE, DOWN] = ['\u001B7', '\u001B8', '\u001B[B'];

/**
 * The first line by itself: erasing everything from the top left corner is taken for clearing the screen, and what was
 * there is kept above it.
 */
const ERASE = `\r${ERASE_LINE}${SAVE}${DOWN}${ERASE_DOWN}${RESTORE}`;

export function liveBlock(stream: TerminalStream): Block {
  let shown: readonly string[] = [];
  let width = 0;
  const columns = (): number => stream.columns ?? 80;
  const put = (text: string): void => void stream.write(`${BEGIN}${text}${END}`);
  const draw = (lines: readonly string[]): void => {
    if (lines.length === 0 && shown.length === 0) return;
    const same = width === columns();
    if (same && lines.length === shown.length && lines.every((line, i) => line === shown[i])) return;
    put(`${same ? '\r' : ERASE}${written(lines)}`);
    shown = lines;
    width = columns();
  };
  const say = (text: string, lines: readonly string[]): void => {
    put(`${ERASE}${text}\n${written(lines)}`);
    shown = lines;
    width = columns();
  };
  const clear = (): void => {
    if (shown.length > 0) put(ERASE);
    shown = [];
  };
  return { draw, say, clear };
}

/** The lines over what is there, and back to where they begin. */
function written(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const body = lines.map((line) => line + ERASE_REST_OF_LINE).join('\n');
  return `${body}${ERASE_DOWN}\r${lines.length > 1 ? `\u001B[${lines.length - 1}A` : ''}`;
}
