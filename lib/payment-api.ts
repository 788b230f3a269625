import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse, type PropProblem } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { PaymentWebhooks } from './payment-webhooks.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES } from './token-issuer.js';

export interface PaymentApiProps {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Where it is told what became of payments. */
  readonly eventBus: IEventBus;

  /** The API that answers the routes, under `payments/read` and `payments/write`. */
  readonly api: IScopedHttpApi;

  /** The operator's providers: payments are made with their secrets, and their webhooks come in there. */
  readonly webhooks: PaymentWebhooks;

  /**
   * What a subscriber may top up by, each time: decimals of the market's currency, `payments.topUps` of an operator
   * file.
   *
   * @default - any amount that the provider takes
   */
  readonly topUps?: { readonly smallest: string; readonly largest: string };

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

const OF = '/subscribers/{subscriberId}';
const { GET, POST, PUT, DELETE } = HttpMethod;
type Route = { readonly method: HttpMethod; readonly path: string };

const READS: readonly Route[] = [
  { method: GET, path: '/payments' },
  { method: GET, path: '/payments/{paymentId}' },
  { method: GET, path: '/inbox' },
  { method: GET, path: '/voucher-batches/{batchId}' },
  { method: GET, path: `${OF}/payments` },
  { method: GET, path: `${OF}/mandates` },
  { method: GET, path: `${OF}/mandates/{mandateId}` },
  { method: GET, path: `${OF}/automatic-top-up` },
];

const WRITES: readonly Route[] = [
  { method: POST, path: '/topups' },
  { method: POST, path: '/payments/{paymentId}/refunds' },
  { method: POST, path: '/payments/{paymentId}/query' },
  { method: PUT, path: '/payments/{paymentId}/state' },
  { method: POST, path: '/inbox/replay' },
  { method: POST, path: '/inbox/dismiss' },
  { method: POST, path: '/voucher-batches' },
  { method: DELETE, path: '/voucher-batches/{batchId}' },
  { method: DELETE, path: `${OF}/mandates/{mandateId}` },
  { method: PUT, path: `${OF}/automatic-top-up` },
  { method: DELETE, path: `${OF}/automatic-top-up` },
  { method: POST, path: `${OF}/vouchers` },
];

const AMOUNT = /^\d{1,9}(\.\d{1,6})?$/;

function topUpProblems(topUps: PaymentApiProps['topUps']): PropProblem[] {
  if (topUps === undefined) return [];
  const { smallest, largest } = topUps;
  const problems = Object.entries({ smallest, largest }).flatMap(([name, value]) =>
    AMOUNT.test(value) && Number(value) > 0
      ? []
      : [{ prop: `topUps.${name}`, value, allowed: 'a decimal string above 0, such as "5.00"' }],
  );
  return problems.length > 0 || Number(smallest) <= Number(largest)
    ? problems
    : [{ prop: 'topUps.largest', value: largest, allowed: `"${smallest}" (smallest) or more` }];
}

/** Payments for the operator's tools: top-ups, refunds, mandates, automatic top-ups, vouchers, and what is quarantined. */
export class PaymentApi extends Construct {
  public readonly handler: LambdaFunction;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: PaymentApiProps) {
    super(scope, id);

    const { operatorId, store, api, webhooks, topUps } = props;
    refuse(this, [...operatorIdProblems(operatorId), ...topUpProblems(topUps)]);
    this.handler = new HouseFunction(this, 'Handler', {
      bundle: 'payments-api',
      description: `Payments API of ${operatorId}`,
      environment: {
        ACCOUNTS_TABLE: store.accounts.tableName,
        RECORDS_TABLE: store.records.tableName,
        ...(topUps && { PAYMENT_TOP_UPS: JSON.stringify(topUps) }),
      },
      // Why a whole core: a batch of 10,000 vouchers is as many writes, bound by the SDK's CPU, in one request.
      memorySizeMb: 1_769,
      // Why: a provider is given eight seconds, and some want a token first.
      timeout: Duration.seconds(29),
      failuresGo: 'To the caller: it answers requests, and the same request may be sent again.',
      logRetention: props.logRetention,
    });
    webhooks.settle(this.handler, store, props.eventBus);
    store.grantManagePayments(this.handler);
    api.addScopedRoutes('ReadPayments', { routes: READS, handler: this.handler, scope: SCOPES.paymentsRead });
    api.addScopedRoutes('Payments', { routes: WRITES, handler: this.handler, scope: SCOPES.paymentsWrite });

    this.alarms = [
      addAlarm(
        this,
        'HandlerErrors',
        {
          metric: this.handler.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `The payments API of ${operatorId} failed. Its log group says why; the same request may be sent again.`,
        },
        props.alarmTopic,
      ),
    ];
  }
}
