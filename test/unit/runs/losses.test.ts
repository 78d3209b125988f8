import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LossCurve } from '../../../src/runs/losses.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('losses');

interface Line {
  step: number;
  loss: number;
  tokens?: number;
}

function linesIn(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}

/** What no rounding makes equal by accident. */
function lossOf(step: number): number {
  return Math.sin(step) / 3 + 1 / step;
}

function tell(curve: LossCurve, range: { from: number; to: number; steps: number }): void {
  for (let step = range.from; step <= range.to; step++)
    curve.heard({ step, steps: range.steps, loss: lossOf(step), tokensPerSecond: 1, tokens: 10 * step });
}

function curveAt(name: string): { file: string; curve: LossCurve; notices: string[] } {
  const file = join(root, name, 'losses.jsonl');
  const notices: string[] = [];
  return { file, notices, curve: new LossCurve(file, (notice) => notices.push(notice)) };
}

describe('a loss curve', () => {
  it('of a short training has every step', async () => {
    const { file, curve } = curveAt('short');
    tell(curve, { from: 1, to: 40, steps: 40 });
    await curve.end();
    expect(linesIn(file)).toEqual(
      Array.from({ length: 40 }, (_, i) => ({ step: i + 1, loss: lossOf(i + 1), tokens: 10 * (i + 1) })),
    );
  });

  it('of a long one has means over the steps between its points, the last one included', async () => {
    const { file, curve } = curveAt('long');
    tell(curve, { from: 1, to: 2401, steps: 2401 });
    await curve.end();
    const lines = linesIn(file);
    expect(lines.length).toBe(481);
    expect(lines.slice(-2).map(({ step }) => step)).toEqual([2400, 2401]);
    const five = [6, 7, 8, 9, 10].reduce((sum, step) => sum + lossOf(step), 0) / 5;
    expect(lines[1]).toEqual({ step: 10, loss: five, tokens: 100 });
  });

  it('is the same after a resumption, to the bit, with no step twice', async () => {
    const [whole, cut] = [curveAt('whole'), curveAt('cut')];
    tell(whole.curve, { from: 1, to: 2400, steps: 2400 });
    await whole.curve.end();
    tell(cut.curve, { from: 1, to: 1213, steps: 2400 });
    // As it is written down with the state, and read again.
    const note: unknown = JSON.parse(JSON.stringify(await cut.curve.note()));
    tell(cut.curve, { from: 1214, to: 1500, steps: 2400 });
    await cut.curve.end();
    appendFileSync(cut.file, '{"step":1505,"lo');
    const again = new LossCurve(cut.file, () => {});
    again.resumed(1213, note);
    tell(again, { from: 1214, to: 2400, steps: 2400 });
    await again.end();
    expect(readFileSync(cut.file, 'utf8')).toBe(readFileSync(whole.file, 'utf8'));
  });

  it('begins anew where the training does', async () => {
    const { file, curve } = curveAt('anew');
    tell(curve, { from: 1, to: 30, steps: 30 });
    await curve.end();
    const again = new LossCurve(file, () => {});
    tell(again, { from: 1, to: 2, steps: 30 });
    await again.end();
    expect(linesIn(file).map(({ step }) => step)).toEqual([1, 2]);
  });

  it('of a service that tells some steps, some twice, and no loss at first', async () => {
    const { file, curve } = curveAt('service');
    const told: [number, number | null][] = [
      [1, null],
      [10, 0.5],
      [10, 0.5],
      [20, 0.25],
      [15, 0.9],
      [100, 0.125],
    ];
    for (const [step, loss] of told) curve.heard({ step, steps: 100, loss, tokensPerSecond: 0 });
    await curve.end();
    expect(linesIn(file)).toEqual([
      { step: 10, loss: 0.5 },
      { step: 20, loss: 0.25 },
      { step: 100, loss: 0.125 },
    ]);
  });

  it('that nobody tells anything is no file', async () => {
    const { file, curve } = curveAt('silent');
    curve.heard({ step: 1, steps: 2, loss: null, tokensPerSecond: 0 });
    await curve.end();
    expect(existsSync(file)).toBe(false);
  });

  it('that cannot be written is said once', async () => {
    const { file, curve, notices } = curveAt('blocked');
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'blocked'), '');
    tell(curve, { from: 1, to: 9, steps: 9 });
    expect(await curve.note()).toEqual({ loss: 0, steps: 0 });
    await curve.end();
    expect(notices).toEqual([expect.stringContaining(`${file} cannot be written`)]);
  });
});
