/** What is not for the viewer to answer: other names, other pages, paths, bodies, and ids that it does not know. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiError, RunsAnswer } from '../../../src/viewer/api.ts';
import { startViewer } from '../../../src/viewer/server.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { makeRun } from '../../support/run-directory.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { viewed } from '../../support/viewer.ts';

const folder = scratchDirectory('viewer-hostile');
const runs = join(folder, 'runs');
makeRun(join(runs, 'small'));
const SECRET = 'nobody may read this';
writeFileSync(join(folder, 'secret.txt'), SECRET);
writeFileSync(join(runs, 'small', 'secret.txt'), SECRET);
const pages = join(folder, 'pages');
mkdirSync(join(pages, 'assets'), { recursive: true });
writeFileSync(join(pages, 'index.html'), '<!doctype html><title>agentgym</title>');
writeFileSync(join(pages, 'assets', 'app-abc.js'), 'start();');

describe('the viewer', () => {
  it('answers to its own names alone, and to no page of another origin', async () => {
    const { port } = await viewed(runs, { pages });
    for (const host of ['rebound.example', `rebound.example:${port}`, '10.1.2.3', 'localhost.example']) {
      const answer = await rawRequest(port, { path: '/api/runs', headers: { host } });
      expect(answer.status, host).toBe(421);
      expect(answer.body).not.toContain('small');
    }
    const origin = await rawRequest(port, { path: '/api/runs', headers: { origin: 'https://elsewhere.example' } });
    expect(origin.status).toBe(403);
    expect(origin.body).not.toContain('small');
    expect(origin.headers['access-control-allow-origin']).toBeUndefined();
    expect((await rawRequest(port, { path: '/api/runs', headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it('forbids whatever its pages do not need, in every answer', async () => {
    const { port } = await viewed(runs, { pages });
    for (const path of ['/', '/runs/small', '/assets/app-abc.js', '/api/runs', '/api/runs/none', '/none.js']) {
      const { headers } = await rawRequest(port, { path });
      const policy = String(headers['content-security-policy']);
      expect(policy, path).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/u);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('takes no bodies, and changes nothing', async () => {
    const { port } = await viewed(runs, { pages });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await rawRequest(port, { method, path: '/api/runs' });
      expect([405, 413], method).toContain(answer.status);
    }
    const body = 'x'.repeat(1_000_000);
    const long = await rawRequest(port, { path: '/api/runs', method: 'POST', body }).catch(() => ({ status: 413 }));
    expect(long.status).toBe(413);
    expect((await rawRequest(port, { path: `/${'x'.repeat(20_000)}` })).status).toBe(431);
    expect((await rawRequest(port, { path: '/api/runs' })).status).toBe(200);
  });

  it('has no file but its own, and no listing', async () => {
    const { port } = await viewed(runs, { pages });
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '//secret.txt',
      '/api/runs/..%2f..%2fsecret.txt',
      '/api/runs/small/../../secret.txt',
      '/api/runs/small%2fsecret.txt',
      '/api/runs/small/trajectories/..%2f..%2fsecret.txt/x',
      '/api/runs/small/trajectories/secret.txt/x/pictures',
      '/secret.txt%00.html',
    ];
    for (const path of paths) {
      const answer = await rawRequest(port, { path });
      expect(answer.body, path).not.toContain(SECRET);
      expect(answer.status, path).not.toBe(500);
    }
    for (const path of ['/assets', '/assets/']) {
      expect((await rawRequest(port, { path })).body).toContain('<title>agentgym</title>');
    }
    expect((await rawRequest(port, { path: '/assets/none.js' })).status).toBe(404);
  });

  it('answers any address with a page or an error of its own', async () => {
    const faults: unknown[] = [];
    const { port } = await viewed(runs, { pages, onError: (error) => faults.push(error) });
    const part = fc.oneof(
      fc.constantFrom(
        'api',
        'runs',
        'small',
        'trajectories',
        'tasks',
        'pictures',
        'events',
        'explore-1',
        '__proto__',
        '..',
        'constructor',
      ),
      fc.string({ unit: 'binary' }),
    );
    const query = fc.array(
      fc.tuple(
        fc.constantFrom('limit', 'offset', 'sort', 'min', 'text', 'kind', 'a', 'b', 'task', 'environment', '__proto__'),
        fc.oneof(
          fc.constantFrom('-1', '1e99', 'NaN', 'small', 'small@1', 'small@../x', '-reward'),
          fc.string({ unit: 'binary' }),
        ),
      ),
      { maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), query, async (parts, pairs) => {
        if (parts.includes('events')) return;
        const said = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
        const path = `/${parts.map((one) => encodeURIComponent(one)).join('/')}?${said}`;
        const { status, body } = await rawRequest(port, { path });
        expect([200, 400, 404, 409], `${path}: ${body}`).toContain(status);
        if (status !== 200 && path.startsWith('/api/')) expect((JSON.parse(body) as ApiError).code).toMatch(/^E_/u);
      }),
      { numRuns: 300 },
    );
    expect(faults).toEqual([]);
  });

  it('says what is wrong with a question', async () => {
    const { port } = await viewed(runs);
    const ask = async (path: string): Promise<{ status: number; said: ApiError }> => {
      const { status, body } = await rawRequest(port, { path });
      return { status, said: JSON.parse(body) as ApiError };
    };
    expect(await ask('/api/runs/none')).toMatchObject({ status: 404, said: { code: 'E_VIEW_UNKNOWN' } });
    const table = '/api/runs/small/trajectories';
    for (const query of [
      'limit=1001',
      'limit=x',
      'offset=-1',
      'sort=size',
      'min=x',
      'kind=eval',
      `text=${'x'.repeat(201)}`,
    ]) {
      const { status, said } = await ask(`${table}?${query}`);
      expect([status, said.code], query).toEqual([400, 'E_VIEW_REQUEST']);
      expect(said.message).toContain(query.split('=')[0]);
    }
    expect((await ask(`${table}/explore-1/none`)).status).toBe(404);
    expect((await ask('/api/compare?a=small')).status).toBe(400);
    expect((await ask('/api/compare?a=small@x&b=small')).status).toBe(400);
  });

  it('follows no link out of its folder, and gives odd names ids of their own', async () => {
    const place = join(folder, 'links');
    mkdirSync(place);
    symlinkSync(join(runs, 'small'), join(place, 'linked'));
    makeRun(join(place, 'a b'));
    makeRun(join(place, 'a?b'));
    makeRun(join(place, 'one', 'two', 'deep'));
    const { get } = await viewed(place);
    const { runs: found } = await get<RunsAnswer>('/api/runs');
    expect(found.map(({ path }) => path).toSorted()).toEqual(['a b', 'a?b', 'one/two/deep']);
    expect(new Set(found.map(({ id }) => id)).size).toBe(3);
    for (const { id } of found) {
      expect(id).toMatch(/^[\w.~-]+$/u);
      expect((await get<{ id: string }>(`/api/runs/${id}`)).id).toBe(id);
    }
  });

  it.each([
    ['final/promoted.jsonl', '../../../../secret.txt'],
    ['config.resolved.yaml', join(folder, 'secret.txt')],
    ['logs', folder],
  ])('shows nothing of a run in which %s leads out of it, but says so', async (name, target) => {
    const place = join(folder, `sent-${name.replaceAll(/\W/gu, '-')}`, 'runs');
    const run = makeRun(join(place, 'sent'));
    makeRun(join(place, 'other'));
    const link = join(run, name);
    const { get, port } = await viewed(place);
    rmSync(link, { force: true });
    symlinkSync(target, link);
    const { runs: rows } = await get<RunsAnswer>('/api/runs');
    const fault = expect.stringContaining(`${name} is a link that leads out of ${run}, to `) as string;
    expect(rows.find(({ id }) => id === 'sent')).toMatchObject({ state: 'unknown', faults: [fault], environments: [] });
    expect(rows.find(({ id }) => id === 'other')?.faults).not.toContainEqual(fault);
    const table = '/api/runs/sent/trajectories';
    for (const path of [
      '/api/runs/sent',
      '/api/runs/sent/events',
      '/api/runs/sent/tasks',
      table,
      `${table}?text=nobody`,
      `${table}/final-promoted/x`,
      `${table}/final-promoted/x/pictures`,
      '/api/compare?a=other&b=sent',
    ]) {
      const { status, body } = await rawRequest(port, { path });
      expect([status, (JSON.parse(body) as ApiError).code], path).toEqual([409, 'E_STORE_LINK']);
      expect(body).not.toContain(SECRET);
    }
    rmSync(link);
    if (name.startsWith('config')) return;
    await get('/api/runs/sent');
    expect((await get<RunsAnswer>('/api/runs')).runs.flatMap(({ faults }) => faults)).not.toContainEqual(fault);
    symlinkSync(target, link);
    expect((await rawRequest(port, { path: '/api/runs/sent' })).status).toBe(409);
  });

  it('needs a folder that is there, and a free port', async () => {
    await expect(startViewer({ folder: join(folder, 'none'), host: '127.0.0.1', port: 0 })).rejects.toMatchObject({
      code: 'E_VIEW_UNKNOWN',
    });
    const { port } = await viewed(runs);
    await expect(startViewer({ folder: runs, host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
    });
  });
});
