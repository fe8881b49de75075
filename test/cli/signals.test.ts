import { describe, expect, it } from 'vitest';
import { signalsCampaign } from '../reliability/campaigns/signals.ts';

describe.skipIf(process.platform === 'win32')('a signal at any moment from the start on', () => {
  it('ends every command with the words and the exit code of the signal, and leaves no file half written', async () => {
    const seed = 'signals';
    console.log(`seed: ${seed}`);
    // Not how fast: this machine may be busy with other tests.
    const { tried, failures } = await signalsCampaign({ count: 10, seed, latest: 1_500, patience: 60_000 });
    expect(failures).toEqual([]);
    expect(tried).toBe(10);
  });
});
