/** What the doctor finds: one line each, and whether the work can do without it. */

export interface Finding {
  /** `note` is worth knowing, and stops nothing. */
  readonly state: 'ok' | 'missing' | 'note';
  /** What was looked at, e.g. `node` or `python package trl`. */
  readonly what: string;
  readonly detail: string;
}

export const ok = (what: string, detail: string): Finding => ({ state: 'ok', what, detail });
export const missing = (what: string, detail: string): Finding => ({ state: 'missing', what, detail });
export const note = (what: string, detail: string): Finding => ({ state: 'note', what, detail });
