/** Rollouts that ended in errors: beside every rate that lacks some, the share and what they could at most change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Missing, missingWords } from '../../src/evaluate/missing.ts';
import type { Summary } from '../../src/runs/summary.ts';
import { browserOfTests, evolved, overflow, picture, viewed, violations, withoutBrowser } from '../support/browser.ts';
import { fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const plain = (text: string | null): string => (text ?? '').replaceAll('\u202f', ' ');

describe.skipIf(withoutBrowser)('what is missing', () => {
  const folder = scratchDirectory('missing');
  const browser = browserOfTests();
  let url = '';
  beforeAll(async () => {
    evolved(folder, fixture('brittle.yaml'), 'run');
    url = await viewed(folder);
  });
  const summary = (): Summary => JSON.parse(readFileSync(join(folder, 'run/summary.json'), 'utf8')) as Summary;
  const said = (missing: Missing | undefined): string => (missing === undefined ? 'nothing' : missingWords(missing));

  it('stands in the held-out table, the curve, its table and the iteration', async () => {
    const { final, iterations } = summary();
    const page = await browser.open(`${url}/runs/run?iteration=1`);
    const held = page.locator('table.held-out tbody tr', { hasText: 'brittle' });
    await held.waitFor();
    expect(plain(await held.textContent())).toContain(said(final?.promoted['brittle']?.missing));
    const total = page.locator('table.held-out tr.total');
    expect(plain(await total.textContent())).toContain('4.2 % missing: ');

    await page.getByText('The figures as a table').click();
    const dev = page.locator('.as-table tbody tr', { hasText: 'iteration 1' });
    expect(plain(await dev.textContent())).toContain(said(iterations[0]?.dev['brittle']?.missing));

    const panel = page.locator('.panel');
    expect(plain(await panel.getByText('On dev:').textContent())).toContain('4.2 % missing: ');
    expect(plain(await panel.locator('.block', { hasText: 'Explored:' }).textContent())).toContain('4.2 % missing: ');
    expect(plain(await panel.locator('.differences').textContent())).toMatch(/1 missing: [\d.]+ to [\d.]+/u);

    const curve = page.locator('.evolution').first();
    await curve.locator('.u-over').hover({ position: { x: 30, y: 60 } });
    await expect
      .poll(async () => plain(await curve.locator('.readout').textContent()))
      .toMatch(/n 23; 4\.2 % missing: /u);
    await picture(page, 'missing');
  });

  it('stands in the list of runs and in a comparison, also on a phone', async () => {
    for (const [name, path, place] of [
      ['missing-runs', '/', 'table.runs .rate'],
      ['missing-compare', '/compare?a=run@baseline&b=run@promoted', '.differences .rate'],
      ['missing-run', '/runs/run?iteration=1', 'table.held-out td'],
    ] as const) {
      const page = await browser.open(url + path, { viewport: { width: 375, height: 720 } });
      await page.locator(place, { hasText: 'missing: ' }).first().waitFor();
      await page.locator('.verdict, table.runs', { hasText: 'missing: ' }).first().waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      await picture(page, `${name}-phone`);
    }
  });
});
