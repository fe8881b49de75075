import { type Note, notes, type Section } from './section.ts';

/** What was found of one thing that runs need. */
export interface Finding {
  readonly name: string;
  /** `problem`: runs fail or cannot be believed; `note`: they are slower or smaller than they could be. */
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly found: string;
  /** What to do about it. */
  readonly todo?: string;
}

const tones = { ok: 'good', note: 'heading', problem: 'bad' } as const;

/** A line for each finding, and what it comes to. */
export function doctorSection(findings: readonly Finding[]): Section {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ name, verdict, found, todo }): Note => {
    const what = todo === undefined ? found : `${found}: ${todo}`;
    return { words: `${verdict.padEnd(7)}  ${name.padEnd(width)}  ${what}`, tone: tones[verdict] };
  });
  const problems = findings.filter(({ verdict }) => verdict === 'problem').length;
  const sum = problems === 0 ? 'Runs can be made here.' : `${problems} of these must be mended before a run.`;
  return { blocks: [notes(...lines), notes({ words: sum, tone: problems === 0 ? 'good' : 'bad' })] };
}
