import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Charging, ChargingDecision } from './charging.js';
import type { PaymentMetric, PaymentWebhooks } from './payment-webhooks.js';
import { SubscriberStore, type ISubscriberStore } from './subscriber-store.js';

const DECISIONS: readonly ChargingDecision[] = ['Sessions', 'Grants', 'Denials', 'Releases', 'Events'];

export interface OperatorDashboardProps {
  readonly operatorId: string;
  readonly charging: Charging;
  readonly store: ISubscriberStore;
  /** @default - no payments */
  readonly payments?: PaymentWebhooks;
  readonly alarms: readonly IAlarm[];
}

/** One page about one operator: alarms, requests, latency, records on their way, payments. USD 3 a month. */
export class OperatorDashboard extends Construct {
  public readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OperatorDashboardProps) {
    super(scope, id);
    const { charging, store } = props;
    const period = { period: Duration.minutes(1) };
    const half = { width: 12, height: 6 };

    this.dashboard = new Dashboard(this, 'Resource', { defaultInterval: Duration.hours(3) });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({
        title: `Alarms of ${props.operatorId}`,
        alarms: [...props.alarms],
        width: 24,
        height: 3,
      }),
    );
    this.dashboard.addWidgets(
      new GraphWidget({
        ...half,
        title: 'Charging requests',
        left: [charging.metricRequests({ ...period, label: 'requests' })],
        right: [charging.metricServerErrors({ ...period, label: '5xx' })],
      }),
      new GraphWidget({
        ...half,
        title: 'Time to answer',
        left: ['p50', 'p99'].map((statistic) =>
          charging.metricLatency({ ...period, statistic, label: statistic }),
        ),
      }),
    );
    this.dashboard.addWidgets(
      new GraphWidget({
        ...half,
        title: 'Decisions',
        left: DECISIONS.map((decision) =>
          charging.metricDecisions(decision, { ...period, label: decision.toLowerCase() }),
        ),
      }),
      new GraphWidget({
        ...half,
        title: 'Charging function',
        left: [
          charging.nchf.metricDuration({ ...period, statistic: 'p99', label: 'duration p99, ms' }),
          charging.nchf.metric('ConcurrentExecutions', { ...period, statistic: 'max', label: 'instances' }),
        ],
        right: [
          charging.nchf.metricErrors({ ...period, label: 'errors' }),
          charging.nchf.metricThrottles({ ...period, label: 'throttles' }),
        ],
      }),
    );
    const records = new GraphWidget({
      ...half,
      title: 'Usage records on their way',
      left: [charging.metricIteratorAge({ ...period, label: 'lag, ms' })],
      right: [charging.metricDeadLetters({ ...period, label: 'dead letters' })],
    });
    this.dashboard.addWidgets(
      records,
      ...(store instanceof SubscriberStore
        ? [
            new GraphWidget({
              ...half,
              title: 'Accounts table',
              left: [store.metricConsumedWrites({ ...period, label: 'write units' })],
              right: [store.metricThrottledWrites({ ...period, label: 'throttled writes' })],
            }),
          ]
        : []),
    );
    const { payments } = props;
    if (payments === undefined) return;
    const hourly = { period: Duration.hours(1) };
    const counted = (metrics: readonly PaymentMetric[]) =>
      metrics.map((metric) => payments.metric(metric, { ...hourly, label: metric }));
    this.dashboard.addWidgets(
      new GraphWidget({
        ...half,
        title: 'Payment messages, an hour',
        left: counted(['Received', 'Stored', 'Applied', 'Credited', 'FoundByQuery']),
        right: counted(['SignatureFailures', 'Refused', 'Quarantined', 'Waiting']),
      }),
      new GraphWidget({
        ...half,
        title: 'Payment messages on their way',
        left: [payments.metricOldestUnapplied({ ...period, label: 'oldest, s' })],
        right: [
          payments.metricDeadLetters({ ...period, label: 'dead letters' }),
          payments.metricInboxAgainstLedger(),
        ],
      }),
    );
  }
}
