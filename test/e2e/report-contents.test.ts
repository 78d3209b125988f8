/** A report says beside its figures what is missing of them, lists what it could not read, and shows the data cards. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DataCard } from '../../src/data-card/card.ts';
import type { Missing } from '../../src/evaluate/missing.ts';
import type { Summary } from '../../src/runs/summary.ts';
import { agentgym, fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('report-contents');

beforeAll(() => {
  const { status, stderr } = agentgym(root, ['evolve', '--config', fixture('brittle.yaml'), '--run-dir', 'run']);
  expect(status, stderr).toBe(0);
});

const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const summary = (): Summary => JSON.parse(read('run', 'summary.json')) as Summary;

const made = new Map<string, { html: string; markdown: string }>();

/** Both forms of the report, the page as its words. */
function reports(run = 'run'): { html: string; markdown: string } {
  const known = made.get(run);
  if (known !== undefined) return known;
  expect(agentgym(root, ['report', run]).status).toBe(0);
  const words = read(run, 'report.html')
    .replaceAll(/<style>[\s\S]*?<\/style>/gu, '')
    .replaceAll(/<[^>]+>/gu, '\t')
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>');
  const both = { html: words, markdown: agentgym(root, ['report', run, '--markdown']).stdout };
  made.set(run, both);
  return both;
}

/** A copy of the run, one file of it edited. */
function copied(name: string, file: string, edit: (text: string) => string): string {
  cpSync(join(root, 'run'), join(root, name), { recursive: true });
  writeFileSync(join(root, name, file), edit(read('run', file)));
  return name;
}

const worded = ({ share, low, high }: Missing): string =>
  `${(100 * share).toFixed(1)} % missing: ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`;

describe('what is missing of a run', () => {
  it('stands beside the rates that it is missing of, with its bounds', () => {
    const { final, iterations } = summary();
    const { html, markdown } = reports();
    const rates = [final?.baseline, final?.control, final?.promoted, iterations[0]?.dev].map(
      (scores) => scores?.['brittle']?.missing,
    );
    for (const missing of rates) {
      expect(missing?.share).toBeCloseTo(1 / 12, 9);
      if (missing !== undefined) for (const said of [html, markdown]) expect(said).toContain(worded(missing));
    }
    // Of the mean: half of what is missing of one of two environments.
    const promoted = final?.promoted;
    const [brittle, echo] = [promoted?.['brittle'], promoted?.['echo']?.success ?? 0];
    const low = ((brittle?.missing?.low ?? 0) + echo) / 2;
    const mean = worded({ share: 1 / 24, low, high: low + 1 / 24 });
    for (const said of [html, markdown]) expect(said).toContain(mean);
    expect(markdown).toMatch(new RegExp(`^\\| mean \\|.*${mean} \\|$`, 'mu'));
    expect(markdown).toContain(`Success on eval: `);
    expect(markdown.split('\n')[2]).toContain(`(${mean})`);
  });

  it('stands beside differences and exploration', () => {
    const { html, markdown } = reports();
    for (const said of [html, markdown]) {
      expect(said).toMatch(/tasks? gained, \d+ lost of 23: .* p [\d.<]+; 1 missing: −?[\d.]+ to −?[\d.]+/u);
      expect(said).toMatch(/\[[−\d., ]+\]; 1 missing: −?[\d.]+ to −?[\d.]+/u);
      expect(said).toMatch(/exploring.{0,30} % \[\d+, \d+\], [\d.]+ % missing: [\d.]+ to [\d.]+ %/su);
    }
  });
});

