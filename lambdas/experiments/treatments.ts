/** What variants give: whether this market can have it, and its publication. */
import { CatalogueError } from '../../domain/catalogue/catalogue-error.js';
import { compilePlan } from '../../domain/catalogue/compile.js';
import type { OperatorTerms } from '../../domain/catalogue/offering-view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { newVersion, releaseOf } from '../../domain/catalogue/releases.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import type { Variant } from '../../domain/experiments/experiment.js';
import { promotionContent } from '../../domain/experiments/promotion-recipe.js';
import type { Offering } from '../../domain/operator/offering.js';
import { parseOffering } from '../../domain/operator/operator.js';
import type { Problem } from '../../domain/operator/problem.js';
import type { Promotion } from '../../domain/promotions/promotion.js';
import { readOffering } from '../catalogue/offering-record.js';
import { addVersion, publishPlan } from '../catalogue/publish.js';
import type { Recorded } from '../partners/kernel/records.js';
import type { InvalidParam } from '../shared/problem.js';
import { type ExperimentsOffice } from './office.js';
import { operatorTerms } from './operator.js';

export type Compiled =
  | { readonly ok: true; readonly plan: PlanVersion; readonly offering: Offering }
  | { readonly ok: false; readonly problems: readonly InvalidParam[] };

/**
 * An offering against this market: its law, its host's floor prices, and what is sold already.
 *
 * @param at  of the offering in the body, for problems
 */
export async function compileNew(
  table: string,
  operator: OperatorTerms,
  content: unknown,
  at: string,
): Promise<Compiled> {
  const told = (problems: readonly Problem[]) =>
    problems.map(({ path, message }) => ({ param: path === '' ? at : `${at}.${path}`, reason: message }));
  const parsed = parseOffering(operator, content);
  if (!parsed.ok) return { ok: false, problems: told(parsed.problems) };
  try {
    const plan = compilePlan(operator, parsed.offering);
    const before = await readOffering(table, plan.offeringId);
    // Another version of what is sold would be everybody's, and not a variant's.
    return before === undefined || before.versions.every(({ planId }) => planId === plan.id)
      ? { ok: true, plan, offering: parsed.offering }
      : {
          ok: false,
          problems: [
            {
              param: `${at}.id`,
              reason: `got "${plan.offeringId}", which is sold already with other content; allowed: an id of its own`,
            },
          ],
        };
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    return { ok: false, problems: told(error.problems) };
  }
}

/** May be done again, and gone on with. */
export async function publish(
  table: string,
  { market }: OperatorTerms,
  { plan, offering }: Extract<Compiled, { ok: true }>,
  nowMs: number,
  sale: 'all' | 'trial',
): Promise<void> {
  await publishPlan(table, plan);
  await addVersion(table, plan, newVersion(plan, releaseOf(offering, market.timeZone), 'api'), nowMs, sale);
}

/**
 * What of the variants can't be given in this market, all of it, and the offerings that can.
 *
 * @param when  a draft may name a promotion that is not released yet
 */
export async function treatmentsOf(
  office: ExperimentsOffice,
  variants: readonly Variant[],
  when: 'draft' | 'start',
): Promise<{
  readonly problems: readonly InvalidParam[];
  readonly offerings: readonly Extract<Compiled, { ok: true }>[];
  /** By id. */
  readonly promotions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}> {
  const problems: InvalidParam[] = [];
  const promotions: Record<string, Readonly<Record<string, unknown>>> = {};
  const offerings: Extract<Compiled, { ok: true }>[] = [];
  const operator = variants.some(({ treatment }) => treatment.kind === 'offering')
    ? await operatorTerms(office)
    : undefined;
  const ids = new Set<unknown>();
  for (const [index, { treatment }] of variants.entries()) {
    const at = `variants[${index}].treatment`;
    if (treatment.kind === 'promotion') {
      const { promotionId } = treatment;
      const promotion = await office.promotions.get(promotionId);
      problems.push(...promotionProblems(promotion, promotionId, `${at}.promotionId`, when));
      if (promotion !== undefined) promotions[promotionId] = promotionContent(promotion);
    }
    if (treatment.kind !== 'offering' || operator === undefined) continue;
    const { id } = treatment.offering;
    if (ids.has(id))
      problems.push({
        param: `${at}.offering.id`,
        reason: `got ${JSON.stringify(id)}, which another variant has; allowed: an id of its own`,
      });
    ids.add(id);
    const compiled = await compileNew(office.table, operator, treatment.offering, `${at}.offering`);
    if (compiled.ok) offerings.push(compiled);
    else problems.push(...compiled.problems);
  }
  return { problems, offerings, promotions };
}

function promotionProblems(
  promotion: Recorded<Promotion> | undefined,
  id: string,
  param: string,
  when: 'draft' | 'start',
): InvalidParam[] {
  if (promotion === undefined || promotion.owner !== OPERATOR_OWNER)
    return [{ param, reason: `got "${id}"; allowed: a promotion of the operator's own` }];
  if (promotion.terms.kind === 'automatic')
    return [
      {
        param,
        reason: `got "${id}", which needs no code: the control group would get it, too; allowed: one with codes`,
      },
    ];
  return when === 'draft' || promotion.status === 'release'
    ? []
    : [
        {
          param,
          reason: `got "${id}", whose lifecycleStatus is "${promotion.status}"; allowed: one in "release"`,
        },
      ];
}
