/** The report as a mail's reader opens it: in a browser that runs no script. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';
import { browserOfTests, evolved, overflow, picture, violations, withoutBrowser } from '../support/browser.ts';
import { fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('report-browser');

describe.skipIf(withoutBrowser)('the report in a browser', () => {
  const browser = browserOfTests();
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(readFileSync(join(root, 'run', 'report.html')));
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/report.html`;

  beforeAll(async () => {
    evolved(root, fixture('tiny.yaml'), 'run');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  it('shows the figures of summary.json with scripts disabled, and opens a trajectory', async () => {
    const page = await browser.open(url(), { javaScriptEnabled: false });
    const { final } = JSON.parse(readFileSync(join(root, 'run', 'summary.json'), 'utf8')) as Summary;
    const rows = page.locator('section', { hasText: 'Held out' }).first().locator('tbody').first().locator('tr');
    const shown = await rows.allInnerTexts();
    for (const [i, [name, score]] of Object.entries(final?.promoted ?? {}).entries()) {
      const rates = [final?.baseline[name], final?.control?.[name], score].map((one) => one?.success ?? Number.NaN);
      const cells = shown[i]?.split('\t').map((cell) => cell.replace(/ \[.*$/u, ''));
      expect(cells).toEqual([name, ...rates.map((rate) => `${(100 * rate).toFixed(1)} %`)]);
    }
    const episode = page.locator('details', { has: page.locator('ol.turns') }).first();
    await episode.locator('summary').first().click();
    expect(await episode.locator('li.turn pre').first().isVisible()).toBe(true);
    await picture(page, 'report');
  });

  it('has no serious violation of accessibility, light, dark, or on a phone', async () => {
    for (const options of [{}, { colorScheme: 'dark' } as const, { viewport: { width: 375, height: 700 } }]) {
      const page = await browser.open(url(), options);
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    }
  });
});
