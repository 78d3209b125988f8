/** Whatever is killed, and wherever a connection breaks: one file is uploaded and one job started. */
import { describe, expect, it } from 'vitest';
import type { HostedSettings } from '../../../../src/train/hosted/settings.ts';
import { type Call, fineTuningServer, type Trouble } from '../../../support/fine-tuning-server.ts';
import { hosted, killableLedger, requestFor } from '../../../support/hosted.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const scratch = scratchDirectory('hosted-once');
let outs = 0;

const PROFILES: readonly Partial<HostedSettings>[] = [
  { profile: 'custom' },
  { profile: 'together' },
  { profile: 'fireworks', account: 'acct' },
];

describe.each(PROFILES)('one job, whatever is killed ($profile)', (profile) => {
  it.each([1, 2, 3].flatMap((at) => [false, true].map((written) => [at, written] as const)))(
    'at record %i (written: %s)',
    async (at, written) => {
      const server = await fineTuningServer();
      const jobs = killableLedger();
      jobs.kill = { at, written };
      const request = requestFor(scratch, `out-${outs++}`, { jobs });
      const settings = { url: server.url, ...profile };
      await expect(hosted(settings).train(request)).rejects.toThrow('killed');
      const again = await hosted(settings).train(request);
      expect(again.path).toBe(request.out);
      expect(server.jobs).toHaveLength(1);
      expect(server.files.size).toBe(1);
    },
  );

  const cut = (how: Trouble, which: (call: Call) => boolean) => async (): Promise<void> => {
    let times = 0;
    const trouble = (call: Call): Trouble | undefined => (which(call) && times++ === 0 ? how : undefined);
    const server = await fineTuningServer({ trouble });
    await hosted({ url: server.url, ...profile }).train(
      requestFor(scratch, `out-${outs++}`, { jobs: killableLedger() }),
    );
    expect(times).toBeGreaterThan(0);
    expect(server.jobs).toHaveLength(1);
    expect(server.files.size).toBe(1);
  };
  const upload = ({ line }: Call): boolean => line.startsWith('POST') && /files|upload/u.test(line);
  const create = ({ line }: Call): boolean => line.startsWith('POST') && /jobs|Jobs|fine-tunes/u.test(line);
  it('when the answer to the upload is lost', cut('cut after', upload));
  it('when the upload breaks off', cut('cut before', upload));
  it('when the answer to the order is lost', cut('cut after', create));
  it('when the order breaks off', cut('cut before', create));
  it('when the order fails, for all we know', cut({ status: 500 }, create));
  it(
    'when nothing goes on while it is followed',
    cut('cut after', ({ line }) => /^GET .*(?:jobs|Jobs|fine-tunes)\//u.test(line)),
  );
});

describe('a request that changed', () => {
  it('is another job, though the name is the same', async () => {
    const server = await fineTuningServer();
    const jobs = killableLedger();
    const train = (seed: number) =>
      hosted({ url: server.url }).train(requestFor(scratch, `out-${outs++}`, { jobs, seed, steps: seed }));
    await train(1);
    await train(2);
    expect(server.jobs).toHaveLength(2);
  });

  it('finds its job and file on a later page of the lists', async () => {
    const server = await fineTuningServer({ page: 1 });
    const jobs = killableLedger();
    jobs.kill = { at: 3, written: false };
    const request = requestFor(scratch, `out-${outs++}`, { jobs });
    await expect(hosted({ url: server.url }).train(request)).rejects.toThrow('killed');
    await hosted({ url: server.url }).train(requestFor(scratch, `out-${outs++}`, { name: 'another run' }));
    await hosted({ url: server.url }).train(request);
    expect(server.jobs).toHaveLength(2);
  });
});
