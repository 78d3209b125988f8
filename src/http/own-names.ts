/**
 * Which names a server answers to. A page on the web can point a name of its own at this machine (DNS rebinding), and its
 * scripts then count as a page of this server; what they cannot forge is the `Host` header, which says their own name. A
 * number is nobody's name: a page that is at this machine's address came from it. Knows no route.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

export interface Named {
  /** The address or name that it listens on. */
  readonly host: string;
  /** Further names that it is known by; `*` is any. */
  readonly names?: readonly string[] | undefined;
}

export interface Refusal {
  status: 403 | 421;
  message: string;
  hint: string;
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];
const EVERY_ADDRESS = ['0.0.0.0', '::'];
/** Names that nobody can register: of one word (a container's, a machine's), and of networks of one's own. */
const OF_A_NETWORK = /^[^.]+$|\.(?:local|internal|localhost)$/u;

/**
 * Why a request is not for this server; undefined where it is. The port is not looked at, since a tunnel may have another.
 * A request without `Host` comes from no browser (HTTP/1.0), and one whose `Origin` is not its own host from another page.
 */
export function ownNames(named: Named): (request: Pick<IncomingMessage, 'headers'>) => Refusal | undefined {
  const names = new Set([...LOCAL, bracketed(named.host), ...(named.names ?? []).map(bracketed)]);
  const any = names.has('*');
  const beyond = !LOCAL.includes(bracketed(named.host));
  if (beyond) names.add(hostname().toLowerCase());
  const known = (name: string): boolean =>
    any || names.has(name) || (beyond && (isAddress(name) || OF_A_NETWORK.test(name)));
  return ({ headers: { host, origin } }) => {
    const name = host === undefined ? undefined : nameIn(host);
    if (host !== undefined && (name === undefined || !known(name))) {
      const hint = `Use ${urlHint(named.host)}, or start it with --allow-host and the name.`;
      return { status: 421, message: 'This server does not answer to that host name.', hint };
    }
    if (origin !== undefined && originHost(origin) !== host?.toLowerCase()) {
      return {
        status: 403,
        message: 'Pages of another origin may not ask this server.',
        hint: 'Ask it without a browser.',
      };
    }
    return undefined;
  };
}

/** The name in a `Host` header, without its port; undefined where it is malformed. */
function nameIn(host: string): string | undefined {
  return /^(\[[0-9a-f:.%]+\]|[^\s:[\]/@?#\\]+)(?::\d{1,5})?$/u.exec(host.toLowerCase())?.[1];
}

function isAddress(name: string): boolean {
  return isIP(name.replaceAll(/^\[|\]$/gu, '')) !== 0;
}

/** As a `Host` header says it. */
function bracketed(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes(':') && !lower.startsWith('[') ? `[${lower}]` : lower;
}

function originHost(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}

function urlHint(host: string): string {
  return EVERY_ADDRESS.includes(host) ? "this machine's address" : bracketed(host);
}
