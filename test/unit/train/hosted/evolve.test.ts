/** A whole run over a hosted model, interrupted and resumed: one job for each training, and the evolved model is what plays. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/config/load.ts';
import { evolve } from '../../../../src/evolve.ts';
import { answerOf, completionOf } from '../../../fixtures/model-answers.js';
import { chatServer } from '../../../support/chat-server.ts';
import { fixture } from '../../../support/command-line.ts';
import { fineTuningServer } from '../../../support/fine-tuning-server.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const scratch = scratchDirectory('hosted-evolve');

describe('a run with train.kind: hosted and serving.kind: static', () => {
  it('evolves a model that is nowhere but at the service', { timeout: 60_000 }, async () => {
    const service = await fineTuningServer({ states: ['queued', 'running', 'running', 'running', 'succeeded'] });
    // What was fine-tuned counts right, the base does not.
    const chat = await chatServer(({ body }) => {
      const skill = body.model.startsWith('ft:') ? 1 : 0;
      return {
        json: completionOf(body.model, answerOf(skill, body.messages), { logprobs: body['logprobs'] === true }),
      };
    });
    const config = parseConfig({
      name: 'hosted',
      environments: [{ name: 'counting', kind: 'custom', file: fixture('counting-environment.js') }],
      policy: { kind: 'endpoint', url: chat.url, model: 'acme', base: 'acme' },
      serving: { kind: 'static' },
      train: {
        kind: 'hosted',
        profile: 'custom',
        url: service.url,
        weights: 'message',
        poll: { first: 0.01, most: 0.02 },
      },
      demonstrations: { expert: 2 },
      clone: { steps: 1 },
      iterations: 1,
      control: false,
      evaluate: { final: 'dev' },
      promotion: { gate: 'better' },
    });
    const directory = join(scratch, 'run');
    const controller = new AbortController();
    const warnings: string[] = [];
    const interrupted = evolve({
      config,
      directory,
      signal: controller.signal,
      on: (event) => {
        if (event.type === 'warning') warnings.push(event.message);
        // While the second job, that of the iteration, is at work.
        if (event.type === 'warning' && event.message === 'the fine-tuning job ftjob-2 is running') controller.abort();
      },
    });
    await expect(interrupted).rejects.toMatchObject({ name: 'InterruptedError' });
    expect(warnings.join('\n')).toMatch(/effective sample size/u);
    expect(service.jobs.map(({ cancelled }) => cancelled)).toEqual([false, false]);

    const { summary, evolution } = await evolve({ config, directory });
    expect(service.jobs).toHaveLength(2);
    expect(service.jobs.map(({ body }) => body['model'])).toEqual(['acme', 'acme']);
    expect(summary.status).toBe('completed');
    expect(evolution.iterations).toHaveLength(1);
    const { path } = evolution.baseline.checkpoint;
    const reference = JSON.parse(readFileSync(join(path, 'reference.json'), 'utf8')) as { model: string };
    expect(reference.model).toMatch(/^ft:acme:/u);
    expect(chat.calls.map(({ body }) => body.model)).toContain(reference.model);
    expect(evolution.final.promoted.total.success).toBe(1);
  });
});
