import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { operatorId, type Operator } from '../domain/operator/operator.js';
import type { Party } from '../domain/statements/statement.js';
import { acknowledge } from './acknowledge.js';
import { ApiDocs } from './api-docs.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import type { EventHub } from './event-hub.js';
import { InsightLake, type LakeHost } from './insight-lake.js';
import { JointVenture } from './joint-venture.js';
import { Ledger } from './ledger.js';
import type { ILedgerStore } from './ledger-store.js';
import { ScopedHttpApi } from './scoped-http-api.js';
import { Statements } from './statements.js';
import type { ISubscriberStore } from './subscriber-store.js';
import type { ITokenIssuer } from './token-issuer.js';

export interface FinanceProps {
  /** The parsed operator file. */
  readonly operator: Operator;

  readonly store: ISubscriberStore;

  /** Who issues the tokens of the settlement API. */
  readonly issuer: ITokenIssuer;

  /** Where usage is told. */
  readonly eventBus: IEventBus;

  /**
   * What happens to the buckets when the construct leaves the stack. DESTROY takes effect only together with the context
   * flag `wildlily:allowDataDeletion`, and on empty buckets.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy | undefined;

  /**
   * Where the books are kept.
   *
   * @default - a table in this stack, which is retained
   */
  readonly ledgerStore?: ILedgerStore | undefined;

  /**
   * Who tells events of statements.
   *
   * @default - nobody: they are kept, and `GET /events` of a partner API has them
   */
  readonly events?: EventHub | undefined;

  /** @default false */
  readonly sandbox?: boolean | undefined;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic | undefined;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays | undefined;
}

/**
 * What the operator's money needs: the ledger, statements of hosts, providers and partners, the joint venture, the lake, and the settlement API
 * with its documentation. Only a composition of the other constructs, each of which can be used alone.
 */
export class Finance extends Construct {
  /** The settlement API. */
  public readonly http: ScopedHttpApi;
  /** Its base URL, without a slash at its end. */
  public readonly url: string;
  public readonly docs: ApiDocs;
  /** Where hosts' files come in, below `statements/`, and the ledger's exports go out, below `ledger/`. */
  public readonly files: Bucket;
  public readonly ledger: Ledger;
  public readonly statements: Statements;
  /** Only when the operator file has `jointVenture`. */
  public readonly venture: JointVenture | undefined;
  public readonly lake: InsightLake;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: FinanceProps) {
    super(scope, id);
    const { operator, store, issuer, eventBus, sandbox, alarmTopic, logRetention } = props;
    const told = {
      ...(alarmTopic === undefined ? {} : { alarmTopic }),
      ...(logRetention === undefined ? {} : { logRetention }),
    };
    this.http = new ScopedHttpApi(this, 'Api', {
      apiName: 'settlement',
      issuer,
      ...(logRetention === undefined ? {} : { logRetention }),
    });
    this.url = this.http.url;
    const files = (this.files = this.makeFiles(props));
    const house = {
      operatorId: operatorId(operator),
      store,
      issuer,
      api: this.http,
      url: this.url,
      sandbox,
      ...told,
    };
    const hosts: LakeHost[] = [{ id: operator.host.id }];
    const { credit: pointValue } = operator.loyalty?.pointValue ?? {};

    this.ledger = new Ledger(this, 'Ledger', {
      ...house,
      eventBus,
      hosts,
      files,
      ...(props.ledgerStore === undefined ? {} : { ledgerStore: props.ledgerStore }),
      ...(pointValue === undefined ? {} : { pointValue }),
    });
    const { table } = this.ledger.ledgerStore;
    this.statements = new Statements(this, 'Statements', {
      ...house,
      ledger: table,
      files,
      parties: partiesOf(operator),
    });
    const { jointVenture } = operator;
    this.venture =
      jointVenture &&
      new JointVenture(this, 'Venture', {
        ...house,
        venture: jointVenture,
        ledger: this.ledger.ledgerStore,
      });
    this.lake = new InsightLake(this, 'Lake', {
      operatorId: house.operatorId,
      eventBus,
      hosts,
      ledger: table,
      ...(props.removalPolicy === undefined ? {} : { removalPolicy: props.removalPolicy }),
      ...told,
    });
    this.docs = new ApiDocs(this, 'Docs', {
      operatorId: house.operatorId,
      operator,
      document: 'settlement',
      api: this.http,
      url: this.url,
      tokenUrl: issuer.tokenUrl,
      ...(sandbox === undefined ? {} : { sandbox }),
      ...told,
    });
    const { api, receive, sweep } = this.statements;
    for (const handler of [api, receive, sweep, this.venture?.api])
      if (handler) props.events?.announce(handler);
    this.alarms = [this.ledger, this.statements, this.venture, this.lake, this.docs].flatMap(
      (part) => part?.alarms ?? [],
    );
  }

  private makeFiles({ removalPolicy }: FinanceProps): Bucket {
    const bucket = new Bucket(this, 'Files', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      // Why: a file that is replaced while it is compared must stay readable to its end, and evidence stays.
      versioned: true,
      removalPolicy: effectiveRemovalPolicy(this, removalPolicy),
      lifecycleRules: [{ id: 'leftovers', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    acknowledge(bucket, {
      'AwsSolutions-S1': 'Every file leaves a record with its statement, a result beside it and an event.',
    });
    return bucket;
  }
}

/** Who there is a statement of each month; sponsors have theirs in advance. */
const partiesOf = ({ host, payments, channelPartners }: Operator): Party[] => [
  { kind: 'host', id: host.id },
  ...payments.providers.map((id): Party => ({ kind: 'provider', id })),
  ...channelPartners.map(({ id }): Party => ({ kind: 'partner', id })),
];
