/** What must hold between the parts of a joint venture. All problems; what is malformed is reported elsewhere. */
import type { z } from 'zod';
import { rawMember } from '../catalogue/offering-view.js';
import { addDecimals, compareDecimals } from './decimal.js';
import {
  brandLicenceSchema,
  contributionSchema,
  exitSchema,
  perSubscriberSchema,
  stepSchema,
} from './joint-venture.js';
import { at, problemAt, type Problem } from './problem.js';
import { parseQuantity } from './quantity.js';
import { didYouMean } from './suggest.js';

const ROOT = 'jointVenture';
/** The venture itself, as the other side of a payment. */
const VENTURE = 'venture';

export function checkVenture(raw: unknown): Problem[] {
  const ids = itemsOf(rawMember(raw, 'partners'))
    .map((partner) => rawMember(partner, 'id'))
    .filter((id) => typeof id === 'string');
  return [
    ...ids.flatMap((id, i) =>
      id === VENTURE
        ? [
            problemAt(
              at(ROOT, 'partners', i, 'id'),
              id,
              'any other id',
              'it is what the venture itself is called',
            ),
          ]
        : [],
    ),
    ...contributions(raw, ids),
    ...licence(raw, ids),
    ...activity(raw),
    ...payments(raw, ids),
    ...waterfall(raw, ids),
    ...exit(raw, ids),
  ];
}

const itemsOf = (raw: unknown): readonly unknown[] => (Array.isArray(raw) ? raw : []);

/** Well-formed items of a list, with where they are. */
function partsOf<S extends z.ZodType>(
  raw: unknown,
  name: string,
  schema: S,
): { readonly path: string; readonly value: z.output<S> }[] {
  return itemsOf(rawMember(raw, name)).flatMap((item, i) => {
    const read = schema.safeParse(item);
    return read.success ? [{ path: at(ROOT, name, i), value: read.data }] : [];
  });
}

function unknownPartner(path: string, id: string, ids: readonly string[]): Problem[] {
  return ids.includes(id)
    ? []
    : [problemAt(path, id, ids.join(', '), `no partner has this id${didYouMean(id, ids)}`)];
}

/** Ids that steps and payments are known by in settlements. */
function twice(
  parts: readonly { readonly path: string; readonly value: { readonly id: string } }[],
): Problem[] {
  return parts.flatMap(({ path, value: { id } }, i) => {
    const first = parts.findIndex((part) => part.value.id === id);
    return first === i
      ? []
      : [problemAt(at(path, 'id'), id, 'each once', `${parts[first]!.path}.id has it too`)];
  });
}

function contributions(raw: unknown, ids: readonly string[]): Problem[] {
  const parts = partsOf(raw, 'contributions', contributionSchema);
  return [
    ...twice(parts),
    ...parts.flatMap(({ path, value: { partner, value, schedule } }) => {
      const sum = schedule.reduce((all, { amount }) => addDecimals(all, amount), '0');
      return [
        ...unknownPartner(at(path, 'partner'), partner, ids),
        ...(compareDecimals(sum, value) === 0
          ? []
          : [
              problemAt(
                at(path, 'schedule'),
                schedule.map(({ amount }) => amount),
                `amounts that add up to the value, ${value}`,
                `they add up to ${sum}`,
              ),
            ]),
      ];
    }),
  ];
}

function licence(raw: unknown, ids: readonly string[]): Problem[] {
  const read = brandLicenceSchema.safeParse(rawMember(raw, 'brandLicence'));
  return read.success ? unknownPartner(at(ROOT, 'brandLicence', 'licensor'), read.data.licensor, ids) : [];
}

function activity(raw: unknown): Problem[] {
  const path = at(ROOT, 'activity', 'leastUse');
  const uses = itemsOf(rawMember(rawMember(raw, 'activity'), 'leastUse'));
  const units = uses.map((use) => (typeof use === 'string' ? parseQuantity(use)?.unit : undefined));
  return units.flatMap((unit, i) =>
    unit === undefined || units.indexOf(unit) === i
      ? []
      : [
          problemAt(
            at(path, i),
            uses[i],
            'one for each unit',
            `${path}[${units.indexOf(unit)}] is in ${unit} too`,
          ),
        ],
  );
}

/** What counts lines says which ones. */
const needsActivity = (raw: unknown, path: string): Problem[] =>
  rawMember(raw, 'activity') === undefined
    ? [problemAt(at(ROOT, 'activity'), undefined, 'which lines are active', `${path} counts them`)]
    : [];

function payments(raw: unknown, ids: readonly string[]): Problem[] {
  const parts = partsOf(raw, 'perSubscriber', perSubscriberSchema);
  return [
    ...twice(parts),
    ...(parts[0] === undefined ? [] : needsActivity(raw, parts[0].path)),
    ...parts.flatMap(({ path, value: { from, to, fromMonth, untilMonth } }) => [
      ...(from === VENTURE ? [] : unknownPartner(at(path, 'from'), from, [...ids, VENTURE])),
      ...(to === VENTURE ? [] : unknownPartner(at(path, 'to'), to, [...ids, VENTURE])),
      ...(from === to ? [problemAt(at(path, 'to'), to, 'somebody else', 'who pays is who gets it')] : []),
      ...(fromMonth !== undefined && untilMonth !== undefined && untilMonth < fromMonth
        ? [problemAt(at(path, 'untilMonth'), untilMonth, `from ${fromMonth} on`)]
        : []),
    ]),
  ];
}

function waterfall(raw: unknown, ids: readonly string[]): Problem[] {
  const parts = partsOf(raw, 'waterfall', stepSchema);
  const counting = parts.find(({ value }) => value.basis === 'per-active-subscriber');
  return [
    ...twice(parts),
    ...(counting === undefined || partsOf(raw, 'perSubscriber', perSubscriberSchema).length > 0
      ? []
      : needsActivity(raw, counting.path)),
    ...parts.flatMap(({ path, value: { to, basis, percent, amount } }) => {
      const [wanted, other] =
        basis === 'per-active-subscriber'
          ? (['amount', 'percent'] as const)
          : (['percent', 'amount'] as const);
      const given = { percent, amount };
      return [
        ...unknownPartner(at(path, 'to'), to, ids),
        ...(given[wanted] === undefined
          ? [problemAt(at(path, wanted), undefined, `what is paid`, `the basis is ${basis}`)]
          : []),
        ...(given[other] === undefined
          ? []
          : [problemAt(at(path, other), given[other], `none with ${basis}; give ${wanted}`)]),
      ];
    }),
  ];
}

function exit(raw: unknown, ids: readonly string[]): Problem[] {
  const read = exitSchema.safeParse(rawMember(raw, 'exit'));
  if (!read.success) return [];
  const path = at(ROOT, 'exit');
  return (['puts', 'calls'] as const).flatMap((kind) =>
    (read.data[kind] ?? []).flatMap(({ by, from, until }, i) => [
      ...unknownPartner(at(path, kind, i, 'by'), by, ids),
      ...(until < from ? [problemAt(at(path, kind, i, 'until'), until, `from ${from} on`)] : []),
    ]),
  );
}
