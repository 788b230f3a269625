/**
 * `GET /subscribers/{subscriberId}/bills`, `…/bills/{billId}`, `…/receipts`, `…/receipts/{receiptId}`, newest first. One
 * bill or receipt is JSON, or a PDF where `Accept` wants one or its id ends in `.pdf`; the bill `current` is what was not
 * billed yet.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { billDocument, receiptDocument, type PrintedDocument } from '../../domain/billing/document.js';
import { receiptFor } from '../../domain/billing/receipt-for.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { planIdOf, type Item } from '../../domain/charging/item.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { fromItem } from '../shared/attributes.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { cursorAfter, pageRequest } from '../shared/paging.js';
import { loadPlan } from '../shared/plan-store.js';
import { json, problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { findSubscriber, isSubscriberName } from '../subscribers/find-subscriber.js';
import { currentBill } from './bill-account.js';
import { endOfBillId, isBillKey, listBills, readBill } from './bill-store.js';
import { brandOf, byQuality, localeFor } from './brand.js';
import { receiptRows, usageRow } from './usage-rows.js';

const {
  ACCOUNTS_TABLE: accounts,
  RECORDS_TABLE: records,
  BRAND,
} = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'BRAND');
const brand = brandOf(BRAND);

type Answer = APIGatewayProxyStructuredResultV2;
type Read = (account: string, event: APIGatewayProxyEventV2) => Promise<Answer>;

const ROUTES: Readonly<Record<string, Read>> = {
  'GET /subscribers/{subscriberId}/bills': getBills,
  'GET /subscribers/{subscriberId}/bills/{billId}': getBill,
  'GET /subscribers/{subscriberId}/receipts': getReceipts,
  'GET /subscribers/{subscriberId}/receipts/{receiptId}': getReceipt,
};

export async function handler(event: APIGatewayProxyEventV2): Promise<Answer> {
  const read = ROUTES[event.routeKey];
  if (read === undefined) {
    return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  }
  const name = event.pathParameters?.['subscriberId'] ?? '';
  if (!isSubscriberName(name)) {
    return invalid('subscriber-id', 'subscriberId', name, 'sub_…, imsi- or msisdn- and 5 to 15 digits');
  }
  const subscriber = await findSubscriber(records, name);
  if (subscriber === undefined) {
    return problem(404, 'subscriber-not-found', { detail: `there is no subscriber ${name}` });
  }
  return read(subscriber.accountKey, event);
}

async function getBills(account: string, event: APIGatewayProxyEventV2): Promise<Answer> {
  const page = pageRequest(event.queryStringParameters, isBillKey);
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  const { bills, after } = await listBills(records, account, page);
  return json(200, { items: bills, ...(after === undefined ? {} : { after: cursorAfter(after) }) });
}

async function getBill(account: string, event: APIGatewayProxyEventV2): Promise<Answer> {
  const { id, format } = wanted(event, event.pathParameters?.['billId'] ?? '');
  if (format === undefined) return notAcceptable();
  const to = endOfBillId(id);
  if (to === undefined && id !== 'current') {
    return invalid('bill-id', 'billId', id, 'a billId of the list such as "20261031T230000Z", or "current"');
  }
  const bill =
    to === undefined
      ? await currentBill(records, brand, account, await operatorTime(), async () => planInForce(account))
      : (await readBill(records, account, to))?.bill;
  if (bill === undefined) return problem(404, 'bill-not-found', { detail: `there is no bill ${id}` });
  return format === 'json'
    ? json(200, bill, VARIES)
    : pdf(billDocument(bill, localeFor(brand, event.headers?.['accept-language'])), bill.number ?? id);
}

async function getReceipts(account: string, event: APIGatewayProxyEventV2): Promise<Answer> {
  const page = pageRequest(event.queryStringParameters, (key) => /^\d{12}$/.test(key));
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  const { records: rows, after } = await receiptRows(records, account, page);
  const receipts = await Promise.all(rows.map(async (row) => receiptFor(row, await planOf(row), brand)));
  const items = receipts.filter((receipt) => receipt !== undefined);
  return json(200, { items, ...(after === undefined ? {} : { after: cursorAfter(after) }) });
}

async function getReceipt(account: string, event: APIGatewayProxyEventV2): Promise<Answer> {
  const { id, format } = wanted(event, event.pathParameters?.['receiptId'] ?? '');
  if (format === undefined) return notAcceptable();
  if (!/^[1-9]\d{0,11}$/.test(id)) {
    return invalid('receipt-id', 'receiptId', id, 'a receiptId of the list: 1 to 12 digits');
  }
  const row = await usageRow(records, account, Number(id));
  const receipt = row === undefined ? undefined : receiptFor(row, await planOf(row), brand);
  if (receipt === undefined)
    return problem(404, 'receipt-not-found', { detail: `there is no receipt ${id}` });
  return format === 'json'
    ? json(200, receipt, VARIES)
    : pdf(receiptDocument(receipt, localeFor(brand, event.headers?.['accept-language'])), receipt.number);
}

async function planOf({ planId }: UsageRecord): Promise<PlanVersion> {
  const plan = await loadPlan(planId);
  if (plan === undefined)
    throw new Error(`a usage record names plan version ${planId}, which is not published`);
  return plan;
}

async function planInForce(account: string): Promise<PlanVersion | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: accounts, Key: { k: { S: account } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : loadPlan(planIdOf(fromItem(item) as Item));
}

const PDF = 'application/pdf';
const VARIES = { vary: 'accept' };

/** A trailing `.pdf` is for links in mails and pages, which can't say what they accept. */
function wanted(
  { headers }: APIGatewayProxyEventV2,
  name: string,
): { readonly id: string; readonly format: 'json' | 'pdf' | undefined } {
  if (name.endsWith('.pdf')) return { id: name.slice(0, -'.pdf'.length), format: 'pdf' };
  const types = byQuality(headers?.['accept'] ?? '*/*');
  const first = types.find((type) => [PDF, 'application/json', 'application/*', '*/*'].includes(type));
  return { id: name, format: first === undefined ? undefined : first === PDF ? 'pdf' : 'json' };
}

async function pdf(printed: PrintedDocument, name: string): Promise<Answer> {
  // Loaded when the first one is drawn: most answers are JSON, and need none of it.
  const { drawPdf } = await import('./pdf.js');
  const bytes = await drawPdf(printed, brand.theme);
  return {
    statusCode: 200,
    headers: {
      'content-type': PDF,
      'content-disposition': `inline; filename="${name}.pdf"`,
      'content-language': printed.locale,
      vary: 'accept, accept-language',
    },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  };
}

const invalid = (code: string, param: string, value: string, allowed: string): Answer =>
  problem(400, `invalid-${code}`, {
    invalidParams: [{ param, reason: `got "${value}"; allowed: ${allowed}` }],
  });

const notAcceptable = (): Answer =>
  problem(406, 'not-acceptable', { detail: `allowed in Accept: application/json, ${PDF}` });
