/** Trajectories in a real browser: filtered, paged, replayed, side by side, compared; with the mouse, and with keys alone. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { browserOfTests, evolved, overflow, picture, viewed, withoutBrowser } from '../support/browser.ts';
import { fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

interface Row {
  id: string;
  environment: string;
  outcome: string;
  item_id: string;
  conversations: { from: string; loss: boolean | null; value: string; seconds?: number }[];
}

describe.skipIf(withoutBrowser)('trajectories', () => {
  const folder = scratchDirectory('replay');
  const browser = browserOfTests();
  let url = '';
  beforeAll(async () => {
    evolved(folder, fixture('seen.yaml'), 'seen');
    evolved(folder, fixture('tiny.yaml'), 'tiny');
    url = await viewed(folder);
  });

  const rowsOf = (file: string): Row[] =>
    readFileSync(join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
  const found = async (page: Page, text: RegExp): Promise<void> => {
    await page.locator('.found', { hasText: text }).waitFor();
  };

  it('are filtered, and the filter is in the URL', async () => {
    const page = await browser.open(`${url}/runs/seen/trajectories`);
    await found(page, /^\d+ trajectories$/u);
    const wanted = rowsOf('seen/iterations/0001/trajectories.jsonl').filter((row) => row.environment === 'babyai');
    await page.getByLabel('Environment').selectOption('babyai');
    await page.getByLabel('Played').selectOption('explore');
    await found(page, new RegExp(`^${wanted.length} of `, 'u'));
    await expect.poll(() => page.locator('.virtual tbody a').first().textContent()).toMatch(/^babyai_/u);

    const task = wanted[0]?.item_id ?? '';
    await page.getByLabel('Task').fill(task);
    await found(page, new RegExp(`^${wanted.filter((row) => row.item_id === task).length} of `, 'u'));
    expect(new URL(page.url()).searchParams.get('task')).toBe(task);

    const again = await browser.open(page.url());
    await found(again, new RegExp(`^${wanted.filter((row) => row.item_id === task).length} of `, 'u'));
    await expect.poll(() => again.getByLabel('Environment').inputValue()).toBe('babyai');
    await again.getByRole('button', { name: 'Clear' }).click();
    await found(again, /^\d+ trajectories$/u);
  });

  it('are found by reward and by text, and none says so', async () => {
    const page = await browser.open(`${url}/runs/seen/trajectories?kind=demonstrations`);
    const all = rowsOf('seen/demonstrations.jsonl');
    await found(page, new RegExp(`^${all.length} of `, 'u'));
    const word = 'red';
    const holding = all.filter((row) => row.conversations.some(({ value }) => value.toLowerCase().includes(word)));
    expect(holding.length).toBeGreaterThan(0);
    await page.getByRole('searchbox', { name: 'Text' }).fill(word);
    await found(page, new RegExp(`^${holding.length} of `, 'u'));
    await page.getByRole('searchbox', { name: 'Text' }).fill('a text that nobody has said');
    await page.getByText('No trajectory matches these filters.').waitFor();
    await page.getByRole('link', { name: 'Show all of them' }).click();
    await page.getByLabel('Reward from').fill('1.5');
    await page.getByText('No trajectory matches these filters.').waitFor();
  });

  it('are drawn only where they are in sight', async () => {
    const page = await browser.open(`${url}/runs/tiny/trajectories`);
    await page.locator('tr[data-row="0"] a').waitFor();
    const total = Number((await page.locator('.found').textContent())?.replaceAll(/\D/gu, ''));
    expect(total).toBeGreaterThan(100);
    await expect.poll(() => page.locator('tr[data-row]').count()).toBeLessThan(60);
    await expect.poll(() => page.locator('.virtual table').getAttribute('aria-rowcount')).toBe(String(total + 1));
    await page.locator('.virtual').evaluate((box) => box.scrollTo(0, 1e9));
    await page.locator(`tr[data-row="${total - 1}"] a`).waitFor();
    await expect.poll(() => page.locator('tr[data-row="0"]').count()).toBe(0);
  });

  it('replay step by step, with the state drawn and the model’s text as text', async () => {
    const [first] = rowsOf('seen/demonstrations.jsonl').filter((row) => row.environment === 'babyai');
    const turns = first?.conversations.filter(({ from, loss }) => from === 'gpt' && loss === true) ?? [];
    const page = await browser.open(
      `${url}/runs/seen/trajectories/demonstrations/${encodeURIComponent(first?.id ?? '')}`,
    );
    await page.locator('.picture img').waitFor();
    const drawn = await page.locator('.picture img').getAttribute('src');
    expect(drawn).toMatch(/^data:image\/svg\+xml/u);
    await page.getByRole('button', { name: 'Next step' }).click();
    await page.locator('.stepper-said', { hasText: `Step 1 of ${turns.length}` }).waitFor();
    expect(new URL(page.url()).searchParams.get('step')).toBe('1');
    await expect.poll(() => page.locator('.picture img').getAttribute('src')).not.toBe(drawn);
    const said = turns[0]?.value.split('Action: ')[1] ?? '';
    await expect.poll(() => page.locator('.round.current .action').textContent()).toBe(said);
    await page.getByRole('button', { name: 'Play' }).click();
    await page.locator('.stepper-said', { hasText: `Step ${turns.length} of ${turns.length}` }).waitFor();
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  it('are shown as text, also where what was said looks like markup', async () => {
    const markup = '<img src="x" onerror="document.title = 1"><b>bold</b>';
    const marked = join(folder, 'marked');
    cpSync(join(folder, 'seen'), marked, { recursive: true });
    onTestFinished(() => rmSync(marked, { recursive: true, force: true }));
    const [first, ...others] = rowsOf('seen/demonstrations.jsonl');
    const said = first?.conversations.map((turn) => ({ ...turn, value: `${turn.value} ${markup}` }));
    const rows = [{ ...first, conversations: said }, ...others];
    writeFileSync(join(marked, 'demonstrations.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const page = await browser.open(
      `${url}/runs/marked/trajectories/demonstrations/${encodeURIComponent(first?.id ?? '')}`,
    );
    await page.getByText('Instructions').click();
    const shown = await page.locator('.conversation').textContent();
    expect(shown?.split(markup).length).toBe((said?.length ?? 0) + 1);
    expect(await page.locator('.conversation img, .conversation b').count()).toBe(0);
  });

  it('say what a turn without an action cost, and how likely its tokens were', async () => {
    const all = rowsOf('seen/iterations/0001/trajectories.jsonl');
    const unread = all.find((row) => (row as unknown as { parse_errors: number }).parse_errors > 0);
    expect(unread).toBeDefined();
    const page = await browser.open(`${url}/runs/seen/trajectories/explore-1/${encodeURIComponent(unread?.id ?? '')}`);
    await page.getByText('It cost a round.').first().waitFor();
    await expect.poll(() => page.locator('.round [class^="shade-"]').count()).toBeGreaterThan(0);
    expect(await page.locator('.round [class^="shade-"]').first().getAttribute('title')).toMatch(/%, .*nats$/u);
    await page.getByLabel('Probability of tokens').uncheck();
    await expect.poll(() => page.locator('.round [class^="shade-"]').count()).toBe(0);
  });

  it('say how long policy and environment took, where the row knows, also on a phone', async () => {
    const [first] = rowsOf('tiny/iterations/0001/dev.jsonl');
    const path = `/runs/tiny/trajectories/dev-1/${encodeURIComponent(first?.id ?? '')}`;
    const page = await browser.open(url + path, { viewport: { width: 375, height: 720 } });
    const second = (time = Number.NaN): string =>
      time < 0.1 ? `${(1000 * time).toFixed(1)} ms` : `${time.toFixed(time < 1 ? 2 : 1)} s`;
    const [asked, answer] = first?.conversations.slice(-3).filter(({ seconds }) => seconds !== undefined) ?? [];
    const plain = (text: string | null): string => (text ?? '').replaceAll('\u202f', ' ');
    await page.locator('.round').last().waitFor();
    expect(plain(await page.locator('.said-observation').first().textContent())).toContain(second(asked?.seconds));
    expect(plain(await page.locator('.said-turn .came').first().textContent())).toContain(second(answer?.seconds));
    expect(await overflow(page)).toBe(0);
    await picture(page, 'timings-phone');
    // Rows of an earlier version say nothing of it.
    const older = join(folder, 'older');
    cpSync(join(folder, 'tiny'), older, { recursive: true });
    onTestFinished(() => rmSync(older, { recursive: true, force: true }));
    const file = join(older, 'iterations/0001/dev.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/,"seconds":[\d.e-]+\}/gu, '}'));
    const before = await browser.open(url + path.replace('tiny', 'older'));
    await before.locator('.round').last().waitFor();
    expect(await before.locator('.took').count()).toBe(0);
    expect(plain(await before.locator('.said-turn .came').first().textContent())).not.toMatch(/\d m?s/u);
  });

  it('of one task stand side by side across the run', async () => {
    const [first] = rowsOf('tiny/iterations/0001/dev.jsonl');
    const page = await browser.open(`${url}/runs/tiny/trajectories/dev-1/${encodeURIComponent(first?.id ?? '')}`);
    await page.getByRole('link', { name: 'Side by side' }).click();
    await page.locator('.beside').first().waitFor();
    const titles = await page.locator('.beside h2').allTextContents();
    expect(titles.length).toBeGreaterThanOrEqual(3);
    expect(titles.join()).toMatch(/clone.*1.*2/u);
    await page.locator('.beside').nth(1).getByRole('link', { name: 'Replay' }).click();
    await page.locator('.stepper').waitFor();
  });

  it('that were gained or lost between two agents are a click away', async () => {
    const page = await browser.open(`${url}/compare?a=tiny@0&b=tiny@2`);
    const solved = (file: string): Set<string> =>
      new Set(rowsOf(file).flatMap(({ item_id, outcome }) => (outcome === 'success' ? [item_id] : [])));
    const [before, after] = [solved('tiny/iterations/0000/dev.jsonl'), solved('tiny/iterations/0002/dev.jsonl')];
    const gained = [...after].filter((task) => !before.has(task));
    expect(gained.length).toBeGreaterThan(0);
    await page.getByRole('heading', { name: `Gained: ${gained.length}` }).waitFor();
    const row = page.locator('section[aria-labelledby=gained] tbody tr').first();
    expect(gained).toContain(await row.locator('th').textContent());
    await row.getByRole('link', { name: /by B: success/u }).click();
    await page.locator('h1', { hasText: /#0$/u }).waitFor();
    await picture(page, 'gained');
    await page.goBack();
    await page.getByRole('button', { name: 'Swap' }).click();
    await page.getByRole('heading', { name: `Lost: ${gained.length}` }).waitFor();
    expect(new URL(page.url()).searchParams.get('a')).toBe('tiny@2');
  });

  it('are reached, opened and replayed with keys alone', async () => {
    const page = await browser.open(url);
    await page.getByRole('link', { name: 'seen' }).waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toContain('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'seen');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lineage' }).waitFor();
    // A reader begins with the new view.
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    await tabTo(page, 'Trajectories');
    await page.keyboard.press('Enter');
    await page.locator('tr[data-row="0"] a').waitFor();
    const first = (await page.locator('tr[data-row="0"] a').textContent()) ?? '';
    await tabTo(page, first);
    await page.keyboard.press('End');
    const total = Number((await page.locator('.found').textContent())?.replaceAll(/\D/gu, ''));
    await page.locator(`tr[data-row="${total - 1}"] a:focus`).waitFor();
    await page.keyboard.press('Home');
    await page.locator('tr[data-row="0"] a:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('tr[data-row="1"] a:focus').waitFor();
    const id = (await page.locator('tr[data-row="1"] a').textContent()) ?? '';
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: id }).waitFor();
    await page.locator('.stepper').waitFor();
    await page.keyboard.press('j');
    await page.locator('.stepper-said', { hasText: /^Step 1 of/u }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.stepper-said', { hasText: /^Step 0 of/u }).waitFor();
  });
});

/** Presses Tab until what has the focus reads so; every stop on the way shows that it has it. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let stop = 0; stop < 60; stop++) {
    await page.keyboard.press('Tab');
    const [read, seen] = await page.evaluate<[string, boolean]>(`[
      document.activeElement.textContent.trim(),
      getComputedStyle(document.activeElement).outlineStyle !== 'none' ||
        getComputedStyle(document.activeElement.nextElementSibling ?? document.body).outlineStyle !== 'none',
    ]`);
    expect(seen, `the focus on "${read}" is seen`).toBe(true);
    if (read === text) return;
  }
  throw new Error(`Tab does not lead to "${text}".`);
}
