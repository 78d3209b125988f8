/** Values of command-line options: parsed and checked as commander reads them, with sentences for what is wrong. */
import { InvalidArgumentError, Option } from 'commander';
import { ACTION_FORMATS, SPLITS } from '../environments/contract.ts';

/** What `--policy` names. `config` is the policy of the config file. */
export type PolicyChoice = { kind: 'expert' | 'random' | 'config' } | { kind: 'checkpoint'; path: string };

/** A whole number from `min` on. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || !Number.isSafeInteger(value) || value < min) {
      throw new InvalidArgumentError(`Expected a whole number from ${min} on.`);
    }
    return value;
  };
}

/** A port; 0 is any free one. */
export function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/u.test(text) || value > 65_535) throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return value;
}

/** `i/n`: the i-th of n shards, counted from 1. */
export function shard(text: string): { index: number; of: number } {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/u.exec(text) ?? []).map(Number);
  if (index < 1 || index > of || !Number.isSafeInteger(of)) {
    throw new InvalidArgumentError('Expected i/n with i from 1 to n, such as 1/8.');
  }
  return { index, of };
}

/** A sampling temperature: a number from 0 on. */
export function temperature(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('Expected a number from 0 on.');
  }
  return value;
}

/** A probability: a number from 0 to 1. */
export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return value;
}

/** Names with commas between them; given several times, they add up. */
export function nameList(text: string, before: readonly string[] | undefined): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Expected names with commas between them.');
  return [...new Set([...(before ?? []), ...names])];
}

/** `--format`; `usual` says what it is without. */
export function formatOption(usual: string): Option {
  return new Option('--format <format>', `how turns carry actions (default: ${usual})`).choices(ACTION_FORMATS);
}

/** `--split`. */
export function splitOption(about = 'which tasks'): Option {
  return new Option('--split <split>', about).choices(SPLITS);
}

/** `expert`, `random`, `checkpoint:DIR`, or `policy`, which is the config's. */
export function policyChoice(text: string): PolicyChoice {
  if (text === 'expert' || text === 'random') return { kind: text };
  if (text === 'policy') return { kind: 'config' };
  const path = /^checkpoint:(.+)$/u.exec(text)?.[1];
  if (path === undefined) {
    throw new InvalidArgumentError('Expected expert, random, checkpoint:DIR, or with --config: policy.');
  }
  return { kind: 'checkpoint', path };
}

/** Collects an option that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
