import { describe, expect, it } from 'vitest';
import { progressDisplay } from '../../src/cli/terminal.ts';
import { formatProgress, type Progress, paceOf } from '../../src/run/progress.ts';

const half: Progress = {
  study: 'desk-book',
  paths: 100_000,
  totalPaths: 200_000,
  assetSteps: 288e6,
  totalAssetSteps: 576e6,
  reusedPaths: 50_000,
  reusedAssetSteps: 144e6,
  scenariosDone: 0,
  scenarios: 1,
  scenario: 'base',
  seconds: 10,
};

function shown(stream: { isTTY?: boolean; columns?: number }, seconds: readonly number[]): string[] {
  const written: string[] = [];
  const display = progressDisplay({ ...stream, write: (text) => written.push(text) });
  for (const at of seconds) display.show({ ...half, seconds: at });
  display.end();
  return written;
}

describe('progress', () => {
  it('groups the digits of what it counts', () => {
    const line = formatProgress({ ...half, paths: 999, totalPaths: 1_234_567_890, reusedPaths: 0 });
    expect(line).toContain('999 of 1,234,567,890 paths  100 paths/s');
  });

  it('takes speed and time left from the work of this process, not from chunks that were stored before', () => {
    expect(paceOf(half)).toEqual({ share: 0.5, pathsPerSecond: 5_000, assetStepsPerSecond: 14.4e6, secondsLeft: 20 });
    expect(paceOf({ ...half, assetSteps: 144e6 }).secondsLeft).toBeNull();
  });

  it('says how far, how fast and how long', () => {
    expect(formatProgress(half)).toBe(
      'desk-book  50 %  100,000 of 200,000 paths  5,000 paths/s  14.4 M asset-steps/s  20 s left',
    );
    expect(formatProgress({ ...half, scenarios: 4, scenariosDone: 1, scenario: 'leverage=5' }, 10)).toContain(
      '█████░░░░░ 50 %  scenario 2/4 leverage=5  ',
    );
  });

  it('is silent for runs under two seconds, and writes whole plain lines every few seconds into a pipe', () => {
    expect(shown({}, [0.1, 1, 1.9])).toEqual([]);
    expect(shown({ isTTY: true, columns: 80 }, [0.1, 1, 1.9])).toEqual([]);
    const lines = shown({}, [1, 2.1, 2.2, 5, 7.2, 8]);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^desk-book {2}50 % .*\n$/);
    expect(lines.join('')).not.toContain('\u001B');
  });

  it('rewrites one line on a terminal, no wider than it, and takes it away at the end', () => {
    const written = shown({ isTTY: true, columns: 60 }, [2.1, 2.15, 2.3]);
    expect(written).toHaveLength(3);
    // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
    for (const text of written) expect(text.replaceAll(/\u001B\[[0-9;]*[mK]|\r/g, '').length).toBeLessThan(60);
    expect(written.at(-1)).toBe('\r\u001B[2K');
  });
});
