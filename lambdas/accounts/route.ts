/** What the routes of one subscriber share: its name in the path, and answers that are never a stack trace. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problem } from '../shared/problem.js';
import { findSubscriber, isSubscriberName, type Subscriber } from '../subscribers/find-subscriber.js';
import { BusyError } from './desk.js';

/** The subscriber that the path names, or the answer that says what is wrong with it. */
export async function subscriberOf(
  records: string,
  event: APIGatewayProxyEventV2,
): Promise<Subscriber | { readonly answer: APIGatewayProxyStructuredResultV2 }> {
  const name = event.pathParameters?.['subscriberId'] ?? '';
  if (!isSubscriberName(name)) {
    const reason = `got "${name}"; allowed: sub_…, imsi- or msisdn- and 5 to 15 digits`;
    return {
      answer: problem(400, 'invalid-subscriber-id', { invalidParams: [{ param: 'subscriberId', reason }] }),
    };
  }
  const subscriber = await findSubscriber(records, name);
  return (
    subscriber ?? {
      answer: problem(404, 'subscriber-not-found', { detail: `there is no subscriber ${name}` }),
    }
  );
}

/** 503 for what may be sent again as it is. */
export async function answering(
  answer: () => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    return problem(503, 'busy', { detail: `${error.message}; send it again` }, { 'retry-after': '1' });
  }
}
