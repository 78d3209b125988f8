/** What a check has found so far: findings with their evidence, checks that were made, and checks that could not be. */
import { type FindingCode, FINDINGS, SEVERITIES, type Severity } from './findings.ts';

/** What showed it: a request and its answer, both shortened, and where needed a sentence. */
export interface Evidence {
  readonly request: string;
  readonly answer: string;
  readonly says?: string;
}

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly what: string;
  readonly client: string;
  readonly remedy: string;
  /** How often it was seen. */
  readonly times: number;
  /** The first few. */
  readonly evidence: readonly Evidence[];
}

export interface NotChecked {
  readonly check: string;
  readonly why: string;
}

const MOST_EVIDENCE = 3;

export class Ledger {
  readonly #found = new Map<FindingCode, { times: number; evidence: Evidence[] }>();
  readonly #made = new Set<string>();
  readonly #not = new Map<string, string>();

  found(code: FindingCode, evidence: Evidence): void {
    const one = this.#found.get(code) ?? { times: 0, evidence: [] };
    one.times += 1;
    const known = one.evidence.some(({ request, says }) => request === evidence.request && says === evidence.says);
    if (!known && one.evidence.length < MOST_EVIDENCE) one.evidence.push(evidence);
    this.#found.set(code, one);
  }

  has(code: FindingCode): boolean {
    return this.#found.has(code);
  }

  made(check: string): void {
    this.#made.add(check);
  }

  /** The first reason is kept. */
  unable(check: string, why: string): void {
    if (!this.#not.has(check)) this.#not.set(check, why);
  }

  /** Broken first, each in the order of the list. */
  get findings(): Finding[] {
    return SEVERITIES.flatMap((severity) =>
      (Object.keys(FINDINGS) as FindingCode[]).flatMap((code) => {
        const one = this.#found.get(code);
        return one === undefined || FINDINGS[code].severity !== severity ? [] : [{ code, ...FINDINGS[code], ...one }];
      }),
    );
  }

  get checked(): string[] {
    return [...this.#made].filter((check) => !this.#not.has(check));
  }

  get notChecked(): NotChecked[] {
    return [...this.#not].map(([check, why]) => ({ check, why }));
  }
}
