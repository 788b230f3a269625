import type { LocalCloud } from '../cloud.js';
import { LocalQueue } from '../sqs/queue.js';
import type { Provider } from '../template/deployment.js';

interface QueueProps {
  readonly QueueName?: string;
  readonly VisibilityTimeout?: number;
  readonly DelaySeconds?: number;
  readonly RedrivePolicy?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

/** SQS queues. `Ref` is a URL of the local endpoint, because the SDK sends to the host of a queue's URL. */
export function queueProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::SQS::Queue'],
    create: ({ properties, physicalName }) => {
      const props = properties as QueueProps;
      const name = props.QueueName ?? physicalName.slice(0, 80);
      const arn = cloud.arn('sqs', name);
      const url = `${cloud.options.awsEndpoint}/${cloud.options.accountId}/${name}`;
      const redrive = props.RedrivePolicy;
      cloud.queues.set(
        arn,
        new LocalQueue({
          name,
          arn,
          url,
          region: cloud.options.region,
          visibilityTimeoutMs: (props.VisibilityTimeout ?? 30) * 1000,
          delayMs: (props.DelaySeconds ?? 0) * 1000,
          redrive:
            redrive === undefined
              ? undefined
              : {
                  maxReceiveCount: redrive.maxReceiveCount,
                  target: () => cloud.queueOf(redrive.deadLetterTargetArn),
                },
        }),
      );
      return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
    },
  };
}
