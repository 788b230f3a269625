/** The stock of numbers and SIMs that a local run begins with. A pure function of the operator file. */
import { OPERATOR_OWNER } from '../events/event.js';
import { entryKeyOf, listKeyOf } from '../partners/places.js';
import {
  numberResourceId,
  resourceKey,
  type ResourceRecord,
  simResourceId,
  stockIndex,
} from '../partners/resources/record.js';
import type { Operator } from './schema.js';
import { iccidAt, msisdnAt, supiAt } from './seeds.js';

export const SEED_STOCK = { numbers: 200, cards: 100, esims: 100 } as const;

/** An item of the records table, as plain values. */
export type StockSeedItem = Readonly<Record<string, unknown>>;

/**
 * Numbers, SIM cards and eSIM profiles, and the list that they stand in.
 *
 * They are of the middle of the operator's ranges: subscribers of a local run have the first ones.
 *
 * @param nowISO  when they came in
 */
export function stockItems({ market: { numberingPlan } }: Operator, nowISO: string): StockSeedItem[] {
  const { mobilePrefixes, nationalNumberLength } = numberingPlan;
  const longest = Math.max(...mobilePrefixes.map(({ length }) => length));
  const middle = (mobilePrefixes.length * 10 ** (nationalNumberLength - longest)) / 2;
  const sims = SEED_STOCK.cards + SEED_STOCK.esims;
  const numbers = Array.from({ length: SEED_STOCK.numbers }, (_, index) =>
    numberOf(msisdnAt(numberingPlan, middle + index)),
  );
  const cards = Array.from({ length: sims }, (_, index) =>
    simOf(
      index < SEED_STOCK.cards ? 'physical' : 'esim',
      iccidAt(numberingPlan, MIDDLE_SIM + index),
      supiAt(numberingPlan, MIDDLE_SIM + index),
    ),
  );
  const items = [...numbers, ...cards].map(({ id, resource }, place) => ({
    ...resourceKey(id),
    ...resource,
    ...stockIndex(id, resource),
    id,
    owner: OPERATOR_OWNER,
    revision: 1,
    createdAt: nowISO,
    updatedAt: nowISO,
    place,
  }));
  const locks = cards.map(({ id, resource }) => ({
    pk: `STOCKSIM#${resource.supi}`,
    sk: 'META',
    ref: id,
  }));
  const entries = items.map(({ pk, place }) => ({
    ...entryKeyOf('RESOURCE', OPERATOR_OWNER, place),
    ref: pk,
  }));
  const list = { ...listKeyOf('RESOURCE', OPERATOR_OWNER), next: items.length, takenAtMs: 0 };
  return [...items, ...locks, ...entries, list];
}

/** Where SIMs of the stock begin, of a hundred million at least. */
const MIDDLE_SIM = 50_000_000;

interface Seed {
  readonly id: string;
  readonly resource: ResourceRecord;
}

function numberOf(value: string): Seed {
  const name = value.replace(/^msisdn-/, '');
  return {
    id: numberResourceId(value),
    resource: { kind: 'msisdn', name, value, status: 'available', type: 'LogicalResource', also: {} },
  };
}

function simOf(form: 'physical' | 'esim', iccid: string, supi: string): Seed {
  return {
    id: simResourceId(iccid),
    resource: {
      kind: 'sim',
      name: iccid,
      value: iccid,
      iccid,
      supi,
      form,
      status: 'available',
      type: form === 'physical' ? 'PhysicalResource' : 'LogicalResource',
      also: {},
    },
  };
}
