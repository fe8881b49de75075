import { it } from 'vitest';
import { expectAgreement } from './compare-paths.ts';

it.each(['mixed', 'f64'] as const)(
  '%s: so they do under any rules of the venue and any policies, on 900 paths under 3 schemes',
  (precision) => expectAgreement('any', precision, 300),
);
