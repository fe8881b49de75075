import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditVerdict } from '../../.ci/audit.ts';

/** What npm printed when a registry on this machine gave it advisories of packages that do not exist, or no answer. */
const recorded = (name: string) => readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');

describe('the audit of packages', () => {
  it('fails at a high finding and names it, with the advisory behind it', () => {
    expect(auditVerdict(recorded('finding-for-users'))).toEqual({
      result: 'findings',
      lines: ['packages: 2 high, 1 moderate', '  left: high', '  under: high, Reads outside its folder'],
    });
  });

  it('fails at one among the packages for development, too', () => {
    expect(auditVerdict(recorded('finding-for-development'))).toEqual({
      result: 'findings',
      lines: ['packages: 1 critical', '  right: critical, Runs what it is given'],
    });
  });

  it('tells of lesser findings and goes on', () => {
    expect(auditVerdict(recorded('moderate-finding'))).toEqual({ result: 'clean', lines: ['packages: 1 moderate'] });
    expect(auditVerdict(recorded('no-finding'))).toEqual({ result: 'clean', lines: ['packages: no known faults'] });
  });

  it.each([
    ['refused', /^packages: not checked, the registry's answer was: 405 Method Not Allowed/],
    ['unreachable', /^packages: not checked, the registry's answer was: request to .* ECONNREFUSED/],
    ['no-answer-but-a-page', /^packages: not checked, the registry's answer was: invalid json response body/],
  ])('calls a registry without an answer not checked: %s', (name, line) => {
    const { result, lines } = auditVerdict(recorded(name));
    expect([result, ...lines]).toEqual(['not checked', expect.stringMatching(line)]);
  });

  it.each(['', 'npm error', 'null', '[]', '{}', '{ "metadata": { "vulnerabilities": { "high": 0 } } }'])(
    'never takes for a clean report what is none: %s',
    (text) => {
      expect(auditVerdict(text)).toEqual({
        result: 'not checked',
        lines: ['packages: not checked, the registry gave no answer'],
      });
    },
  );
});
