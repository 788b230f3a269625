import { randomUUID } from 'node:crypto';
import type { LocalCloud } from '../cloud.js';
import { compileSchedule } from '../events/schedule.js';
import type { Provider } from '../template/deployment.js';

interface ScheduleProps {
  readonly Name?: string;
  readonly GroupName?: string;
  readonly State?: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly StartDate?: string;
  readonly EndDate?: string;
  readonly Target: {
    readonly Arn: string;
    readonly Input?: string;
  };
}

/**
 * Schedules of EventBridge Scheduler, at a rate or by cron. Targets: functions and queues.
 *
 * A target gets its `Input`, or an empty object. Handing over within this process does not fail, so the schedule's
 * own retries and dead-letter queue have nothing to do here; a function that then fails is retried, and its event
 * kept, as its asynchronous configuration says. A target that does not exist fails the deployment.
 *
 * Source: EventBridge Scheduler user guide, "Schedule types", "Context attributes"; Lambda developer guide,
 * "Asynchronous invocation".
 */
export function scheduleProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Scheduler::Schedule'],
    create: ({ properties, physicalName }) => {
      const props = properties as unknown as ScheduleProps;
      const name = (props.Name ?? physicalName).slice(0, 64);
      const arn = cloud.arn('scheduler', `schedule/${props.GroupName ?? 'default'}/${name}`);
      const provisioned = { ref: name, attributes: { Arn: arn } };
      if (props.State === 'DISABLED') return provisioned;
      const zone = props.ScheduleExpressionTimezone ?? 'UTC';
      if (props.ScheduleExpression.startsWith('cron') && zone !== 'UTC' && zone !== 'Etc/UTC')
        throw new Error(`the local run knows schedules in UTC only; this one is in "${zone}"`);
      const { Arn: target, Input: input } = props.Target;
      if (target.includes(':sqs:')) cloud.queueOf(target);
      else cloud.functionOf(target);
      const startMs = props.StartDate === undefined ? Date.now() : Date.parse(props.StartDate);
      const endMs = props.EndDate === undefined ? Infinity : Date.parse(props.EndDate);
      const isDue = compileSchedule(props.ScheduleExpression, startMs);
      cloud.scheduler.add(
        (atMs) => atMs >= startMs - (startMs % 60_000) && atMs <= endMs && isDue(atMs),
        (atMs) => cloud.sendTo(target, inputOf(input, arn, atMs)),
      );
      return provisioned;
    },
  };
}

/** `Input` with its context attributes filled in; JSON when it is some, as most targets take it. */
function inputOf(input: string | undefined, scheduleArn: string, atMs: number): unknown {
  if (input === undefined) return {};
  const attributes: Readonly<Record<string, string>> = {
    'aws.scheduler.schedule-arn': scheduleArn,
    'aws.scheduler.scheduled-time': new Date(atMs).toISOString().replace('.000Z', 'Z'),
    'aws.scheduler.execution-id': randomUUID(),
    'aws.scheduler.attempt-number': '1',
  };
  const text = input.replaceAll(
    /<(aws\.scheduler\.[a-z-]+)>/g,
    (all, name: string) => attributes[name] ?? all,
  );
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
