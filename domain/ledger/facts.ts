/** Usage facts of an entry as short text: most entries fit the kilobyte that one write unit pays for. */
import type { UsageFact } from './entry.js';

const KINDS = { bytes: 'data', seconds: 'voice', messages: 'sms' } as const;
const UNITS = ['bytes', 'seconds', 'messages'] as const;

export const kindOf = (unit: UsageFact['unit']): UsageFact['kind'] => KINDS[unit];

/** What every fact of an entry shares, and a row each. */
interface Packed {
  readonly a: string;
  readonly v: number;
  readonly p: string;
  readonly t: 0 | 1;
  readonly s?: string;
  readonly l: readonly Row[];
}

type Row = readonly [
  at: string | 0,
  supi: string | 0,
  service: string,
  destination: string,
  ratingGroup: number,
  unit: number,
  units: number,
  price: number,
  wholesale: number | null,
  host: string,
  terms: number | null,
  uncollected: 0 | 1,
  zone?: string,
  sponsor?: string,
];

/** @param facts  of one usage record; @param at  of the entry: what equals it is left out */
export function packFacts(facts: readonly UsageFact[], at: string): string {
  const [first] = facts;
  if (first === undefined) return '';
  const { account, version, planId, taxInclusive, subscriberId } = first;
  const packed: Packed = {
    a: account,
    v: version,
    p: planId,
    t: taxInclusive ? 1 : 0,
    ...(subscriberId === undefined ? {} : { s: subscriberId }),
    l: facts.map((fact): Row => {
      const row: Row = [
        fact.at === at ? 0 : fact.at,
        fact.supi === account ? 0 : fact.supi,
        fact.service,
        fact.destination,
        fact.ratingGroup,
        UNITS.indexOf(fact.unit),
        fact.units,
        fact.priceMicros,
        fact.wholesaleMicros ?? null,
        fact.host,
        fact.hostTerms ?? null,
        fact.uncollected ? 1 : 0,
      ];
      if (fact.sponsor !== undefined) return [...row, fact.zone ?? '', fact.sponsor] as unknown as Row;
      return fact.zone === undefined ? row : ([...row, fact.zone] as unknown as Row);
    }),
  };
  return JSON.stringify(packed);
}

/** The inverse. */
export function unpackFacts(text: string, entryAt: string): UsageFact[] {
  if (text === '') return [];
  const { a, v, p, t, s, l } = JSON.parse(text) as Packed;
  return l.map(
    ([
      at,
      supi,
      service,
      destination,
      ratingGroup,
      unit,
      units,
      price,
      cost,
      host,
      terms,
      open,
      zone,
      sponsor,
    ]) => ({
      at: at === 0 ? entryAt : at,
      account: a,
      version: v,
      ...(s === undefined ? {} : { subscriberId: s }),
      supi: supi === 0 ? a : supi,
      planId: p,
      service,
      kind: kindOf(UNITS[unit] ?? 'bytes'),
      destination,
      ...(zone === undefined || zone === '' ? {} : { zone }),
      ratingGroup,
      unit: UNITS[unit] ?? 'bytes',
      units,
      priceMicros: price,
      taxInclusive: t === 1,
      ...(cost === null ? {} : { wholesaleMicros: cost }),
      host,
      ...(terms === null ? {} : { hostTerms: terms }),
      ...(sponsor === undefined ? {} : { sponsor }),
      uncollected: open === 1,
    }),
  );
}
