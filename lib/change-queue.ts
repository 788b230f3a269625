import { Duration } from 'aws-cdk-lib';
import { Rule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';

/** From 5 s to 15 minutes apart (`lambdas/shared/come-back-later.ts`): an outage of an hour is outlasted. */
const ATTEMPTS = 12;

/** How long the function that is fed may take. */
export const CHANGE_TIMEOUT = Duration.minutes(1);

export interface ChangeQueueProps {
  readonly operatorId: string;
  readonly eventBus: IEventBus;
  /** Types of events about an account. */
  readonly events: readonly string[];
  /** Of the rule. */
  readonly description: string;
}

/** What changed, waiting to be told to the network, and what was given up, kept for 14 days. */
export interface ChangeQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** Queues events about accounts. The ids `Queue`, `DeadLetters` and `Changes` of the scope are taken. */
export function changeQueue(scope: Construct, props: ChangeQueueProps): ChangeQueue {
  const { description, eventBus, events, operatorId } = props;
  const kept = {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  };
  const deadLetters = new Queue(scope, 'DeadLetters', kept);
  acknowledge(deadLetters, {
    'Serverless-SQSRedrivePolicy':
      'It is the dead-letter queue of the events and of their queue. Its depth has an alarm.',
  });
  const queue = new Queue(scope, 'Queue', {
    ...kept,
    // Why six times: what Lambda's own retries of a throttled function may take.
    visibilityTimeout: Duration.seconds(6 * CHANGE_TIMEOUT.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: ATTEMPTS },
  });
  new Rule(scope, 'Changes', {
    description,
    eventBus,
    eventPattern: { source: [`wildlily.${operatorId}`], detailType: [...events] },
    targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
  });
  return { queue, deadLetters };
}

/** Feeds a function from the queue, ten changes at a time. */
export function tellChanges({ queue }: ChangeQueue, handler: LambdaFunction): void {
  handler.addEventSource(
    new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 10 }),
  );
  acknowledge(handler, {
    'Serverless-LambdaEventSourceMappingDestination':
      'A queue has no on-failure destination: its own redrive policy moves what failed to the dead-letter queue.',
  });
}
