/** What a finding says, whatever it is. */

export interface FindingText {
  readonly what: string;
  /** What a client sees because of it. */
  readonly client: string;
  /** What to do about it, on the server unless it says otherwise. */
  readonly remedy: string;
}

export function said(what: string, client: string, remedy: string): FindingText {
  return { what, client, remedy };
}
