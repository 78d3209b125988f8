/** A run that is going on, in a real browser: the pages follow it by themselves, from its first stage to its end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { browserOfTests, picture, viewed, violations, withoutBrowser } from '../support/browser.ts';
import { fixture, start } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

describe.skipIf(withoutBrowser)('a run that is going on', () => {
  const folder = scratchDirectory('live');
  const browser = browserOfTests();

  it('is followed from nothing to its verdict without a reload', async () => {
    const gates = join(folder, 'gates');
    mkdirSync(gates);
    mkdirSync(join(folder, 'runs'));
    const open = (split: string): void => writeFileSync(join(gates, split), '');
    const url = await viewed(join(folder, 'runs'));
    const page = await browser.open(url);
    await page.getByText('There is no run here yet.').waitFor();
    await page.evaluate('window.stayed = true');

    vi.stubEnv('AGENTGYM_GATES', gates);
    const evolve = start(folder, ['evolve', '--config', fixture('gated.yaml'), '--run-dir', 'runs/one']);
    try {
      // It appears, says that it runs, and where it is.
      const row = page.locator('table.runs tbody tr', { hasText: 'gated' });
      await row.getByText('running').waitFor();
      await row.getByRole('link', { name: 'gated' }).click();
      open('train');
      // Cloned, and waiting for dev: the curve has not begun.
      const live = page.getByRole('region', { name: 'Progress' });
      await live.getByText('baseline on dev', { exact: true }).waitFor();
      await page.getByText('The curve begins when').waitFor();
      await expect.poll(() => live.getByRole('progressbar').count()).toBe(1);
      expect(await violations(page)).toEqual([]);
      await picture(page, 'live');
      const trajectories = await browser.open(`${url}/runs/one/trajectories`);
      await trajectories.getByText('4 trajectories').waitFor();

      open('dev');
      // Explored, trained, judged, and waiting for eval: the curve and the iteration are there, the report is not.
      await page.getByRole('heading', { name: /^Iteration 1: / }).waitFor();
      await page.getByRole('img', { name: /^Success of gated: .*iteration 1/u }).waitFor();
      await live.getByText('promoted on eval', { exact: true }).waitFor();
      await expect.poll(() => page.getByRole('heading', { name: /^Held out/u }).count()).toBe(0);
      await trajectories.getByText('18 trajectories').waitFor();

      open('eval');
      await page.getByRole('heading', { name: 'Held out, on eval' }).waitFor();
      await page.locator('.page-title').getByText('completed').waitFor();
      await expect.poll(() => live.count()).toBe(0);
      expect(await page.locator('.verdict').textContent()).toMatch(/Success on eval/u);
      expect(await page.evaluate('window.stayed')).toBe(true);
      expect((await evolve.end).status).toBe(0);
    } finally {
      evolve.child.kill('SIGKILL');
      vi.unstubAllEnvs();
    }
  });
});
