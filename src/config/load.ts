/**
 * Loads a config file: YAML, overrides of the command line, the check, and the files it names. Every mistake is
 * reported in one go, with file, line and column. Starts nothing.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AgentgymError } from '../errors.ts';
import { checkConfig } from './check.ts';
import { type ConfigDocument, parseConfigText } from './document.ts';
import { resolveFiles } from './files.ts';
import { dotted, type Mistake, type Path, startsWith } from './mistakes.ts';
import { applyOverrides, type Override } from './overrides.ts';
import type { Config } from './schema.ts';

export interface LoadOptions {
  /** Overrides, as `path=value`. Paths of files in them are relative to `cwd`. */
  set?: readonly string[] | undefined;
  /** Overrides the config's seed. */
  seed?: number | undefined;
  /** What `file` is relative to; default: the working directory. */
  cwd?: string | undefined;
}

export interface LoadedConfig {
  /** Checked, with defaults filled in and absolute paths. */
  config: Config;
  /** Absolute path of the file. */
  file: string;
  /** The file's text, as it is. */
  text: string;
  /** The error with the place of its setting before its message, where it names one of this config. */
  readonly located: (error: unknown) => unknown;
}

const HINT = 'docs/configuration.md lists every setting.';

/**
 * Reads and checks a config file.
 * @throws AgentgymError E_CONFIG_FILE where it cannot be read; E_CONFIG_INVALID with one line per mistake,
 * `file:line:column: message` in the order of the lines, then those of the overrides.
 */
export async function loadConfig(file: string, options: LoadOptions = {}): Promise<LoadedConfig> {
  const cwd = options.cwd ?? process.cwd();
  const absolute = resolve(cwd, file);
  const text = await readFile(absolute, 'utf8').catch((cause: unknown) => {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing ? `${file}: there is no such config file.` : `${file}: the config file cannot be read.`;
    throw new AgentgymError('E_CONFIG_FILE', message, { cause, hint: `The path was taken relative to ${cwd}.` });
  });
  const document = parseConfigText(text);
  const lines: Line[] = document.errors.map((error) => ({ ...error, label: undefined }));
  if (document.value === undefined && document.errors.length > 0) throw invalid(file, lines, []);

  const applied = applyOverrides(document.value ?? undefined, options.set ?? []);
  const overrides = [...applied.overrides];
  if (options.seed !== undefined && typeof applied.value === 'object' && applied.value !== null) {
    (applied.value as Record<string, unknown>)['seed'] = options.seed;
    overrides.push({ label: `--seed ${options.seed}`, path: ['seed'] });
  }
  const { config, mistakes } = checkConfig(applied.value);
  if (config) {
    const base = (path: Path): string => (overrideOf(path, overrides, document) ? cwd : dirname(absolute));
    const missing = await resolveFiles(config, base);
    const known = mistakes.map((mistake) => dotted(mistake.path));
    mistakes.push(...missing.filter((mistake) => !known.includes(dotted(mistake.path))));
  }
  lines.push(...mistakes.map((mistake) => lineOf(mistake, overrides, document)));
  if (lines.length > 0 || applied.mistakes.length > 0 || config === undefined) {
    throw invalid(file, lines, applied.mistakes);
  }
  const located = (error: unknown): unknown => {
    if (!(error instanceof AgentgymError) || error.setting === undefined) return error;
    const mistake: Mistake = {
      path: byPosition(error.setting, config),
      at: 'value',
      involves: [],
      message: error.message,
    };
    const { label, line, column } = lineOf(mistake, overrides, document);
    const place = label ?? `${file}:${line}:${column}`;
    return new AgentgymError(error.code, `${place}: ${error.message}`, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  };
  return { config, file: absolute, text, located };
}

/** A path in which an environment goes by its name, with its position in the list instead. */
function byPosition(setting: Path, { environments }: Config): Path {
  const [section, name] = setting;
  const position = section === 'environments' ? environments.findIndex((entry) => entry.name === name) : -1;
  return position < 0 ? setting : [section ?? '', position, ...setting.slice(2)];
}

/**
 * Checks a config given as a value (the library's way in).
 * @throws AgentgymError E_CONFIG_INVALID with one line per mistake.
 */
export function parseConfig(value: unknown): Config {
  const { config, mistakes } = checkConfig(value);
  if (config === undefined || mistakes.length > 0) {
    throw new AgentgymError('E_CONFIG_INVALID', mistakes.map((mistake) => mistake.message).join('\n'), { hint: HINT });
  }
  return config;
}

/** A line of the report: of the file (line and column), or of an override (its label). */
interface Line {
  label: string | undefined;
  line: number;
  column: number;
  message: string;
}

/** The last override that a setting comes from. */
function overrideOf(path: Path, overrides: readonly Override[], document: ConfigDocument): Override | undefined {
  return overrides.findLast(
    (override) =>
      startsWith(path, override.path) || (path.length > 0 && startsWith(override.path, path) && !document.has(path)),
  );
}

function lineOf(
  { path, at, involves, message }: Mistake,
  overrides: readonly Override[],
  document: ConfigDocument,
): Line {
  for (const one of [path, ...involves]) {
    const override = overrideOf(one, overrides, document);
    if (override) return { label: override.label, line: 0, column: 0, message };
  }
  // Where a default is at fault together with a setting of the file, the setting is what the user can see.
  const place = [path, ...involves].find((one) => document.has(one)) ?? path;
  return { label: undefined, ...document.positionOf(place, at), message };
}

function invalid(file: string, lines: readonly Line[], unapplied: readonly string[]): AgentgymError {
  const inFile = lines
    .filter((line) => line.label === undefined)
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  const texts = [
    ...inFile.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
    ...lines.flatMap(({ label, message }) => (label === undefined ? [] : [`${label}: ${message}`])),
    ...unapplied,
  ];
  return new AgentgymError('E_CONFIG_INVALID', [...new Set(texts)].join('\n'), { hint: HINT });
}
