/** `POST /subscribers/{subscriberId}/quote`: what a usage would cost this subscriber now. Nothing is written. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { z } from 'zod';
import type { UsageUnit } from '../../domain/catalogue/plan.js';
import { calledDigits } from '../../domain/charging/called-party.js';
import { planIdOf } from '../../domain/charging/item.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';
import { type QuoteRequest, quoteUsage } from '../../domain/charging/quote.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { parseQuantity } from '../../domain/operator/quantity.js';
import type { AccountStore } from '../charging/account-store.js';
import { nextPlan, type NextPlanOptions, publishedIndex } from '../charging/next-plan.js';
import { type InvalidParam, json } from '../shared/problem.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { refusal } from './answer.js';
import type { quoteBody } from './bodies.js';
import { invalidBody } from './body.js';

export interface QuoteDesk extends NextPlanOptions {
  readonly store: Pick<AccountStore, 'get'>;
  /** The operator's time, epoch milliseconds. */
  readonly nowMs: number;
}

type Usage = z.output<typeof quoteBody>['usage'][number];
type Group = QuoteRequest['groups'][number];

const UNITS = ['bytes', 'seconds', 'messages'] as const;

export async function quote(
  { nowMs, ...desk }: QuoteDesk,
  { accountKey, subscriberId, supi }: Subscriber,
  { usage, to, visited }: z.output<typeof quoteBody>,
): Promise<APIGatewayProxyStructuredResultV2> {
  const item = await desk.store.get(accountKey);
  if (item?.['p'] === undefined)
    return refusal([{ code: 'account-not-open', detail: `${subscriberId} has no account yet` }]);
  const index = await publishedIndex(planIdOf(item), desk.loadPlan);
  const next = await nextPlan(item, index, nowMs, desk);
  const read = usage.map((one, i) => readUsage(one, `usage[${i}]`, next ?? index));
  const invalid = read.flatMap((one) => ('invalidParams' in one ? one.invalidParams : []));
  if (invalid.length > 0) return invalidBody(invalid);
  const groups = read.flatMap((one) => ('group' in one ? [one.group] : []));
  const request = {
    groups,
    destination: to === undefined ? '' : calledDigits(to),
    ...(visited === undefined ? {} : { visited }),
    supi,
  };
  const { lines, priceMicros, atPeriodEnd, unrated, covered } = quoteUsage(item, index, request, nowMs, {
    next,
  });
  return json(200, {
    subscriberId,
    at: new Date(nowMs).toISOString(),
    currency: index.plan.currency,
    taxInclusive: index.plan.taxInclusive,
    price: fromMicros(priceMicros),
    priceMicros,
    ...(atPeriodEnd === undefined ? {} : { atPeriodEnd }),
    covered,
    unrated,
    lines,
  });
}

function readUsage(
  usage: Usage,
  path: string,
  { plan }: PlanIndex,
): { readonly group: Group } | { readonly invalidParams: readonly InvalidParam[] } {
  const invalidParams: InvalidParam[] = [];
  const ratingGroup = ratingGroupOf(usage, path, plan.services, invalidParams);
  const given = UNITS.flatMap((unit) => (usage[unit] === undefined ? [] : [[unit, usage[unit]] as const]));
  const [first] = given;
  if (first === undefined || given.length > 1) {
    invalidParams.push({
      param: path,
      reason: `got ${given.map(([unit]) => unit).join(', ') || 'no amount'}; allowed: one of ${UNITS.join(', ')}`,
    });
    return { invalidParams };
  }
  const amount = amountOf(first[0], first[1]);
  if (amount === undefined) {
    invalidParams.push({
      param: `${path}.${first[0]}`,
      reason: `got ${JSON.stringify(first[1])}; allowed: a whole number of ${first[0]} above 0, or a quantity of it such as "5 GB", "10 min", "3 messages"`,
    });
  }
  return invalidParams.length > 0 || ratingGroup === undefined
    ? { invalidParams }
    : { group: { ratingGroup, [first[0]]: amount } };
}

function ratingGroupOf(
  { service, ratingGroup }: Usage,
  path: string,
  services: PlanIndex['plan']['services'],
  invalidParams: InvalidParam[],
): number | undefined {
  if ((service === undefined) === (ratingGroup === undefined)) {
    invalidParams.push({
      param: path,
      reason: `got ${service === undefined ? 'neither' : 'both'}; allowed: either service or ratingGroup`,
    });
    return undefined;
  }
  if (service === undefined) return ratingGroup;
  const group = services.find(({ id }) => id === service)?.ratingGroups[0];
  if (group === undefined) {
    const known = [...new Set(services.map(({ id }) => id))].join(', ');
    invalidParams.push({ param: `${path}.service`, reason: `got "${service}"; allowed: ${known}` });
  }
  return group;
}

function amountOf(unit: UsageUnit, given: number | string): number | undefined {
  if (typeof given === 'number') return given;
  const quantity = parseQuantity(given);
  return quantity?.unit === unit && quantity.amount > 0 ? quantity.amount : undefined;
}
