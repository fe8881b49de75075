/**
 * Asks the registry for known faults of the packages in the lockfile: `npm run --silent audit`. Those for development count, too: they
 * compile the kernel and run on the machines of whoever works on this. A fault that is high or critical ends with exit code 1; a registry
 * that gives no answer does not, but is told as "not checked", never as "no findings".
 */
import { spawnSync } from 'node:child_process';

/** What an audit came to. */
export interface Verdict {
  readonly result: 'clean' | 'findings' | 'not checked';
  readonly lines: readonly string[];
}

const severities = ['critical', 'high', 'moderate', 'low', 'info'] as const;
/** Severities that fail. */
const failing: ReadonlySet<string> = new Set(['critical', 'high']);

/** What `npm audit --json` means: a report with counts, or an error with a message; whatever else it may be is no answer. */
export function auditVerdict(text: string): Verdict {
  const told = parsed(text);
  const counts = recordOf(recordOf(told['metadata'])['vulnerabilities']);
  if (!severities.every((severity) => typeof counts[severity] === 'number')) {
    return { result: 'not checked', lines: [`packages: not checked, ${reasonOf(told)}`] };
  }
  const found = severities.filter((severity) => Number(counts[severity]) > 0);
  const summary = found.map((severity) => `${String(counts[severity])} ${severity}`).join(', ') || 'no known faults';
  const details = Object.entries(recordOf(told['vulnerabilities']))
    .filter(([, entry]) => failing.has(String(recordOf(entry)['severity'])))
    .map(([name, entry]) => `  ${name}: ${String(recordOf(entry)['severity'])}${titlesOf(recordOf(entry)['via'])}`);
  const result = found.some((severity) => failing.has(severity)) ? 'findings' : 'clean';
  return { result, lines: [`packages: ${summary}`, ...details] };
}

function reasonOf(told: Readonly<Record<string, unknown>>): string {
  const [reason] = textsOf([told['message'], recordOf(told['error'])['summary']]);
  return reason === undefined ? 'the registry gave no answer' : `the registry's answer was: ${reason}`;
}

/** The titles of the advisories behind a finding; a name among them is that of another package with a finding of its own. */
function titlesOf(via: unknown): string {
  const titles = textsOf(Array.isArray(via) ? via.map((one) => recordOf(one)['title']) : []);
  return titles.length === 0 ? '' : `, ${titles.join('; ')}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

const textsOf = (values: readonly unknown[]): string[] =>
  values.filter((one): one is string => typeof one === 'string' && one !== '');

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

if (import.meta.main) {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--fetch-retries=1', '--fetch-timeout=30000'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const { result, lines } = auditVerdict(stdout ?? '');
  console.log(lines.join('\n'));
  process.exitCode = result === 'findings' ? 1 : 0;
}
