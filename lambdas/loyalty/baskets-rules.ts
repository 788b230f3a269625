/** Rules of baskets: `BASKETRULES` / `RULE#<id>`; of one that has ended its id stays, so that counters are not mixed up. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type BasketRule, earnRules, MOST_RULES, ruleOf } from '../../domain/baskets/rule.js';
import type { RuleBody } from '../../domain/baskets/schemas.js';
import { REWARD_EXAMPLE } from '../../domain/sponsors/amounts.js';
import { BusyError } from '../accounts/desk.js';
import { writeTogether } from '../accounts/ledger.js';
import { requestDigest } from '../pools/write-once.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { invalid, notFound, RefusedError } from '../partners/kernel/refused.js';
import { created, noContent, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { countsOf } from './baskets-counters.js';
import type { LoyaltyOffice } from './office.js';

const PK = 'BASKETRULES';
const ruleKey = (id: string) => ({ pk: { S: PK }, sk: { S: `RULE#${id}` } });
const endedKey = (id: string) => ({ pk: { S: PK }, sk: { S: `ENDED#${id}` } });

interface StoredRule {
  readonly body: RuleBody;
  readonly request: string;
}

export function basketRuleHandlers(office: LoyaltyOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    createBasketRule: async (request) => create(office, request),
    listBasketRules: async (request) => {
      mustBeOperator(request);
      const rules = await storedRules(office);
      const totals = await countsOf(
        office,
        rules.map(({ body: { id } }) => ({ pk: `BASKETRULE#${id}`, sk: 'TOTAL' })),
      );
      return answerList(
        listQuery(request.query, ['id', 'name', 'campaignId']),
        listOf(rules),
        ({ body }) => ({
          ...view(body, request.baseUrl),
          ...(body.most?.total === undefined
            ? {}
            : { used: totals({ pk: `BASKETRULE#${body.id}`, sk: 'TOTAL' }) }),
        }),
      );
    },
    deleteBasketRule: async (request) => end(office, request),
  };
}

const view = (body: RuleBody, baseUrl: string) => ({ ...body, href: `${baseUrl}/basket-rules/${body.id}` });

/** @throws RefusedError 403 */
function mustBeOperator({ partner }: PartnerRequest): void {
  if (!partner.isOperator)
    throw new RefusedError(403, 'operator-only', "rules of baskets are for the operator's own tools");
}

async function storedRules({ client, tables }: LoyaltyOffice): Promise<StoredRule[]> {
  const rules: StoredRule[] = [];
  let after: Parameters<typeof fromItem>[0] | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: tables.records,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :rule)',
        ExpressionAttributeValues: { ':pk': { S: PK }, ':rule': { S: 'RULE#' } },
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    rules.push(...items.map((item) => fromItem(item) as unknown as StoredRule));
    after = last;
  } while (after !== undefined);
  return rules;
}

/** Every rule that there is now, those of the operator file first. */
export async function basketRules(office: LoyaltyOffice): Promise<BasketRule[]> {
  const made = await storedRules(office);
  // Rules that were made at the same time may be one or two too many.
  return [...earnRules(office.terms), ...made.slice(0, MOST_RULES).flatMap(({ body }) => ruleOf(body) ?? [])];
}

async function create(office: LoyaltyOffice, request: PartnerRequest) {
  mustBeOperator(request);
  const asked = request.body as RuleBody;
  const { nowMs, baseUrl } = request;
  const digest = requestDigest(asked);
  const body: RuleBody = { ...asked, from: asked.from ?? new Date(nowMs).toISOString() };
  const { gives, from, to } = body;
  const problems = [
    ...(ruleOf(body) === undefined
      ? [
          {
            param: 'gives.amount',
            reason: `got "${gives.amount}"; allowed: an amount of ${gives.kind} such as "${REWARD_EXAMPLE[gives.kind]}"`,
          },
        ]
      : []),
    ...(to !== undefined && Date.parse(to) <= Date.parse(from!)
      ? [{ param: 'to', reason: `got "${to}"; allowed: after ${from}` }]
      : []),
  ];
  if (problems.length > 0) throw invalid('invalid-body', problems);
  const rules = await storedRules(office);
  const before = rules.find((rule) => rule.body.id === body.id);
  if (before !== undefined) {
    if (before.request === digest) return created(view(before.body, baseUrl));
    throw new RefusedError(409, 'rule-differs', `there is a rule "${body.id}" that says something else`);
  }
  if (rules.length >= MOST_RULES)
    throw new RefusedError(409, 'too-many-rules', `there are ${rules.length} rules; end one of them first`);
  const { records } = office.tables;
  const written = await writeTogether(office.client, [
    {
      Put: {
        TableName: records,
        Item: { ...ruleKey(body.id), ...toAttributes({ body, request: digest }) },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      ConditionCheck: {
        TableName: records,
        Key: endedKey(body.id),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ]);
  if (!written)
    throw new RefusedError(
      409,
      'rule-id-used',
      `"${body.id}" is, or was, another rule's; allowed: an id of its own`,
    );
  return created(view(body, baseUrl));
}

async function end(office: LoyaltyOffice, request: PartnerRequest) {
  mustBeOperator(request);
  const id = request.path['ruleId'] ?? '';
  const found = (await storedRules(office)).find(({ body }) => body.id === id);
  if (found === undefined) throw notFound('basket-rule', id);
  const { records } = office.tables;
  const written = await writeTogether(office.client, [
    { Delete: { TableName: records, Key: ruleKey(id), ConditionExpression: 'attribute_exists(pk)' } },
    {
      Put: {
        TableName: records,
        Item: {
          ...endedKey(id),
          ...toAttributes({
            body: found.body,
            request: found.request,
            endedAt: new Date(request.nowMs).toISOString(),
          }),
        },
      },
    },
  ]);
  if (!written) throw new BusyError(`basket rule ${id} was changed by somebody else`);
  return noContent();
}
