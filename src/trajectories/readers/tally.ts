/** Counts rows and what is wrong with some of them: reported in one go, or refused in one go. */
import { AgentgymError } from '../../errors.ts';

/** Faults that are told in full; the others are counted. */
const TOLD = 5;

export interface FaultTally {
  readonly rows: number;
  readonly invalid: number;
  /** The first few, each with its place. */
  readonly faults: readonly string[];
  /** Runs what makes something of a row, and notes what is wrong with it. */
  count(work: () => void): void;
  /** Throws E_STORE_CORRUPT if there was a fault. */
  refuse(): void;
}

export function createTally(): FaultTally {
  let [rows, invalid] = [0, 0];
  const faults: AgentgymError[] = [];
  return {
    get rows() {
      return rows;
    },
    get invalid() {
      return invalid;
    },
    get faults() {
      return faults.map(({ message }) => message);
    },
    count: (work) => {
      rows += 1;
      try {
        work();
      } catch (error) {
        // A row of another version of this program is nothing to be skipped.
        if (!(error instanceof AgentgymError) || error.code !== 'E_STORE_CORRUPT') throw error;
        invalid += 1;
        if (faults.length < TOLD) faults.push(error);
      }
    },
    refuse: () => {
      const [first] = faults;
      if (first === undefined) return;
      if (invalid === 1) {
        const hint = `${first.hint ?? ''} --skip-invalid (data.skipInvalid) leaves it out and counts it.`.trim();
        throw new AgentgymError('E_STORE_CORRUPT', first.message, { hint, cause: first.cause });
      }
      const more = invalid > faults.length ? [`… and ${invalid - faults.length} more rows.`] : [];
      const message = [...faults.map((fault) => fault.message), ...more].join('\n');
      const hint = `${invalid} rows cannot be read; --skip-invalid (data.skipInvalid) leaves them out and counts them.`;
      throw new AgentgymError('E_STORE_CORRUPT', message, { hint, cause: first });
    },
  };
}
