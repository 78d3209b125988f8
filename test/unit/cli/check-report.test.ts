/** The report of a check as text. */
import { describe, expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { renderCheck } from '../../../src/cli/check-report.ts';
import type { CheckReport } from '../../../src/environments/check/check.ts';
import { Ledger } from '../../../src/environments/check/ledger.ts';

function report(ledger: Ledger): CheckReport {
  const { findings, checked, notChecked } = ledger;
  const times = { count: 3, p50: 1.25, p95: 20, p99: 300.04 };
  return {
    url: `http://${'long-host-name.'.repeat(8)}example:36001`,
    environment: 'maze',
    told: 'The URL ends in its name.',
    findings,
    counts: { broken: 1, warning: 0, note: 1 },
    checked,
    notChecked,
    latency: { create: null, reset: times, step: times, stepsPerSecond: { alone: 800.4, parallel: null, sessions: 1 } },
    requests: 12,
    sessions: 2,
    seconds: 0.26,
  };
}

function filled(): Ledger {
  const ledger = new Ledger();
  const answer = `200 {"observation":"${'z'.repeat(300)}"}\nnext\tline`;
  for (let i = 0; i < 5; i++) ledger.found('id-shared', { request: `POST /create ${i}`, answer, says: 'It was 7.' });
  ledger.found('retry-executed', { request: 'POST /step', answer: '200' });
  ledger.made('health');
  ledger.made('closing');
  ledger.unable('closing', 'the time of the check was up');
  return ledger;
}

describe('the report', () => {
  it.each([40, 80])('fits %i columns, with colours or without', (width) => {
    for (const colour of [false, true]) {
      const text = renderCheck(report(filled()), { width, colour });
      expect(text.includes('\u001b[')).toBe(colour);
      const lines = stripVTControlCharacters(text).split('\n');
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    }
  });

  it('has the worst first, a few pieces of evidence, what was not checked, and the times', () => {
    const text = renderCheck(report(filled()), { width: 80, colour: false });
    expect(text.indexOf('\nbroken\n')).toBeLessThan(text.indexOf('\nnotes\n'));
    expect(text).not.toContain('\nwarnings\n');
    expect(text.match(/^ {4}> POST \/create/gmu)).toHaveLength(3);
    expect(text).toContain('(seen 5 times)');
    expect(text).toContain('\nnot checked\n  closing: the time of the check was up\n');
    expect(text).toContain('\nchecked\n  health\n');
    expect(text).toMatch(/\nreset +3 +1\.3 +20\.0 +300\.0\n/u);
    expect(text).toContain('\n800 steps/s one after the other\n');
    expect(text).not.toMatch(/^create /mu);
    expect(text.endsWith('\n1 broken, 0 warnings, 1 note, 1 not checked')).toBe(true);
  });
});
