/** `POST /offerings`: an offering from outside the operator file, compiled, and published unless it is a dry run. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { compilePlan } from '../../domain/catalogue/compile.js';
import type { OperatorTerms } from '../../domain/catalogue/offering-view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { newVersion, releaseOf } from '../../domain/catalogue/releases.js';
import { withVersion, type OfferingVersion } from '../../domain/catalogue/versions.js';
import { viewPlan } from '../../domain/catalogue/view-plan.js';
import { parseOffering } from '../../domain/operator/operator.js';
import { problemAt, type Problem } from '../../domain/operator/problem.js';
import { parseJson } from '../shared/parse-json.js';
import { json, problem } from '../shared/problem.js';
import { readOffering } from './offering-record.js';
import { readOperator } from './operator-record.js';
import { addVersion, publishPlan } from './publish.js';
import { simulated, trialUsage } from './trial-usage.js';

type Answer = APIGatewayProxyStructuredResultV2;

/**
 * Compiles the offering in the body, as it stands under `plans` of an operator file but in JSON.
 *
 * - 200: `?dryRun=true`, or the version is there already. 201: it is published.
 * - 400 `offering-invalid`: every problem in `invalidParams`. 400 `invalid-query`. 409 `operator-not-published`.
 *
 * With a dry run the body may have `usage`, a list of what a subscriber would use: the answer tells what it would cost.
 *
 * @param table  name of the records table
 * @param nowMs  the operator's time
 */
export async function postOffering(
  table: string,
  event: APIGatewayProxyEventV2,
  nowMs: number,
): Promise<Answer> {
  const dryRun = dryRunOf(event.queryStringParameters);
  if (Array.isArray(dryRun))
    return problem(400, 'invalid-query', { invalidParams: dryRun.map(toInvalidParam) });
  const operator = await readOperator(table);
  if (operator === undefined) {
    return problem(409, 'operator-not-published', {
      detail: 'no operator file was published with this catalogue, so there is no market to compile against',
    });
  }
  const { usage, ...body } = bodyOf(event);
  const parsed = parseOffering(operator, 'content' in body ? body['content'] : body);
  const trial = trialUsage(usage, dryRun, parsed.ok ? parsed.offering : undefined, nowMs);
  const problems = [...(parsed.ok ? [] : parsed.problems), ...('problems' in trial ? trial.problems : [])];
  if (!parsed.ok || 'problems' in trial) {
    return problem(400, 'offering-invalid', { invalidParams: problems.map(toInvalidParam) });
  }
  const plan = compilePlan(operator, parsed.offering);
  const added = newVersion(plan, releaseOf(parsed.offering, operator.market.timeZone), 'api');
  if (dryRun) {
    const before = (await readOffering(table, plan.offeringId))?.versions ?? [];
    const versions = withVersion(before, added, nowMs);
    return json(200, {
      dryRun: true,
      ...answer(plan, versions, operator),
      published: false,
      ...(usage === undefined ? {} : { usage: simulated(plan, trial.usages, nowMs) }),
    });
  }
  await publishPlan(table, plan);
  const { changed, versions } = await addVersion(table, plan, added, nowMs);
  return json(changed ? 201 : 200, { ...answer(plan, versions, operator), published: changed });
}

function answer(plan: PlanVersion, versions: readonly OfferingVersion[], operator: OperatorTerms) {
  return {
    offeringId: plan.offeringId,
    planId: plan.id,
    versions: versions.map(({ planId, fromMs, existing, source }) => ({
      planId,
      effectiveFrom: new Date(fromMs).toISOString(),
      existingSubscribers: existing,
      source,
    })),
    market: operator.market.country,
    plan: viewPlan(plan),
  };
}

function dryRunOf(query: APIGatewayProxyEventV2['queryStringParameters']): boolean | Problem[] {
  const problems = Object.entries(query ?? {}).flatMap(([param, value]) => {
    if (param !== 'dryRun') return [problemAt(param, value, 'dryRun', 'there is no such parameter')];
    return value === 'true' || value === 'false' ? [] : [problemAt(param, value, 'true, false')];
  });
  return problems.length > 0 ? problems : query?.['dryRun'] === 'true';
}

/** The parsed body; under `content` as it came when it is no object, for the answer to show. */
function bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Readonly<Record<string, unknown>> {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch {
    return { content: text };
  }
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  return isObject ? (parsed as Readonly<Record<string, unknown>>) : { content: parsed };
}

function toInvalidParam({ path, message }: Problem) {
  return { param: path, reason: message };
}
