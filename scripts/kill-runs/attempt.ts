/**
 * One process that works on a run: started, watched through what it writes, killed with its whole group. Knows the journal
 * and nothing else of a run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, type FSWatcher, mkdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const BIN = join(import.meta.dirname, '../../bin/agentgym.js');
/** As the command, with a state of every training each so many steps: small ones take no time to be worth one. */
const SAVING = join(import.meta.dirname, '../../test/fixtures/evolve-saving.mjs');
const STEPS = '15';

export interface Finished {
  key: string;
  /** When, in ms since the epoch. */
  at: number;
  /** Rollouts that it stored. */
  rows: number;
}

/** What the journal says is finished, but a torn last line. */
export function finishedIn(directory: string): Finished[] {
  const file = join(directory, 'journal.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const { key, at, result } = JSON.parse(line) as { key: string; at: string; result: { rollouts?: number } | null };
    return { key, at: Date.parse(at), rows: result?.rollouts ?? 0 };
  });
}

export interface AttemptRequest {
  directory: string;
  config: string;
  /** Gets a line for each episode that begins. */
  resets: string;
  /** Whether trainings write their states all the time. */
  saving?: boolean;
  /** Told whenever the journal grew, with all that it says. */
  onJournal?: (finished: readonly Finished[]) => void;
}

export class Attempt {
  readonly started = Date.now();
  readonly #child: ChildProcess;
  readonly #watcher: FSWatcher;
  readonly #ended: Promise<number | null>;
  readonly #heard = new Set<() => void>();
  #stderr = '';
  #over = false;

  constructor({ directory, config, resets, saving = false, onJournal = () => {} }: AttemptRequest) {
    const resumed = existsSync(join(directory, 'config.resolved.yaml'));
    const command = ['evolve', ...(resumed ? ['--resume', directory] : ['--config', config, '--run-dir', directory])];
    const argv = saving ? [SAVING, config, directory, STEPS] : [BIN, ...command];
    // Watched before anybody writes into it.
    mkdirSync(directory, { recursive: true });
    let lines = finishedIn(directory).length;
    this.#watcher = watch(directory, (_event, name) => {
      if (name !== 'journal.jsonl') return;
      const finished = finishedIn(directory);
      if (finished.length === lines) return;
      lines = finished.length;
      onJournal(finished);
      for (const hear of this.#heard) hear();
    });
    const env = { ...process.env, AGENTGYM_RESETS: resets };
    // A group of its own, which can be killed as a whole.
    this.#child = spawn(process.execPath, argv, { detached: true, env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (status) => {
        this.#over = true;
        this.#watcher.close();
        for (const hear of this.#heard) hear();
        resolve(status);
      });
    });
  }

  /** What it said on standard error. */
  get said(): string {
    return this.#stderr;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Resolves when `holds` does; false where the process ended before. Asked whenever the journal grew. */
  async until(holds: () => boolean): Promise<boolean> {
    for (;;) {
      if (holds()) return true;
      if (this.#over) return false;
      await new Promise<void>((resolve) => {
        const hear = (): void => {
          this.#heard.delete(hear);
          resolve();
        };
        this.#heard.add(hear);
      });
    }
  }

  /** Waits so many ms, or until it ends. */
  async lasts(time: number): Promise<void> {
    if (time > 0) await Promise.race([wait(time), this.#ended]);
  }

  /** Kills the group; false where the process had ended by itself. Resolves when nothing of it is left. */
  async kill(): Promise<boolean> {
    const killed = !this.#over && this.#child.pid !== undefined && signalled(-this.#child.pid);
    const status = await this.#ended;
    return killed && status === null;
  }

  /** Its exit status, when it has ended by itself. */
  end(): Promise<number | null> {
    return this.#ended;
  }
}

function signalled(group: number): boolean {
  try {
    return process.kill(group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
