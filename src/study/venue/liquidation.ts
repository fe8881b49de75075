import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { formatDurationSeconds, formatShare } from '../../base/units.ts';
import type { CloseRule } from '../../margin/liquidation/registry.ts';
import type { PresetClose } from '../../margin/venues/preset.ts';
import type { Read } from '../forms/read.ts';
import { cover, delay, duration, form, quantity, share } from '../forms/scalars.ts';
import { venuePart } from './part.ts';

type RuleName = CloseRule['rule'];
type CloseOf<Name extends RuleName> = Extract<PresetClose, { readonly rule: Name }>;

/** A way of closing a pool: its form, and how its fields become rules and text. Its meaning: `src/margin/liquidation/`. */
interface CloseForm<Name extends RuleName = RuleName> {
  readonly form: z.ZodObject;
  /** Nothing where something could not be read. */
  read(fields: object): CloseOf<Name> | undefined;
  /** A rule without parameters is written as its name alone. */
  write(close: CloseOf<Name>): string | Readonly<Record<string, unknown>>;
  bind(close: CloseOf<Name>, stepSeconds: number): CloseRule;
}

const amount = quantity(limits.money, 'an amount');
const part = share({ smallest: 0.0001, largest: 1 }, '20%');

/** Slices of one step beyond which the rest waits for the next: 10,000 slices of 0.1 % leave less than 1/20,000 of a position. */
const mostSlices = 10_000;

const justEnough = {
  rule: z.literal('just-enough'),
  restore: cover('105%').meta({ description: 'cover (equity / requirement) that is restored' }),
};

const shareThenAll = {
  rule: z.literal('share-then-all'),
  share: part.meta({ description: 'share of a position that is closed first' }),
  above: amount.optional().meta({ description: 'positions of at most this notional are closed whole; default 0' }),
  cooldown: delay('30s')
    .optional()
    .meta({ description: 'for so long after a partial close the next one takes everything; default 0s' }),
};

const slices = {
  rule: z.literal('slices'),
  share: part.meta({ description: 'share of what is held of a position in one slice' }),
  smallest: amount.optional().meta({ description: 'what is left is closed whole at this notional; default 0' }),
  every: duration('1s').meta({ description: 'time from one slice to the next' }),
};

const closeForms: { readonly [Name in RuleName]: CloseForm<Name> } = {
  all: plainClose('all'),
  'bracket-down': plainClose('bracket-down'),
  'just-enough': {
    form: form(justEnough),
    read({ restore }: Fields<typeof justEnough>) {
      return restore === undefined ? undefined : { rule: 'just-enough', restore };
    },
    write: ({ rule, restore }) => ({ rule, restore: formatShare(restore) }),
    bind: (close) => close,
  },
  'largest-loss': plainClose('largest-loss'),
  'share-then-all': {
    form: form(shareThenAll),
    read({ share: first, above = 0, cooldown = 0 }: Fields<typeof shareThenAll>) {
      return first === undefined
        ? undefined
        : { rule: 'share-then-all', share: first, above, cooldownSeconds: cooldown };
    },
    write: ({ rule, share: first, above, cooldownSeconds }) => ({
      rule,
      share: formatShare(first),
      above,
      cooldown: formatDurationSeconds(cooldownSeconds),
    }),
    // What happens within the cooldown happens at a step that is no later than its end.
    bind: ({ cooldownSeconds, ...same }, stepSeconds) => ({
      ...same,
      cooldownSteps: Math.floor(cooldownSeconds / stepSeconds),
    }),
  },
  slices: {
    form: form(slices),
    read({ share: each, smallest = 0, every }: Fields<typeof slices>) {
      if (each === undefined || every === undefined) return undefined;
      return { rule: 'slices', share: each, smallest, everySeconds: every };
    },
    write: ({ rule, share: each, smallest, everySeconds }) => ({
      rule,
      share: formatShare(each),
      smallest,
      every: formatDurationSeconds(everySeconds),
    }),
    // A step of market prices has as many slices as it has room for, and at least one.
    bind: ({ everySeconds, ...same }, stepSeconds) => ({
      ...same,
      slicesPerStep: Math.min(mostSlices, Math.max(1, Math.floor(stepSeconds / everySeconds))),
    }),
  },
  takeover: plainClose('takeover'),
};

type Fields<Shape extends z.ZodRawShape> = NonNullable<Read<z.ZodObject<Shape>>>;

type PlainName = 'all' | 'bracket-down' | 'largest-loss' | 'takeover';

/** A rule without parameters, which can be named alone. */
function plainClose<Name extends PlainName>(rule: Name): CloseForm<Name> {
  return {
    form: form({ rule: z.literal(rule) }),
    read: () => ({ rule }) as CloseOf<Name>,
    write: () => rule,
    bind: (close) => close,
  };
}

function formOf(close: PresetClose): CloseForm {
  return closeForms[close.rule] as unknown as CloseForm;
}

const plainNames = Object.keys(closeForms).filter(
  (name) => Object.keys(closeForms[name as RuleName].form.shape).length === 1,
);

/** What is closed when a pool is liquidated. */
export const liquidation = venuePart({
  fields: {
    liquidation: z
      .union([z.enum(plainNames as [PlainName, ...PlainName[]]), ...Object.values(closeForms).map((one) => one.form)])
      .optional()
      .meta({ description: 'how a pool is closed: the name of a rule, or a map with its parameters; default all' }),
    backstop: share({ smallest: 0, largest: 1 }, '66.7%').optional().meta({
      description: 'share of the requirement below which the venue takes the pool over at once; default 0: never',
    }),
  },
  read(fields, { liquidation: base }) {
    const written: PlainName | { readonly rule?: RuleName } | undefined = fields.liquidation;
    const rule = typeof written === 'object' ? written.rule : written;
    const close = rule && closeForms[rule].read(typeof written === 'object' ? written : {});
    return { liquidation: { close: close ?? base.close, backstop: fields.backstop ?? base.backstop } };
  },
  write: ({ liquidation: { close, backstop } }) => ({
    liquidation: formOf(close).write(close),
    backstop: formatShare(backstop),
  }),
  bind: ({ liquidation: { close, backstop } }, { stepSeconds }) => ({
    liquidation: { close: formOf(close).bind(close, stepSeconds), backstop },
  }),
});
