import { mutantsOf } from './mutant.ts';

const forms = ['test/market/history/written-forms.test.ts'];
const broken = ['test/market/history/files.test.ts'];
const funding = ['test/market/history/funding-files.test.ts'];

/** Files of prices and funding. */
export const historyMutants = [
  ...mutantsOf('src/market/history/grid.ts', forms, [
    ['the first bar of the grid goes with the stretch before it', 'spacings[to + 1] === interval ? to - 1 : to', 'to'],
    ['stretches of another interval stay', 'last - first + 1 >= shortestStretch', 'false'],
    ['a bar at half past is set on the hour', 'if (aroundZero >= total / 2) return 0;', 'return 0;'],
    ['rows off the grid are used', 'if (distance > allowed) {', 'if (false) {'],
  ]),
  ...mutantsOf('src/market/history/grid.ts', broken, [
    ['of two prices at one time the first is believed', 'else conflicts.push(index);', ''],
  ]),
  ...mutantsOf('src/market/history/candle-forms.ts', forms, [
    ['the order of prices within a candle proves nothing', 'return !broken;', 'return true;'],
  ]),
  ...mutantsOf('src/market/history/price-columns.ts', broken, [
    ['candles under foreign names are coins', 'if (disguised.length > 0) {', 'if (false) {'],
    ['opens, highs and lows are coins', 'if (few.length >= 2) {', 'if (false) {'],
  ]),
  ...mutantsOf('src/market/history/written-times.ts', forms, [
    ['microseconds are milliseconds', "{ name: 'ms', below: 1e14,", "{ name: 'ms', below: 1e17,"],
    [
      'offsets are added',
      'return utc - offsetMilliseconds(groups.zone);',
      'return utc + offsetMilliseconds(groups.zone);',
    ],
  ]),
  ...mutantsOf('src/market/history/written-numbers.ts', broken, [
    [
      'a number that could be thousands is a fraction',
      'if (point === undefined && either !== undefined) {',
      'if (false) {',
    ],
  ]),
  ...mutantsOf('src/market/history/settlements.ts', funding, [
    ['percentages pass if they are small', 'per8h > largestOrdinaryRate ||', ''],
    ['hourly rates are taken as per 8 h', '(8 * hourMilliseconds) / intervalMilliseconds', '1'],
  ]),
  ...mutantsOf('src/market/history/contract-symbol.ts', forms, [
    [
      'XBTUSD is XB in TUSD',
      'possible.find((currency) => wellKnown.has(joined.slice(0, -currency.length))) ?? possible[0]',
      'possible.at(-1)',
    ],
  ]),
  ...mutantsOf(
    'src/market/history/returns.ts',
    ['test/market/history/returns.test.ts'],
    [
      ['the period begins at the first row', 'return first === -1 ? [] : rows.slice(first, last + 2);', 'return rows;'],
      [
        'missing bars are not counted',
        'missingBars: Math.round((last.time - rows[0]!.time) / interval) + 1 - rows.length',
        'missingBars: 0',
      ],
    ],
  ),
];
