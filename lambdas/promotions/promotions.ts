/** TMF671: promotions. */
import { GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { couponKey } from '../../domain/promotions/redemption.js';
import { changeProblem, wasReleased } from '../../domain/promotions/change.js';
import type { Promotion } from '../../domain/promotions/promotion.js';
import { readPromotion, type TermsBody, viewPromotion } from '../../domain/promotions/resource.js';
import { terms as termsSchema } from '../../domain/promotions/schemas.js';
import { definitions } from '../../domain/partners/definitions/promotions.js';
import { TMF_BASE } from '../../domain/partners/routes.js';
import { newRecord } from '../accounts/ledger.js';
import { bodyChecks } from '../partners/kernel/check-body.js';
import {
  type Collection,
  collectionHandlers,
  type Made,
  type Resource,
} from '../partners/kernel/collection.js';
import type { Recorded } from '../partners/kernel/records.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { hashOfCode } from './find-code.js';
import type { PromotionsOffice } from './office.js';
import { zodProblems } from './zod-problems.js';

export const checkPromotionBody = bodyChecks(definitions);

/** The index's partition of released promotions that need no code. */
const AUTOMATIC = 'PROMOTIONS#AUTOMATIC';
const INDEX = 'gsi1';
/** More rules than that at every till would make each basket slow. */
const MOST_AUTOMATIC = 200;

type Indexed = Promotion & { readonly gsi1pk?: string; readonly gsi1sk?: string };

export function promotionHandlers(office: PromotionsOffice): Readonly<Record<string, PartnerHandler>> {
  const collection: Collection<Indexed> = {
    table: office.tables.records,
    book: office.promotions,
    api: 'promotions',
    name: 'promotion',
    type: 'Promotion',
    words: 'promotion',
    prefix: 'prm',
    definitions,
    checkBody: checkPromotionBody,
    view: (record, baseUrl) =>
      viewPromotion(record, `${baseUrl}${TMF_BASE.promotions}/promotion/${record.id}`),
    make: async (request, body) => {
      const id = `prm_${request.seed.slice(0, 24)}`;
      const value = readPromotionBody(body);
      mayRelease(request, value);
      await codeIsFree(office, id, value);
      return { value: indexed(id, value), id, also: codeWrites(office, id, undefined, value) };
    },
    remake: async (request, before, merged) => remade(office, request, before, merged),
    unmake: async (_request, before) => {
      if (wasReleased(before))
        throw new RefusedError(
          409,
          'promotion-was-released',
          `promotion ${before.id} was released, and people have its codes; allowed: lifecycleStatus "retirement"`,
        );
      return Promise.resolve(codeWrites(office, before.id, before, undefined));
    },
  };
  return collectionHandlers(collection);
}

/**
 * A promotion out of a body that its schema allows, with everything that is wrong at once.
 *
 * @throws RefusedError 400
 */
export function readPromotionBody(body: Resource, before?: Promotion): Promotion {
  const given = body['terms'];
  const parsed = given === undefined ? undefined : termsSchema.safeParse(given);
  const wrong =
    parsed === undefined || parsed.success ? [] : zodProblems(parsed.error, given, termsSchema, 'terms');
  const terms: TermsBody = parsed?.success === true ? parsed.data : {};
  const promotion = readPromotion(body, terms);
  const problems = [
    ...wrong,
    ...('problems' in promotion
      ? promotion.problems.filter(({ param }) => wrong.length === 0 || !param.startsWith('terms'))
      : []),
  ];
  if (problems.length > 0) throw invalid('invalid-promotion', problems);
  const made = promotion as Promotion;
  return given === undefined && before !== undefined ? { ...made, terms: before.terms } : made;
}

async function remade(
  office: PromotionsOffice,
  request: PartnerRequest,
  before: Recorded<Indexed>,
  merged: Resource,
): Promise<Made<Indexed>> {
  const value = readPromotionBody(merged, before);
  const problem = changeProblem(before, value);
  if (problem !== undefined) throw new RefusedError(409, problem.code, problem.detail);
  if (before.status !== value.status) mayRelease(request, value);
  await codeIsFree(office, before.id, value);
  return {
    value: indexed(before.id, value),
    also: codeWrites(office, before.id, before, value),
    ...(before.status === value.status ? {} : { change: 'state_changed' as const }),
  };
}

/** What is given away is the operator's: it alone releases. @throws RefusedError 403 */
function mayRelease({ partner }: PartnerRequest, { status }: Promotion): void {
  if (status === 'release' && !partner.isOperator)
    throw new RefusedError(
      403,
      'may-not-release',
      'lifecycleStatus: got "release"; the operator releases promotions: set "waitForApproval", and it decides',
    );
}

function indexed(id: string, value: Promotion): Indexed {
  const { gsi1pk: _pk, gsi1sk: _sk, ...promotion } = value as Indexed;
  return value.terms.kind === 'automatic' && value.status === 'release'
    ? { ...promotion, gsi1pk: AUTOMATIC, gsi1sk: id }
    : promotion;
}

/** @throws RefusedError 409 when another promotion has its code */
async function codeIsFree(
  { client, tables }: PromotionsOffice,
  id: string,
  { terms }: Promotion,
): Promise<void> {
  if (terms.code === undefined) return;
  const { pk, sk } = couponKey(hashOfCode(terms.code));
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  if (item !== undefined && item['systematicOf']?.S !== id)
    throw new RefusedError(
      409,
      'code-taken',
      `terms.code: got "${terms.code}", which another promotion has; allowed: a code of its own`,
    );
}

/** A systematic code leads to one promotion. */
function codeWrites(
  office: PromotionsOffice,
  id: string,
  before: Promotion | undefined,
  after: Promotion | undefined,
): TransactWriteItem[] {
  const [from, to] = [before?.terms.code, after?.terms.code];
  if (from === to) return [];
  const keyOf = (code: string) => couponKey(hashOfCode(code));
  return [
    ...(from === undefined ? [] : [removal(office, keyOf(from))]),
    ...(to === undefined ? [] : [newRecord(office.tables, { ...keyOf(to), systematicOf: id })]),
  ];
}

const removal = (
  { tables }: PromotionsOffice,
  { pk, sk }: { pk: string; sk: string },
): TransactWriteItem => ({
  Delete: { TableName: tables.records, Key: { pk: { S: pk }, sk: { S: sk } } },
});

/**
 * Released promotions that need no code: the operator's, and the partner's own.
 *
 * @public for whoever evaluates baskets
 */
export async function automaticPromotions(
  office: PromotionsOffice,
  partnerId: string,
): Promise<readonly Recorded<Promotion>[]> {
  const { Items: items = [] } = await office.client.send(
    new QueryCommand({
      TableName: office.tables.records,
      IndexName: INDEX,
      KeyConditionExpression: 'gsi1pk = :automatic',
      ExpressionAttributeValues: { ':automatic': { S: AUTOMATIC } },
      Limit: MOST_AUTOMATIC,
    }),
  );
  const found = await office.promotions.places.records(items.map((item) => item['pk']!.S!));
  return (found as unknown as Recorded<Promotion>[]).filter(
    ({ owner, status }) => status === 'release' && (owner === 'operator' || owner === partnerId),
  );
}
