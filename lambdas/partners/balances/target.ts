/** Which subscriber and bucket a body of TMF654 names: by bucket, product, number or account, which must agree. */
import type { BucketTemplate } from '../../../domain/catalogue/plan.js';
import { readBucketId } from '../../../domain/partners/balances/bucket.js';
import {
  type TmfQuantity,
  unitNamed,
  unitOfUsageType,
  USAGE_TYPE_NAMES,
  usageTypeOf,
} from '../../../domain/partners/balances/quantity.js';
import { viewAccount } from '../../../domain/charging/view.js';
import { isReward } from '../../../domain/rewards/reward.js';
import type { PresentAccount } from '../../accounts/desk.js';
import type { InvalidParam } from '../../shared/problem.js';
import type { Partner } from '../kernel/partner.js';
import { invalid } from '../kernel/refused.js';
import { type BalancesOffice, msisdnOf, subscriberOf } from './office.js';
import type { Subscriber } from '../../subscribers/find-subscriber.js';

interface Ref {
  readonly id?: string;
  readonly value?: string;
}

export interface Target {
  readonly subscriber: Subscriber;
  /** The bucket's number or name. */
  readonly bucket?: string;
}

/** Names of a body's attributes that say who; the receiver of a transfer has its own. */
const NAMES = {
  giver: {
    bucket: 'bucket',
    product: 'product',
    logicalResource: 'logicalResource',
    partyAccount: 'partyAccount',
  },
  receiver: {
    bucket: 'receiverBucket',
    product: 'receiverProduct',
    logicalResource: 'receiverLogicalResource',
    partyAccount: 'receiverPartyAccount',
  },
} as const;

/**
 * Whether a body names nobody's balance, or only what can't be one of this operator's: neither `sub_…` nor a number, a
 * SIM, or a bucket of the form `sub_….<n>`. What looks like ours and is not there is an error, and never a balance of
 * somebody else's: who mistypes an id is told so.
 */
export function isElsewhere(
  body: Readonly<Record<string, unknown>>,
  side: keyof typeof NAMES = 'giver',
): boolean {
  const names = NAMES[side];
  const ref = (name: string) => (body[name] ?? {}) as Ref;
  const number = ref(names.logicalResource);
  return [
    ref(names.bucket).id,
    ref(names.product).id,
    ref(names.partyAccount).id,
    number.id,
    number.value,
  ].every((id) => id === undefined || !LIKE_OURS.test(id));
}

const LIKE_OURS = /^\s*(sub_|imsi-|msisdn-|res_|\+?\d{5,19}\s*$)/i;

/** @throws RefusedError 400 with all that is wrong */
export async function targetOf(
  office: Pick<BalancesOffice, 'tables'>,
  partner: Partner,
  body: Readonly<Record<string, unknown>>,
  side: keyof typeof NAMES = 'giver',
): Promise<Target> {
  const names = NAMES[side];
  const found = new Map<string, Subscriber>();
  const problems: InvalidParam[] = [];
  const look = async (param: string, got: string | undefined, name: string | undefined): Promise<void> => {
    if (got === undefined) return;
    const subscriber = name === undefined ? undefined : await subscriberOf(office, partner, name);
    if (subscriber === undefined)
      problems.push({ param, reason: `got ${JSON.stringify(got)}; you have no such product` });
    else found.set(subscriber.subscriberId, subscriber);
  };
  const ref = (name: string) => (body[name] ?? {}) as Ref;
  const { id: bucketId } = ref(names.bucket);
  const bucket = bucketId === undefined ? undefined : readBucketId(bucketId);
  await look(`${names.bucket}.id`, bucketId, bucket?.subscriberId);
  const { id: productId } = ref(names.product);
  await look(`${names.product}.id`, productId, productId);
  const { id: resourceId, value } = ref(names.logicalResource);
  const number = value ?? resourceId;
  await look(`${names.logicalResource}.id`, number, number === undefined ? undefined : msisdnOf(number));
  const { id: accountId } = ref(names.partyAccount);
  await look(`${names.partyAccount}.id`, accountId, accountId);
  if (problems.length > 0) throw invalid('product-not-found', problems);
  const [subscriber, ...others] = found.values();
  if (subscriber === undefined)
    throw invalid('product-missing', [
      {
        param: names.product,
        reason: `is missing; allowed: one at least of ${Object.values(names).join(', ')}, which says whose balance it is`,
      },
    ]);
  if (others.length > 0)
    throw invalid('products-differ', [
      {
        param: names.product,
        reason: `${Object.values(names).join(', ')} name ${[...found.keys()].join(' and ')}; allowed: one product`,
      },
    ]);
  return { subscriber, ...(bucket === undefined ? {} : { bucket: bucket.bucket }) };
}

/** @throws RefusedError 400 when no bucket, or more than one, is meant */
export function templateOf(
  { item, index }: PresentAccount,
  { bucket }: Pick<Target, 'bucket'>,
  { usageType, amount }: { readonly usageType?: string; readonly amount?: TmfQuantity },
  nowMs: number,
): BucketTemplate {
  const { plan, wallet } = index;
  const { buckets, currency, id: planId } = plan;
  const known = () => buckets.map(({ id }) => id).join(', ');
  const wanted = usageType === undefined ? undefined : unitOfUsageType(usageType, currency);
  if (usageType !== undefined && wanted === undefined)
    throw invalid('usage-type-unknown', [
      {
        param: 'usageType',
        reason: `got "${usageType}"; allowed: ${USAGE_TYPE_NAMES.join(', ')}, or ${currency}`,
      },
    ]);
  if (bucket !== undefined) {
    const name = /^\d+$/.test(bucket)
      ? viewAccount(item, plan, nowMs).buckets.find(({ id }) => id === Number(bucket))?.name
      : bucket;
    const found = buckets.find(({ id }) => id === name);
    if (found === undefined)
      throw invalid('bucket-unknown', [
        { param: 'bucket.id', reason: `got "${bucket}"; plan ${planId} has: ${known()}` },
      ]);
    if (wanted !== undefined && found.unit !== wanted)
      throw invalid('usage-type-differs', [
        {
          param: 'usageType',
          reason: `got "${usageType}"; allowed: ${usageTypeOf(found.unit)}, of bucket ${found.id}`,
        },
      ]);
    return found;
  }
  const unit = wanted ?? unitNamed(amount?.units, currency) ?? 'money';
  const fit =
    unit === 'money'
      ? buckets.filter((_, template) => template === wallet)
      : buckets.filter(
          (each) => each.unit === unit && each.pooled !== true && each.unlimited !== true && !isReward(each),
        );
  const [only, ...more] = fit;
  if (only === undefined)
    throw invalid('bucket-unknown', [
      {
        param: 'usageType',
        reason: `got ${JSON.stringify(usageType ?? amount?.units ?? null)}; plan ${planId} has no bucket of it that amounts go to; it has: ${known()}`,
      },
    ]);
  if (more.length > 0)
    throw invalid('bucket-ambiguous', [
      {
        param: 'bucket',
        reason: `is missing; allowed: the id of one of ${fit.map(({ id }) => id).join(', ')}, such as "<product>.${only.id}"`,
      },
    ]);
  return only;
}
