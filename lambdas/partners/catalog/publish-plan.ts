/** A product offering that carries a plan: compiled and published, as `POST /offerings` does. */
import { compilePlan } from '../../../domain/catalogue/compile.js';
import { newVersion, releaseOf } from '../../../domain/catalogue/releases.js';
import { withVersion } from '../../../domain/catalogue/versions.js';
import { parseOffering } from '../../../domain/operator/operator.js';
import type { Resource } from '../../../domain/partners/catalog/reference.js';
import type { SoldPlan } from '../../../domain/partners/catalog/sold.js';
import { addVersion, publishPlan } from '../../catalogue/publish.js';
import { readOffering } from '../../catalogue/offering-record.js';
import { readOperator } from '../../catalogue/operator-record.js';
import { invalid, RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';

/** The `@type` of an offering whose `plan` is as under `plans` of an operator file. */
export const MOBILE_PLAN = 'MobilePlanOffering';
/** What it may say beside its plan. */
const BESIDE = ['@type', '@baseType', '@schemaLocation', 'plan', 'name'];

export const carriesPlan = (body: Resource): boolean =>
  body['@type'] === MOBILE_PLAN || Object.hasOwn(body, 'plan');

export interface PublishedPlan {
  readonly sold: SoldPlan;
  /** False: the version was there already, or it is a dry run. */
  readonly isNew: boolean;
}

/** @throws RefusedError 400 with everything that is wrong with the plan, 403 for partners, 409 without an operator file */
export async function publishMobilePlan(
  table: string,
  { partner, nowMs }: PartnerRequest,
  body: Resource,
  dryRun: boolean,
): Promise<PublishedPlan> {
  if (!partner.isOperator)
    throw new RefusedError(
      403,
      'operator-only',
      'plans are published by the operator; allowed for partners: offerings without a plan, which are drafts',
    );
  const operator = await readOperator(table);
  if (operator === undefined)
    throw new RefusedError(
      409,
      'operator-not-published',
      'no operator file was published with this catalogue, so there is no market to compile against',
    );
  const parsed = parseOffering(operator, body['plan']);
  const named = body['name'];
  const problems = [
    ...(parsed.ok
      ? named === parsed.offering.name
        ? []
        : [
            {
              param: 'name',
              reason: `got ${JSON.stringify(named)}; allowed: "${parsed.offering.name}", as in the plan`,
            },
          ]
      : parsed.problems.map(({ path, message }) => ({
          param: path === '' ? 'plan' : `plan.${path}`,
          reason: message,
        }))),
    ...Object.entries(body)
      .filter(([name]) => !BESIDE.includes(name))
      .map(([param, value]) => ({
        param,
        reason: `got ${JSON.stringify(value)}; it follows from the plan; allowed beside it: ${BESIDE.join(', ')}`,
      })),
  ];
  if (!parsed.ok || problems.length > 0) throw invalid('offering-invalid', problems);
  const plan = compilePlan(operator, parsed.offering);
  const added = newVersion(plan, releaseOf(parsed.offering, operator.market.timeZone), 'api');
  const before = (await readOffering(table, plan.offeringId))?.versions ?? [];
  if (!dryRun) await publishPlan(table, plan);
  const { changed, versions } = dryRun
    ? { changed: false, versions: withVersion(before, added, nowMs) }
    : await addVersion(table, plan, added, nowMs);
  const version = versions.findLast(({ planId }) => planId === plan.id)!;
  return {
    sold: {
      offeringId: plan.offeringId,
      state: version.fromMs > nowMs ? 'coming' : 'on_sale',
      plan,
      version,
      next: versions.find(({ fromMs }) => fromMs > version.fromMs),
    },
    isNew: changed,
  };
}
