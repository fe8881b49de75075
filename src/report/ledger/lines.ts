import { assert } from '../../base/errors.ts';
import type { ExactSchemeResult } from '../../exact/outcome.ts';
import { type LedgerLine, type LedgerPath, postings } from '../../exact/postings.ts';
import { sumBetween } from '../../exact/sums.ts';

/** The lines of the ledger of a scheme, as text, CSV and plot tell them. Asserts that those of each pool add up. */
export function ledgerLines(
  { scheme: name, ledger }: ExactSchemeResult,
  path: LedgerPath,
  eachFunding: boolean,
): LedgerLine[] {
  const scheme = path.account.schemes.find((one) => one.name === name);
  assert(scheme !== undefined, 'a result is of a scheme of its account');
  return sumBetween(postings(ledger, scheme, path), eachFunding);
}
