import type { LocalCloud } from '../cloud.js';
import type { Provider } from '../template/deployment.js';

/** CDK triggers: the function is called while deploying, and its failure fails the deployment. */
export function triggerProvider(cloud: LocalCloud): Provider {
  return {
    types: ['Custom::Trigger'],
    create: async ({ properties, physicalName }) => {
      const target = cloud.functionOf(String(properties['HandlerArn']));
      if (properties['InvocationType'] === 'Event') cloud.sendTo(target.arn, {});
      else await target.invoke({});
      return { ref: physicalName };
    },
  };
}
