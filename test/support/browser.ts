/**
 * A real browser on the real viewer. Chromium is AGENTGYM_CHROMIUM, or where Debian, Fedora or macOS put it; without one the
 * tests are skipped, and say so, unless AGENTGYM_REQUIRE_CHROMIUM is set.
 *
 * Whatever page is opened here is watched: an error on its console, an exception, a failed or a foreign request makes the
 * test fail when it ends.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { agentgym, start } from './command-line.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const SCREENSHOTS = join(import.meta.dirname, '../browser/screenshots');

const named = process.env['AGENTGYM_CHROMIUM'];
const executable = named ?? PLACES.find((place) => existsSync(place));

/** Whether there is a browser; says so where there is none. */
export const withoutBrowser = executable === undefined;
if (withoutBrowser) {
  const missing = 'There is no chromium (AGENTGYM_CHROMIUM, or /usr/bin/chromium)';
  if (process.env['AGENTGYM_REQUIRE_CHROMIUM'] !== undefined) throw new Error(`${missing}, and it is required.`);
  console.log(`${missing}: the tests in a browser are skipped.`);
}

/** Runs a config to its end, into a run directory of that name. */
export function evolved(folder: string, config: string, name: string): void {
  const { status, stderr } = agentgym(folder, ['evolve', '--config', config, '--run-dir', name]);
  expect(status, stderr).toBe(0);
}

/** Viewers that were started; a hook would not be heard inside a test. */
const viewers: ChildProcess[] = [];

/** Serves the folder as `agentgym view` does; its URL. Ends with the browser of the test file. */
export async function viewed(folder: string): Promise<string> {
  const started = start(folder, ['view', folder, '--port', '0', '--json']);
  viewers.push(started.child);
  const line = await new Promise<string>((resolve, reject) => {
    let said = '';
    started.child.stdout?.on('data', (chunk: string) => {
      said += chunk;
      if (said.includes('\n')) resolve(said.slice(0, said.indexOf('\n')));
    });
    void started.end.then(({ status, stderr }) => reject(new Error(`view ended with ${status}: ${stderr}`)));
  });
  return (JSON.parse(line) as { listening: string }).listening;
}

export interface BrowserOfTests {
  /** A watched page on `path` of the viewer. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
}

/** One browser for the tests of a file. */
export function browserOfTests(): BrowserOfTests {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const root = process.getuid?.() === 0;
    browser = await chromium.launch({
      ...(executable === undefined ? {} : { executablePath: executable }),
      args: root ? ['--no-sandbox'] : [],
    });
  });
  afterAll(async () => {
    for (const viewer of viewers) viewer.kill('SIGKILL');
    await browser?.close();
  });
  return {
    open: async (url, options = {}) => {
      const context = await browser?.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context?.newPage();
      if (context === undefined || page === undefined) throw new Error('The browser did not start.');
      const faults = watch(page, new URL(url).origin);
      onTestFinished(async () => {
        await context.close();
        expect(faults).toEqual([]);
      });
      await page.goto(url);
      return page;
    },
  };
}

/** What must not happen on a page, as it happens. */
function watch(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) faults.push(`request elsewhere: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}

interface AxeResult {
  violations: { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] }[];
  passes: unknown[];
}

/** Serious and critical violations that axe-core finds on the page as it is, one line each. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's content security policy does not bind.
  await page.evaluate(axe.source);
  const result = await page.evaluate<AxeResult>('axe.run(document, { resultTypes: ["violations", "passes"] })');
  expect(result.passes.length).toBeGreaterThan(10);
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}

/** For a person to look at: test/browser/screenshots/<name>.png, the whole page. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** Pixels by which the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}