describe('a data card', () => {
  it('is shown whole: what entered and from where, what was left out and why, how varied it is, and what came of it', () => {
    const card = JSON.parse(read('run', 'iterations', '0001', 'data-card.json')) as DataCard;
    const { html, markdown } = reports();
    for (const said of [html, markdown]) {
      for (const { trajectories, environment, from, origin } of card.entered) {
        const of = from === 'expert' ? 'the expert' : `checkpoint ${from}`;
        expect(said).toContain(`${origin} ${trajectories} of ${environment} by ${of}`);
      }
      expect(said).toContain('ended in an error of environment or policy');
      expect(said).toMatch(/duplicates/u);
      expect(said).toMatch(/sequences a task/u);
      expect(card.entropy).toHaveLength(1);
      expect(said).toContain(`${card.entropy[0]?.toFixed(3)} nats a token in iteration 1`);
      const { gained, forgotten } = card.dev.lastIteration ?? {};
      expect(said).toContain(`${gained?.count} gained`);
      expect(said).toContain(`${forgotten?.count} forgotten`);
      expect(said).toContain(
        `${card.weighed.examples} examples, worth ${card.weighed.effectiveSampleSize.toFixed(0)} of equal weight`,
      );
    }
  });

  it('of rows that were read says from which file, and how the entropy went', () => {
    const run = copied('filed', join('iterations', '0001', 'data-card.json'), (text) => {
      const card = JSON.parse(text) as DataCard;
      const entered = [{ origin: 'demonstrations' as const, from: 'agenttraj', environment: 'echo', trajectories: 4 }];
      return JSON.stringify({ ...card, entered, files: { 'rows.jsonl': { echo: 4 } }, entropy: [2.5, null, 1.25] });
    });
    const { html, markdown } = reports(run);
    for (const said of [html, markdown]) {
      expect(said).toContain('demonstrations 4 of echo from agenttraj');
      expect(said).toContain('4 of echo from rows.jsonl');
      expect(said).toContain('2.500, not known, 1.250 nats a token in iterations 1 to 3');
    }
  });

  it('that is not one is said to be', () => {
    const run = copied('carded', join('iterations', '0001', 'data-card.json'), () => '{"version": 1}');
    const { html, markdown } = reports(run);
    for (const said of [html, markdown]) expect(said).toMatch(/The data card of iteration 1 cannot be shown/u);
  });
});

describe('what could not be read', () => {
  const damaged = (text: string): string =>
    text
      .split('\n')
      .map((line, i) => (i === 2 ? line.slice(0, -80) : line))
      .join('\n');

  it.each([
    ['final/promoted.jsonl', /Baseline against promoted cannot be shown: final\/promoted\.jsonl:3 is not JSON\./u],
    ['iterations/0000/dev.jsonl', /iterations\/0000\/dev\.jsonl: 1 line is no trajectory/u],
  ])('is listed: a line of %s', (file, said) => {
    const { html, markdown } = reports(copied(file.replaceAll(/\W/gu, '-'), file, damaged));
    for (const text of [html, markdown]) {
      expect(text).toContain('What could not be read');
      expect(text).toMatch(said);
    }
  });

  it('is listed: a trajectory that cannot be shown', () => {
    const file = 'final/promoted.jsonl';
    // The facts behind each conversation stay whole.
    const run = copied('unshown', file, (text) =>
      text.replaceAll('{"conversations":[{"from":', '{"conversations":[{"fro"'),
    );
    const { html, markdown } = reports(run);
    for (const text of [html, markdown])
      expect(text).toMatch(/The trajectory \S+ of final\/promoted\.jsonl cannot be shown/u);
  });

  it('is nothing of a sound run', () => {
    const { html, markdown } = reports();
    for (const text of [html, markdown]) expect(text).not.toContain('What could not be read');
  });
});

describe('versions and machine', () => {
  it('are shown, with what they mean for doing it again', () => {
    const { machine, version } = summary();
    const { html, markdown } = reports();
    for (const text of [html, markdown]) {
      expect(text).toContain(
        `With agentgym ${version}, Node ${process.versions.node} and onnxruntime-node ${machine?.onnxruntime}`,
      );
      expect(text).toContain(`${process.platform} ${process.arch}, ${machine?.cpu}, `);
      expect(text).toMatch(/on the same machine/u);
      expect(text).toContain('npx agentgym evolve --config config.resolved.yaml');
    }
  });

  it('of a run that does not say them are left out', () => {
    const run = copied('older', 'summary.json', (text) => {
      const { machine: _, ...older } = JSON.parse(text) as Summary;
      return JSON.stringify(older);
    });
    const { html, markdown } = reports(run);
    for (const text of [html, markdown]) {
      expect(text).toContain(`With agentgym ${summary().version}, the settings`);
      expect(text).not.toMatch(/undefined|Node /u);
    }
  });
});

describe('the time that a stage took', () => {
  it('is left out where it took none', () => {
    const took: Record<string, number> = { clone: 65, 'iterations/1/explore': 4.2, 'iterations/1/train': 1 };
    const run = copied('timed', 'journal.jsonl', (text) => {
      const lines = text.trimEnd().split('\n');
      const edited = lines.map((line) => {
        const entry = JSON.parse(line) as { key: string };
        return `${JSON.stringify({ ...entry, seconds: took[entry.key] ?? 0.01 })}\n`;
      });
      return edited.join('');
    });
    const said = [...reports(run).html.matchAll(/took\s+([^\t]+)\t/gu)].map(([, times]) => times);
    expect(said).toEqual(['train 1m05s', 'explore 4s, train 1s']);
  });
});
