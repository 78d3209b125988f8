/** PyTorch's side: one Python process (pytorch.py) that answers requests, one at a time, and waits in between. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Inputs } from './inputs.ts';
import type { Generated, Trained } from './measurement.ts';
import { GENERATION, OPTIMISER, WARM_UP } from './shapes.ts';

export const ATTENTIONS = ['eager', 'sdpa'] as const;

export interface PyTorchVersions {
  torch: string;
  transformers: string;
  threads: number;
}

export class PyTorch {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  /** What Python complained of last. */
  private complaint = '';

  /** Starts `python` with one thread. */
  constructor(python: string) {
    const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
    this.child = spawn(python, [join(import.meta.dirname, 'pytorch.py')], { env });
    // A Python that cannot be started, or ends, shows as the end of its output.
    this.child.on('error', ({ message }) => (this.complaint = message));
    this.child.stdin.on('error', () => undefined);
    this.child.stderr.on('data', (text: Buffer) => (this.complaint = text.toString().trim() || this.complaint));
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** Resolves once PyTorch is loaded; undefined where there is no Python, or no torch and transformers in it. */
  async versions(): Promise<PyTorchVersions | undefined> {
    const { value, done } = await this.lines.next();
    return done ? undefined : (JSON.parse(value) as PyTorchVersions);
  }

  train({ checkpoint, sequences }: Inputs, attention: (typeof ATTENTIONS)[number], steps: number): Promise<Trained> {
    const settings = { steps, warm_up: WARM_UP, optimiser: OPTIMISER };
    return this.ask({ what: 'train', checkpoint, attention, sequences, ...settings });
  }

  generate(inputs: Inputs, { batch, seconds }: { batch: number; seconds: number }): Promise<Generated> {
    const { checkpoint } = inputs;
    const prompts = inputs.prompts.slice(0, batch);
    return this.ask({ what: 'generate', checkpoint, prompts, tokens: GENERATION.tokens, seconds });
  }

  close(): void {
    this.child.stdin.end();
  }

  private async ask<T>(request: object): Promise<T> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`PyTorch ended: ${this.complaint}`);
    return JSON.parse(value) as T;
  }
}
