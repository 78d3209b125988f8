/** Which names a server answers to: its own, and no page's that points a name at this machine. */
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type Named, ownNames } from '../../../src/http/own-names.ts';

function status(named: Named, host: string | undefined, origin?: string): number | undefined {
  return ownNames(named)({
    headers: { ...(host === undefined ? {} : { host }), ...(origin === undefined ? {} : { origin }) },
  })?.status;
}

describe('a server of this machine alone', () => {
  const named = { host: '127.0.0.1' };

  it.each(['localhost', 'LOCALHOST:8017', '127.0.0.1', '127.0.0.1:1', '[::1]:8017'])('answers to %s', (host) => {
    expect(status(named, host)).toBeUndefined();
  });

  it.each([
    'rebound.example:8017',
    'localhost.example',
    'rebound.localhost.example:8017',
    '10.0.0.7:8017',
    '127.0.0.1.example',
    'localhost@rebound.example',
    'localhost:80:80',
    'localhost:x',
    '',
    'a b',
    hostname() === 'localhost' ? 'other' : hostname(),
  ])('does not answer to %j', (host) => {
    expect(status(named, host)).toBe(421);
  });

  it('answers a request without a host, which no browser sends', () => {
    expect(status(named, undefined)).toBeUndefined();
  });
});

describe('a server that is open to the network', () => {
  it.each([
    '192.168.1.20:36001',
    '[fe80::1]:36001',
    'gym:36001',
    'gym.local',
    'gym.ns.svc.cluster.local',
    'host.docker.internal',
    hostname(),
  ])('answers to %s', (host) => {
    expect(status({ host: '0.0.0.0' }, host)).toBeUndefined();
    expect(status({ host: '::' }, host)).toBeUndefined();
  });

  it('does not answer to names that anybody can register, but to those it is told', () => {
    expect(status({ host: '0.0.0.0' }, 'gym.example:36001')).toBe(421);
    expect(status({ host: '0.0.0.0', names: ['gym.example'] }, 'GYM.example:36001')).toBeUndefined();
    expect(status({ host: '0.0.0.0', names: ['*'] }, 'any.example')).toBeUndefined();
    expect(status({ host: 'gym.example' }, 'gym.example')).toBeUndefined();
  });
});

describe('where a page asks', () => {
  it('only the server’s own may', () => {
    const named = { host: '127.0.0.1' };
    expect(status(named, 'localhost:8017', 'http://localhost:8017')).toBeUndefined();
    expect(status(named, 'localhost:8017', 'http://localhost:3000')).toBe(403);
    expect(status(named, 'localhost:8017', 'https://elsewhere.example')).toBe(403);
    expect(status(named, 'localhost:8017', 'null')).toBe(403);
    expect(status(named, 'localhost:8017', 'http://localhost:8017.elsewhere.example')).toBe(403);
  });
});
