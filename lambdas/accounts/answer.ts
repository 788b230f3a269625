/** Answers of the account routes: the account as it is after the request, or why it was refused. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Item } from '../../domain/charging/item.js';
import { json, problem } from '../shared/problem.js';
import { accountAnswer } from '../subscribers/account-answer.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import type { CommandOutcome, Refusal } from './run-command.js';

/** 404: what the URL or body names is not there. 422: it can never be right. 409: not as the account is now. */
const STATUS: Readonly<Record<string, number>> = {
  'subscriber-not-found': 404,
  'add-on-unknown': 404,
  'add-on-not-held': 404,
  'counter-unknown': 404,
  'id-malformed': 422,
  'amount-invalid': 422,
  'expiry-passed': 422,
  'bucket-unknown': 422,
  'bucket-unlimited': 422,
  'transfer-to-itself': 422,
  'currency-differs': 422,
  'offering-unknown': 422,
  'receiver-unknown': 422,
};

/** The problem's own code and status are those of the first; `problems` has all. */
export function refusal(problems: readonly Refusal[]): APIGatewayProxyStructuredResultV2 {
  const [first] = problems;
  const code = first?.code ?? 'refused';
  return problem(STATUS[code] ?? 409, code, {
    detail: problems.map(({ detail }) => detail).join('; '),
    problems,
  });
}

/** 200 with the account's view, and whether it was done before. */
export async function outcomeAnswer(
  { subscriberId }: Subscriber,
  outcome: CommandOutcome,
  nowMs: number,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (outcome.outcome === 'refused') return refusal(outcome.problems);
  return done(subscriberId, outcome.item, outcome.outcome === 'repeated', nowMs);
}

export async function done(
  subscriberId: string,
  item: Item,
  repeated: boolean,
  nowMs: number,
  status = 200,
): Promise<APIGatewayProxyStructuredResultV2> {
  return json(
    status,
    { subscriberId, repeated, account: await accountAnswer(item, nowMs) },
    repeated ? { repeated: 'true' } : {},
  );
}
