/**
 * Every view has its own URL. Ordinary links are followed without loading the page anew; views read where they are with
 * `usePlace` and move with `go`. Knows no view by name.
 */
import { useEffect, useState } from 'preact/hooks';

export interface Place {
  path: string;
  query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });
const watchers = new Set<() => void>();
const moved = (): void => {
  for (const watcher of watchers) watcher();
};

/** Goes to a URL of this page; `replace` leaves no entry in the history (filters, steps). */
export function go(url: string, replace = false): void {
  if (replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  moved();
  if (!replace) scrollTo(0, 0);
}

/** Where the page is; the component is drawn again when that changes. */
export function usePlace(): Place {
  const [place, set] = useState(here);
  useEffect(() => {
    const watcher = (): void => set(here());
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
    };
  }, []);
  return place;
}

/** Takes over clicks on links to views, and the browser's back and forward. Called once. */
export function followLinks(): void {
  addEventListener('popstate', moved);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return;
    // A jump within the page is the browser's business.
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

/** `path?a=1&b=2`; empty and absent values are left out. */
export function urlOf(path: string, query: Readonly<Record<string, string | number | undefined | null>>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** A path of parts, each of which may hold anything. */
export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
}
