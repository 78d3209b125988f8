/** What a check finds in servers with the faults of AgentGym's own. */
import { describe, expect, it } from 'vitest';
import { type CheckReport, checkServer } from '../../../../src/environments/check/check.ts';
import type { FindingCode } from '../../../../src/environments/check/findings.ts';
import {
  originalAlfworld,
  originalBabyai,
  originalMaze,
  originalSciworld,
  originalSearchqa,
  originalSqlgym,
  originalTool,
  originalWebshop,
  originalWordle,
} from '../../../support/original-servers.ts';
import { faultlessTextcraft, originalTextcraft } from '../../../support/textcraft-server.ts';
import { type Parts, type ProtocolServer, protocolServer } from '../../../support/protocol-server.ts';
import type { RemoteName } from '../../../../src/config/stages/remote.ts';

interface Checked<S> extends CheckReport {
  server: ProtocolServer<S>;
}

async function check<S>(as: RemoteName, parts: Parts<S>, tasks?: readonly number[]): Promise<Checked<S>> {
  const server = await protocolServer(parts);
  const report = await checkServer({ url: server.url, as, tasks, timeout: 5000, samples: 10 });
  return { ...report, server };
}

function codes({ findings }: CheckReport): FindingCode[] {
  return findings.map(({ code }) => code);
}

function broken({ findings }: CheckReport): FindingCode[] {
  return findings.filter(({ severity }) => severity === 'broken').map(({ code }) => code);
}

function evidence({ findings }: CheckReport, code: FindingCode): string {
  return JSON.stringify(findings.find((one) => one.code === code)?.evidence);
}

describe('a server without fault', () => {
  it('has nothing broken, and nothing to be warned of; its sessions are closed', async () => {
    const report = await check('textcraft', faultlessTextcraft());
    expect(codes(report)).toEqual(['error-in-200', 'retry-executed']);
    expect(report.checked).toContain('the end of an episode');
    expect(report.checked).toContain('closing');
    expect(report.server.sessions.size).toBe(0);
    expect(report.server.created()).toBe(report.sessions);
  });
});

describe('the faults of the original', () => {
  it('textcraft: `done` is false again after the end', async () => {
    const report = await check('textcraft', originalTextcraft());
    expect(broken(report)).toEqual([]);
    expect(codes(report)).toContain('done-off');
  });

  it('babyai: low wins that grow, negative ones, lost ones, and an id that cannot be closed', async () => {
    const report = await check('babyai', originalBabyai());
    expect(broken(report)).toEqual(['reward-out-of-range', 'win-not-done', 'reward-grows', 'win-lost']);
    expect(codes(report)).toEqual(expect.arrayContaining(['close-before-reset', 'reward-below-zero']));
    expect(evidence(report, 'win-lost')).toContain('toggle and go through red closed door 1');
    expect(evidence(report, 'close-before-reset')).toContain('It goes on working.');
  });

  it('wordle: the word is drawn again, the list gives it away, nothing is closed', async () => {
    const report = await check('wordle', originalWordle());
    expect(broken(report)).toEqual([]);
    expect(codes(report)).toEqual(
      expect.arrayContaining(['word-redrawn', 'solution-shown', 'close-missing', 'retry-executed']),
    );
    const fixed = await check('wordle', originalWordle({ redraws: false }));
    expect(codes(fixed)).not.toContain('word-redrawn');
    expect(codes(fixed)).toContain('solution-shown');
  });

  it('maze: −1 after too many moves, an error without text, nothing is closed', async () => {
    const report = await check('maze', originalMaze());
    expect(broken(report)).toEqual([]);
    expect(codes(report)).toEqual(expect.arrayContaining(['reward-below-zero', 'error-empty', 'close-missing']));
    expect(evidence(report, 'reward-below-zero')).toContain('-1');
    expect(evidence(report, 'error-empty')).toContain('"game\\":25');
  });

  it('sqlgym: the ninth session is one of the eight, the solution is shown, a second try is rewarded', async () => {
    const report = await check('sqlgym', originalSqlgym());
    expect(broken(report)).toEqual(['id-shared']);
    expect(codes(report)).toEqual(
      expect.arrayContaining(['solution-shown', 'reward-after-done', 'close-missing', 'server-error', 'done-on-wrong']),
    );
  });

  it('the tools: model text is run, a word ends the episode, junk repeats the reward', async () => {
    const report = await check('weather', originalTool());
    expect(broken(report)).toEqual(['runs-model-text', 'done-by-word']);
    expect(codes(report)).toEqual(
      expect.arrayContaining(['malformed-rewarded', 'reward-after-done', 'done-off', 'close-missing']),
    );
  });

  it('searchqa: guessing has no end', async () => {
    const report = await check('searchqa', originalSearchqa());
    expect(broken(report)).toEqual([]);
    expect(codes(report)).toContain('unlimited-guesses');
    expect(report.notChecked.map(({ check: name }) => name)).toContain('the end of an episode');
  });

  it('webshop: ids collide, /close is not there, `done` is false again, /state has no values', async () => {
    const report = await check('webshop', originalWebshop());
    expect(broken(report)).toEqual(['id-shared']);
    expect(codes(report)).toEqual(expect.arrayContaining(['close-missing', 'done-off', 'get-failed']));
    expect(evidence(report, 'get-failed')).toContain('/state');
  });

  it('alfworld: /close is not there', async () => {
    const report = await check('alfworld', originalAlfworld());
    expect(broken(report)).toEqual([]);
    expect(codes(report)).toContain('close-missing');
    expect(report.notChecked.find(({ check: name }) => name === 'the end of an episode')?.why).toContain('no action');
  });

  it('sciworld: a second close is an error of the server, a fatal act is below zero', async () => {
    const report = await check('sciworld', originalSciworld());
    expect(broken(report)).toEqual([]);
    expect(codes(report)).toEqual(expect.arrayContaining(['close-again-failed', 'reward-below-zero', 'get-failed']));
  });
});
