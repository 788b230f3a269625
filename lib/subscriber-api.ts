import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import { SCOPES } from './token-issuer.js';

export interface SubscriberApiProps {
  /** Names the operator in descriptions and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** The API that answers `GET /subscribers/{subscriberId}` and `GET /subscribers/{subscriberId}/usage`. */
  readonly api: IScopedHttpApi;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/** Answers the operator's tools: a subscriber, its buckets, its usage. Reads only. */
export class SubscriberApi extends Construct {
  public readonly reader: LambdaFunction;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: SubscriberApiProps) {
    super(scope, id);

    refuse(this, operatorIdProblems(props.operatorId));
    this.reader = new HouseFunction(this, 'Reader', {
      bundle: 'subscribers-read',
      description: `Reads the subscribers of ${props.operatorId}`,
      environment: {
        ACCOUNTS_TABLE: props.store.accounts.tableName,
        RECORDS_TABLE: props.store.records.tableName,
      },
      failuresGo: 'To the caller: it answers requests.',
      logRetention: props.logRetention,
    });
    props.store.grantReadSubscribers(this.reader);
    props.api.addScopedRoutes('Subscribers', {
      routes: [
        { method: HttpMethod.GET, path: '/subscribers/{subscriberId}' },
        { method: HttpMethod.GET, path: '/subscribers/{subscriberId}/usage' },
      ],
      handler: this.reader,
      scope: SCOPES.subscribersRead,
    });
    this.alarms = [
      addAlarm(
        this,
        'ReaderErrors',
        {
          metric: this.reader.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `Reading subscribers of ${props.operatorId} failed. The reader's log group says why.`,
        },
        props.alarmTopic,
      ),
    ];
  }
}
