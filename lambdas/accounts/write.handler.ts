/** What the operator's tools change of subscribers and their accounts. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { z } from 'zod';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { outcomeAnswer, refusal } from './answer.js';
import * as bodies from './bodies.js';
import { invalidBody, readBody } from './body.js';
import * as commands from './commands.js';
import type { Desk } from './desk.js';
import { deskOf } from './open-desk.js';
import { answering, subscriberOf } from './route.js';
import { type Command, runCommand } from './run-command.js';
import { postSubscriber } from './subscribers.js';
import { transfer } from './transfer.js';

type Event = APIGatewayProxyEventV2;
type Answer = Promise<APIGatewayProxyStructuredResultV2>;
type Of = (desk: Desk, subscriber: Subscriber, event: Event) => Answer;

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE');
const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const deskAt = deskOf(tables);

const openDesk = async (): Promise<Desk> => deskAt(await operatorTime());

/** A route whose body is one command. */
function commandRoute<T>(
  schema: z.ZodType<T>,
  commandOf: (body: T, desk: Desk, subscriber: Subscriber, event: Event) => Command | Promise<Command>,
  problemsOf: (body: T) => Parameters<typeof invalidBody>[0] = () => [],
): Of {
  return async (desk, subscriber, event) => {
    const body = readBody(schema, event);
    if (!body.ok) return invalidBody(body.invalidParams);
    const problems = problemsOf(body.value);
    if (problems.length > 0) return invalidBody(problems);
    const command = await commandOf(body.value, desk, subscriber, event);
    return outcomeAnswer(subscriber, await runCommand(desk, subscriber, command), desk.nowMs);
  };
}

const ROUTES: Readonly<Record<string, Of>> = {
  'POST /subscribers/{subscriberId}/adjustments': commandRoute(
    bodies.adjustmentBody,
    (body, { nowMs }) => commands.adjustment(body, nowMs),
    commands.adjustmentProblems,
  ),
  'POST /subscribers/{subscriberId}/transfers': postTransfer,
  'POST /subscribers/{subscriberId}/advances': commandRoute(bodies.idBody, (body, { nowMs }) =>
    commands.advance(body, nowMs),
  ),
  'POST /subscribers/{subscriberId}/add-ons': commandRoute(bodies.addOnBody, (body, { nowMs }) =>
    commands.buyAddOn(body, nowMs),
  ),
  'DELETE /subscribers/{subscriberId}/add-ons/{addOnId}': deleteAddOn,
  'PUT /subscribers/{subscriberId}/plan': commandRoute(bodies.planBody, async (body, desk) =>
    commands.changePlan(body, await desk.planOnSale(body.offeringId), desk.nowMs),
  ),
  'PUT /subscribers/{subscriberId}/state': commandRoute(bodies.stateBody, (body, { nowMs }) =>
    commands.changeState(body, nowMs),
  ),
  'POST /subscribers/{subscriberId}/counters/{counter}/lift': commandRoute(
    bodies.idBody,
    (body, { nowMs }, subscriber, event) =>
      commands.liftCounter(event.pathParameters?.['counter'] ?? '', body, subscriber, nowMs),
  ),
};

export async function handler(event: Event): Answer {
  return answering(async () => {
    if (event.routeKey === 'POST /subscribers') {
      const body = readBody(bodies.subscriberBody, event);
      if (!body.ok) return invalidBody(body.invalidParams);
      return postSubscriber(await openDesk(), { client: dynamodb, tables }, body.value);
    }
    const route = ROUTES[event.routeKey];
    if (route === undefined)
      return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
    const subscriber = await subscriberOf(tables.records, event);
    return 'answer' in subscriber ? subscriber.answer : route(await openDesk(), subscriber, event);
  });
}

async function postTransfer(desk: Desk, from: Subscriber, event: Event): Answer {
  const body = readBody(bodies.transferBody, event);
  if (!body.ok) return invalidBody(body.invalidParams);
  const to = await findSubscriber(tables.records, body.value.to);
  if (to === undefined) {
    const detail = `to: there is no subscriber ${body.value.to}`;
    return refusal([{ code: 'receiver-unknown', detail }]);
  }
  return outcomeAnswer(from, await transfer(desk, from, to, body.value), desk.nowMs);
}

/** A DELETE has no body. It is as good as done where it was done, so its id is only a name for the record. */
async function deleteAddOn(desk: Desk, subscriber: Subscriber, event: Event): Answer {
  const addOn = event.pathParameters?.['addOnId'] ?? '';
  const id = event.requestContext.requestId;
  const command = commands.cancelAddOn(addOn, id, desk.nowMs);
  return outcomeAnswer(subscriber, await runCommand(desk, subscriber, command), desk.nowMs);
}
