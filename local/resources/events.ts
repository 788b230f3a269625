import { randomUUID } from 'node:crypto';
import type { LocalCloud } from '../cloud.js';
import { LocalEventBus, type BusEvent } from '../events/event-bus.js';
import { compilePattern } from '../events/pattern.js';
import { targetInput, type TargetProps } from '../events/rule-target.js';
import { compileSchedule } from '../events/schedule.js';
import type { Provider } from '../template/deployment.js';

export function eventBusProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Events::EventBus'],
    create: ({ properties, physicalName }) => {
      const { Name: name = physicalName } = properties as { Name?: string };
      cloud.buses.set(name, new LocalEventBus(name));
      return { ref: name, attributes: { Name: name, Arn: cloud.arn('events', `event-bus/${name}`) } };
    },
  };
}

interface RuleProps {
  readonly Name?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: object;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Targets?: readonly TargetProps[];
}

/** Rules of EventBridge: by pattern on a bus, or by schedule. */
export function ruleProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Events::Rule'],
    create: ({ properties, physicalName }) => {
      const props = properties as RuleProps;
      const name = props.Name ?? physicalName;
      const arn = cloud.arn('events', `rule/${name}`);
      const provisioned = { ref: name, attributes: { Arn: arn } };
      if (props.State === 'DISABLED') return provisioned;
      const deliver = (event: BusEvent): void => {
        for (const target of props.Targets ?? []) cloud.sendTo(target.Arn, targetInput(event, target));
      };
      if (props.EventPattern !== undefined) {
        const busName = (props.EventBusName ?? 'default').replace(/^.*event-bus\//, '');
        const bus = cloud.buses.get(busName);
        if (bus === undefined) throw new Error(`"${busName}" is no event bus of this deployment`);
        bus.addRule({ matches: compilePattern(props.EventPattern), deliver });
      }
      if (props.ScheduleExpression !== undefined) {
        cloud.scheduler.add(compileSchedule(props.ScheduleExpression, Date.now()), (atMs) =>
          deliver(scheduledEvent(cloud, arn, atMs)),
        );
      }
      return provisioned;
    },
  };
}

function scheduledEvent(cloud: LocalCloud, ruleArn: string, atMs: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: cloud.options.accountId,
    time: new Date(atMs).toISOString().replace('.000Z', 'Z'),
    region: cloud.options.region,
    resources: [ruleArn],
    detail: {},
  };
}
