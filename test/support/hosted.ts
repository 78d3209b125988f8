/** The hosted trainer as tests need it: settings for a server here, a base that is a name, a ledger that can fail. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  JobLedger,
  PreferencePair,
  TrainRequest,
  WeightedExample,
  WeightedMessage,
} from '../../src/train/contract.ts';
import { createHostedTrainer, type HostedTrainer } from '../../src/train/hosted.ts';
import { type HostedSettings, hostedSettings } from '../../src/train/hosted/settings.ts';
import type { Trainer } from '../../src/train/contract.ts';
import { patient } from './endpoint-policy.ts';

export const KEY = { name: 'TEST_KEY', value: 'sk-secret-of-the-test' };

export interface Hosted extends Trainer {
  notices: string[];
}

export function hosted(
  settings: Partial<HostedSettings> & { url: string },
  options: Partial<HostedTrainer> = {},
): Hosted {
  const notices: string[] = [];
  const trainer = createHostedTrainer({
    settings: hostedSettings({ profile: 'custom', ...settings }),
    key: KEY,
    timing: patient(),
    onNotice: (notice) => void notices.push(notice),
    ...options,
  });
  return { ...trainer, notices };
}

/** A base checkpoint that is a model's name. */
export function named(directory: string, model = 'acme/small'): { id: string; path: string } {
  const path = join(directory, `base-${model.replaceAll(/\W/gu, '-')}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'reference.json'), JSON.stringify({ model }));
  return { id: '0', path };
}

/** Turns as [user, assistant, weight of the answer]. */
export function conversation(...turns: readonly (readonly [string, string, number])[]): WeightedMessage[] {
  return turns.flatMap(([asked, answered, weight]): WeightedMessage[] => [
    { role: 'user', content: asked, weight: 0 },
    { role: 'assistant', content: answered, weight },
  ]);
}

export function example(itemId: string, ...turns: readonly (readonly [string, string, number])[]): WeightedExample {
  return { itemId, environment: 'test', source: 'test', messages: conversation(...turns) };
}

export const EXAMPLES: readonly WeightedExample[] = [
  example('a', ['Rules.', 'Ok.', 0], ['go', 'north', 1]),
  example('b', ['Rules.', 'Ok.', 0], ['go', 'south', 0.25]),
  example('c', ['go', 'west', 0.6]),
];

export const PAIR: PreferencePair = {
  itemId: 'a',
  environment: 'test',
  chosen: conversation(['Rules.', 'Ok.', 0], ['go', 'north', 1], ['done', 'stop', 1]),
  rejected: conversation(['Rules.', 'Ok.', 0], ['go', 'south', 1]),
};

export function requestFor(directory: string, out: string, changes: Partial<TrainRequest> = {}): TrainRequest {
  return {
    base: named(directory),
    examples: EXAMPLES,
    name: 'run-iterations-1-train',
    out: join(directory, out),
    steps: 10,
    seed: 7,
    ...changes,
  };
}

/** A journal's memory of jobs, and which record (counted from 1) a kill comes before, or right after. */
export function killableLedger(): JobLedger & {
  entries: Map<string, unknown>;
  kill?: { at: number; written: boolean };
} {
  const entries = new Map<string, unknown>();
  let records = 0;
  const ledger: ReturnType<typeof killableLedger> = {
    entries,
    find: (step) => entries.get(step),
    record: async (step, value) => {
      records += 1;
      const killed = ledger.kill?.at === records;
      if (!killed || ledger.kill?.written) entries.set(step, structuredClone(value));
      if (killed) throw new Error('killed');
    },
  };
  return ledger;
}
