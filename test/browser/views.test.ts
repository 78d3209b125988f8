/** Every view of the viewer in a real browser: what it shows, in light and dark, on a phone, and to axe-core. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserOfTests, evolved, overflow, picture, viewed, violations, withoutBrowser } from '../support/browser.ts';
import { fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

interface Summary {
  final: { promoted: Record<string, { success: number }> };
}

describe.skipIf(withoutBrowser)('the views', () => {
  const folder = scratchDirectory('views');
  const browser = browserOfTests();
  let url = '';
  beforeAll(async () => {
    evolved(folder, fixture('seen.yaml'), 'seen');
    evolved(folder, fixture('tiny.yaml'), 'tiny');
    url = await viewed(folder);
  });

  const PLACES: readonly { name: string; path: string; shows: string }[] = [
    { name: 'runs', path: '/', shows: 'th[scope=row] a' },
    { name: 'run', path: '/runs/seen', shows: '#lineage' },
    { name: 'run-iteration', path: '/runs/tiny?iteration=1', shows: '.panel .differences' },
    { name: 'trajectories', path: '/runs/seen/trajectories', shows: 'tr[data-row="0"] a' },
    { name: 'trajectory', path: '', shows: '.picture img' },
    { name: 'tasks', path: '/runs/seen/tasks?environment=textcraft', shows: 'tr[data-row="0"] a' },
    { name: 'task', path: '', shows: '.beside' },
    { name: 'compare', path: '/compare?a=tiny@baseline&b=tiny@promoted', shows: '#differences' },
  ];

  /** An expert's trajectory, which is solved and drawn; and its task. */
  const demonstration = (): { path: string; task: string } => {
    const [line = ''] = readFileSync(join(folder, 'seen/demonstrations.jsonl'), 'utf8').split('\n');
    const { id, item_id: item, environment } = JSON.parse(line) as Record<'id' | 'item_id' | 'environment', string>;
    return {
      path: `/runs/seen/trajectories/demonstrations/${encodeURIComponent(id)}?step=1`,
      task: `/runs/seen/tasks/${environment}/${item}`,
    };
  };
  const pathOf = ({ name, path }: (typeof PLACES)[number]): string =>
    name === 'trajectory' ? demonstration().path : name === 'task' ? demonstration().task : path;

  it.each(PLACES)(
    '$name is opened by its URL, in light and dark and on a phone, with nothing serious to axe-core',
    async (place) => {
      const page = await browser.open(url + pathOf(place));
      await page.waitForSelector(place.shows);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.title()).toMatch(/ · agentgym$/u);
      expect(await violations(page)).toEqual([]);
      await picture(page, place.name);

      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForSelector('html[data-theme=dark]');
      expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(13, 19, 21)');
      expect(await violations(page)).toEqual([]);
      await picture(page, `${place.name}-dark`);

      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 375, height: 720 });
      await page.waitForSelector(place.shows);
      expect(await overflow(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      await picture(page, `${place.name}-phone`);
    },
  );

  it('shows the figures of summary.json', async () => {
    const { final } = JSON.parse(readFileSync(join(folder, 'seen/summary.json'), 'utf8')) as Summary;
    const page = await browser.open(`${url}/runs/seen`);
    for (const [name, { success }] of Object.entries(final.promoted)) {
      const row = page.locator('table.held-out tbody tr', { hasText: name });
      await row.waitFor();
      const shown = await row.locator('td').nth(2).textContent();
      expect(shown?.replace('\u202f', ' ')).toContain(`${(100 * success).toFixed(1)} %`);
    }
  });

  it('keeps the theme that was chosen', async () => {
    const page = await browser.open(url);
    await page.getByLabel('Dark').check();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.reload();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByLabel('Auto').check();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('light');
  });

  it('answers a page that there is not, and says how to go on', async () => {
    const page = await browser.open(`${url}/somewhere/else`);
    await page.getByText('There is no such page.').waitFor();
    await page.getByRole('link', { name: 'All runs' }).click();
    await page.getByRole('link', { name: 'seen' }).waitFor();
  });

  it('filters, sorts and picks runs', async () => {
    const page = await browser.open(url);
    await page.getByRole('link', { name: 'tiny' }).waitFor();
    await page.getByLabel('Filter').fill('textcraft');
    await expect.poll(() => page.locator('table.runs tbody tr').count()).toBe(1);
    await expect.poll(() => page.url()).toContain('text=textcraft');
    await page.getByLabel('Filter').fill('');
    const names = page.locator('table.runs tbody th a');
    await expect.poll(() => names.count()).toBe(2);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => names.allTextContents()).toEqual(['tiny', 'seen']);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => names.allTextContents()).toEqual(['seen', 'tiny']);
    // Another run of the same tasks appears, to be compared with.
    cpSync(join(folder, 'seen'), join(folder, 'twin'), { recursive: true });
    const comparable = page.locator('table.runs tbody tr', { hasText: 'textcraft' });
    await expect.poll(() => comparable.count(), { timeout: 10_000 }).toBe(2);
    for (const row of await comparable.all()) await row.getByRole('checkbox').check();
    await page.getByRole('link', { name: 'Compare the two' }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/compare');
    await page.getByRole('heading', { name: 'Compare' }).waitFor();
  });
});
