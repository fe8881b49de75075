import type { WrittenKind } from './targets.ts';

/** The kinds of files that commands write where the user says, told by how they begin. To add one: a line here. */
export const writtenKinds = {
  market: { name: 'a market file', isBegunBy: (text) => text.startsWith('# Made by margin-lab calibrate') },
  scorecardPage: { name: 'a scorecard', isBegunBy: (text) => text.startsWith('# Scorecard of ') },
  scorecardTable: {
    name: 'a table of a scorecard',
    isBegunBy: (text) => text.startsWith('heading,measure,asset,prices,'),
  },
  ledger: { name: 'a ledger', isBegunBy: (text) => text.startsWith('path,scheme,line,first_step,') },
  plot: {
    name: 'a drawing',
    isBegunBy: (text) => /^<\?xml [^>]*>\n<svg [^>]* role="img" font-family="system-ui, sans-serif" /.test(text),
  },
} as const satisfies Readonly<Record<string, WrittenKind>>;

/** The option of all commands that write such files. */
export const forceOption = ['--force', 'replace files that are no earlier output of this program, too'] as const;
