/** Light, dark, or as the system has it; remembered in this browser. */
import { useEffect, useState } from 'preact/hooks';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'agentgym-theme';
const CHANGED = 'agentgym-theme';
const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** Storage may be forbidden; then the choice lasts as long as the page. */
let chosen: Theme = read();

function read(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(): void {
  const dark = chosen === 'dark' || (chosen === 'system' && systemDark.matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  dispatchEvent(new Event(CHANGED));
}

systemDark.addEventListener('change', applyTheme);

export function choose(theme: Theme): void {
  chosen = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See above.
  }
  applyTheme();
}

interface Themed {
  chosen: Theme;
  shown: 'light' | 'dark';
}

function now(): Themed {
  return { chosen, shown: document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light' };
}

/** What was chosen, and what is shown; the component is drawn again when either changes. */
export function useTheme(): Themed {
  const [theme, set] = useState(now);
  useEffect(() => {
    const changed = (): void => set(now());
    addEventListener(CHANGED, changed);
    return () => removeEventListener(CHANGED, changed);
  }, []);
  return theme;
}
