import { RemovalPolicy } from 'aws-cdk-lib';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
  type ITableV2,
  type WarmThroughput,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { effectiveRemovalPolicy } from './data-deletion.js';

/** The Records table's generic index: partition key `gsi1pk`, sort key `gsi1sk`. */
const RECORDS_INDEX = 'gsi1';

/** An operator's two tables, owned or brought along. */
export interface ISubscriberStore extends IConstruct {
  /**
   * The hot table: one item is a payer's whole charging state. Key `k`; a stream of new and old images.
   */
  readonly accounts: ITableV2;

  /** Everything else: key `pk`, `sk`; index `gsi1`; TTL attribute `ttl`. */
  readonly records: ITableV2;

  /** Charge sessions: read and write single accounts, read plans, note which sessions were limited. */
  grantCharge(grantee: IGrantable): Grant;

  /** Read accounts and which of their sessions were limited, forget those. */
  grantReauthorise(grantee: IGrantable): Grant;

  /** Write usage records that the account stream carries, and when accounts next have something due. */
  grantRecordUsage(grantee: IGrantable): Grant;

  /** Read when accounts have something due, renew them, write when they next have. */
  grantRenew(grantee: IGrantable): Grant;

  /** Walk all accounts for what is due: a test clock, which can't wait for the account stream. */
  grantFindDue(grantee: IGrantable): Grant;

  /** Read accounts' counters; keep who subscribed to them. */
  grantPolicySubscriptions(grantee: IGrantable): Grant;

  /** Walk all accounts (paced) and report what never released. */
  grantSweep(grantee: IGrantable): Grant;

  /** Write plan versions and offerings. */
  grantPublishPlans(grantee: IGrantable): Grant;

  /** Read plan versions and offerings. */
  grantReadPlans(grantee: IGrantable): Grant;

  /** Rate files of usage: read and write single accounts, find subscribers, keep the files' records. */
  grantRateFiles(grantee: IGrantable): Grant;

  /** Compare payments with what their providers settled: read payments, keep the files' records. */
  grantReconcile(grantee: IGrantable): Grant;

  /** Onboard members: open accounts and write subscribers, read companies and plans. */
  grantOnboard(grantee: IGrantable): Grant;

  /** Read what is known of files. */
  grantReadJobs(grantee: IGrantable): Grant;

  /** Make bills of usage records: read what they name, write bills and their places in lists. */
  grantIssueBills(grantee: IGrantable): Grant;

  /** Keep companies and pools: read and write their records, slices and members' first accounts. */
  grantManagePools(grantee: IGrantable): Grant;

  /** Move leases between members' accounts and their pools, read pools and plans. */
  grantReclaim(grantee: IGrantable): Grant;

  /** Change accounts, with a record of each change; make subscribers; read plans and offerings. */
  grantChangeAccounts(grantee: IGrantable): Grant;

  /** Note in subscribers' records which plan their account has. */
  grantNotePlans(grantee: IGrantable): Grant;

  /** Read subscribers, their accounts and their usage. */
  grantReadSubscribers(grantee: IGrantable): Grant;

  /** Keep messages of payment providers: put them, and nothing else. */
  grantPaymentInbox(grantee: IGrantable): Grant;

  /** Read what time it is for a sandbox; other grants include it. */
  grantReadClock(grantee: IGrantable): Grant;

  /** Apply kept messages: settle payments with their accounts, in one transaction; find what waits and what is due. */
  grantApplyPayments(grantee: IGrantable): Grant;

  /** Make payments, mandates, automatic top-ups and vouchers for subscribers; settle and list payments. */
  grantManagePayments(grantee: IGrantable): Grant;

  /** Note at batches of codes how far they are written. */
  grantWriteCodes(grantee: IGrantable): Grant;

  /** Note at requests that were made what the host answered. */
  grantHostRequests(grantee: IGrantable): Grant;

  /** Be the host of a sandbox: keep requests, read simulations and count them down. */
  grantSimulateHost(grantee: IGrantable): Grant;

  /** Keep what partners make, count their requests, and list it; the index is for other grants. */
  grantPartnerRecords(grantee: IGrantable): Grant;

  /** Read records, one, many or a list of them, and change none. */
  grantReadRecords(grantee: IGrantable): Grant;

  /** Write on condition that other records are as they were read: `ConditionCheck` of a transaction. */
  grantCheckRecords(grantee: IGrantable): Grant;

  /** Read accounts, many at once. */
  grantListAccounts(grantee: IGrantable): Grant;

  /** Keep sponsors, agreements and campaigns: their accounts, pools and budgets, and what money of them is open. */
  grantManageSponsors(grantee: IGrantable): Grant;

  /** Add usage to sums, once a record: read plans and rewards, write marks and sums. */
  grantSumUsage(grantee: IGrantable): Grant;

  /** Add usage to months of subscribers and to trials, once a record: find trials and who is in them, write marks and sums. */
  grantObserveUsage(grantee: IGrantable): Grant;

  /** Find product orders that are due, and nothing else. */
  grantFindOrders(grantee: IGrantable): Grant;

  /** Close what was reserved of campaigns' budgets, and write events of it. */
  grantReleaseBudgets(grantee: IGrantable): Grant;

  /** Make deliveries of events, write what became of them, disable who does not take them. */
  grantTellEvents(grantee: IGrantable): Grant;

  /** Find events and deliveries that nobody is at. */
  grantFindEvents(grantee: IGrantable): Grant;
}

export interface SubscriberStoreProps {
  /**
   * What happens to subscriber data when the store leaves the stack.
   *
   * Balances are money that belongs to subscribers, so losing them is never a default.
   * DESTROY takes effect only together with the context flag `wildlily:allowDataDeletion`; it then also
   * switches deletion protection off.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * A customer-managed key for both tables, when a market's law or the host's contract asks for one.
   *
   * A key costs USD 1 a month and its calls USD 0.03 per 10,000; the tables cache data keys for 5 minutes.
   * CDK then needs to know the stack's region (`env`).
   *
   * @default - the key that DynamoDB owns, free of charge
   */
  readonly encryptionKey?: IKey;

  /**
   * Throughput that the Accounts table serves at once, without growing into it.
   *
   * An on-demand table starts at 4,000 writes/s and doubles as traffic grows. Warm it before a launch or
   * a migration of subscribers; a one-time charge is made for every unit above what the table has already.
   * It can be raised, never lowered.
   *
   * @default - not warmed: 4,000 writes and 12,000 reads a second
   */
  readonly accountsWarmThroughput?: WarmThroughput;
}

/** The tables of {@link SubscriberStore.fromTables}. */
export interface SubscriberStoreTables {
  /** Key `k` (S); stream NEW_AND_OLD_IMAGES, and its `tableStreamArn` known, if `Charging` is to consume it. */
  readonly accounts: ITableV2;

  /** Keys `pk`, `sk` (S), index `gsi1` on `gsi1pk`, `gsi1sk`; TTL attribute `ttl`. */
  readonly records: ITableV2;
}

abstract class SubscriberStoreBase extends Construct implements ISubscriberStore {
  public abstract readonly accounts: ITableV2;
  public abstract readonly records: ITableV2;

  public grantCharge(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem', 'UpdateItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'PutItem']),
    );
  }

  public grantReauthorise(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'Query', 'DeleteItem']),
    );
  }

  public grantRecordUsage(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'PutItem', 'BatchWriteItem', 'Query']);
  }

  public grantRenew(grantee: IGrantable): Grant {
    // UpdateItem: loans are settled with the sponsors who lent.
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem', 'UpdateItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'PutItem'], RECORDS_INDEX),
    );
  }

  public grantFindDue(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['Scan']);
  }

  public grantPolicySubscriptions(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']),
    );
  }

  public grantSweep(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['Scan']).combine(
      grantItems(this.records, grantee, ['GetItem', 'PutItem']),
    );
  }

  public grantPublishPlans(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'PutItem']);
  }

  public grantReadPlans(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem'], RECORDS_INDEX);
  }

  public grantRateFiles(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'PutItem'], RECORDS_INDEX),
    );
  }

  public grantReconcile(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'BatchGetItem', 'PutItem', 'Query']);
  }

  public grantOnboard(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['PutItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'PutItem', 'UpdateItem', 'Query'], RECORDS_INDEX),
    );
  }

  public grantReadJobs(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem']);
  }

  public grantIssueBills(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'PutItem', 'UpdateItem', 'Query']);
  }

  public grantManagePools(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem', 'DeleteItem', 'BatchGetItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'PutItem', 'UpdateItem', 'Query'], RECORDS_INDEX),
    );
  }

  public grantReclaim(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem', 'UpdateItem', 'BatchGetItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'Query'], RECORDS_INDEX),
    );
  }

  public grantChangeAccounts(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'PutItem', 'UpdateItem'], RECORDS_INDEX),
    );
  }

  public grantNotePlans(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'UpdateItem']),
    );
  }

  public grantReadSubscribers(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem']).combine(
      grantItems(this.records, grantee, ['GetItem', 'Query'], RECORDS_INDEX),
    );
  }

  public grantPaymentInbox(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['PutItem']);
  }

  public grantReadClock(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem']);
  }

  public grantApplyPayments(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem']).combine(
      grantItems(
        this.records,
        grantee,
        ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
        RECORDS_INDEX,
      ),
    );
  }

  public grantManagePayments(grantee: IGrantable): Grant {
    return this.grantApplyPayments(grantee).combine(grantItems(this.records, grantee, ['BatchGetItem']));
  }

  public grantWriteCodes(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'PutItem', 'UpdateItem']);
  }

  public grantHostRequests(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'UpdateItem']);
  }

  public grantSimulateHost(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'PutItem', 'UpdateItem'], RECORDS_INDEX);
  }

  public grantTellEvents(grantee: IGrantable): Grant {
    return grantItems(
      this.records,
      grantee,
      ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
      RECORDS_INDEX,
    );
  }

  public grantFindEvents(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['Query'], RECORDS_INDEX);
  }

  public grantPartnerRecords(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, [
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
    ]);
  }

  public grantReadRecords(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'BatchGetItem', 'Query'], RECORDS_INDEX);
  }

  public grantCheckRecords(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['ConditionCheckItem']);
  }

  public grantListAccounts(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['BatchGetItem']);
  }

  public grantManageSponsors(grantee: IGrantable): Grant {
    return grantItems(this.accounts, grantee, ['GetItem', 'PutItem', 'UpdateItem']).combine(
      grantItems(
        this.records,
        grantee,
        ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
        RECORDS_INDEX,
      ),
    );
  }

  public grantSumUsage(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['GetItem', 'PutItem', 'UpdateItem'], RECORDS_INDEX);
  }

  public grantObserveUsage(grantee: IGrantable): Grant {
    return grantItems(this.records, grantee, ['BatchGetItem', 'PutItem', 'UpdateItem'], RECORDS_INDEX);
  }

  public grantReleaseBudgets(grantee: IGrantable): Grant {
    return grantItems(
      this.records,
      grantee,
      ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      RECORDS_INDEX,
    );
  }

  public grantFindOrders(grantee: IGrantable): Grant {
    const found = grantIndex(this.records, grantee, RECORDS_INDEX);
    return this.records.encryptionKey
      ? found.combine(this.records.encryptionKey.grantDecrypt(grantee))
      : found;
  }
}

/**
 * Where an operator keeps its subscribers: the tables Accounts and Records.
 *
 * Both are on demand, recoverable to any second of the last 35 days, protected from deletion and retained.
 */
export class SubscriberStore extends SubscriberStoreBase {
  /** Uses tables that exist already. Nothing is created, and nothing about them is changed. */
  public static fromTables(scope: Construct, id: string, tables: SubscriberStoreTables): ISubscriberStore {
    return new ExistingSubscriberStore(scope, id, tables);
  }

  public readonly accounts: TableV2;
  public readonly records: TableV2;

  constructor(scope: Construct, id: string, props: SubscriberStoreProps = {}) {
    super(scope, id);

    const removalPolicy = effectiveRemovalPolicy(this, props.removalPolicy);
    const protectedTable = {
      removalPolicy,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      billing: Billing.onDemand(),
      encryption: props.encryptionKey
        ? TableEncryptionV2.customerManagedKey(props.encryptionKey)
        : TableEncryptionV2.dynamoOwnedKey(),
    };

    this.accounts = new TableV2(this, 'Accounts', {
      ...protectedTable,
      partitionKey: { name: 'k', type: AttributeType.STRING },
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      warmThroughput: props.accountsWarmThroughput,
    });

    this.records = new TableV2(this, 'Records', {
      ...protectedTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      globalSecondaryIndexes: [
        {
          indexName: RECORDS_INDEX,
          partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
          sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
    });
  }

  /** Write units that charging consumed: one a charging request, as long as an account stays below 1 KiB. */
  public metricConsumedWrites(options?: MetricOptions): IMetric {
    return this.accounts.metricConsumedWriteCapacityUnits(options);
  }

  /** Writes to the Accounts table that DynamoDB throttled: a hot account, or growth past the warm throughput. */
  public metricThrottledWrites(options?: MetricOptions): IMetric {
    return this.accounts.metric('WriteThrottleEvents', { statistic: 'sum', ...options });
  }
}

class ExistingSubscriberStore extends SubscriberStoreBase {
  public readonly accounts: ITableV2;
  public readonly records: ITableV2;

  constructor(scope: Construct, id: string, tables: SubscriberStoreTables) {
    super(scope, id);
    this.accounts = tables.accounts;
    this.records = tables.records;
  }
}

/**
 * Exactly these actions on exactly this table and, when named, queries of this index. The grants of the table itself
 * would add every index and `Scan`.
 */
function grantItems(
  table: ITableV2,
  grantee: IGrantable,
  actions: readonly (
    | 'GetItem'
    | 'BatchGetItem'
    | 'ConditionCheckItem'
    | 'PutItem'
    | 'UpdateItem'
    | 'DeleteItem'
    | 'BatchWriteItem'
    | 'Query'
    | 'Scan'
  )[],
  index?: string,
): Grant {
  const writes = actions.some(
    (action) => !['GetItem', 'BatchGetItem', 'ConditionCheckItem', 'Query', 'Scan'].includes(action),
  );
  const onTable = Grant.addToPrincipal({
    grantee,
    actions: actions.map((action) => `dynamodb:${action}`),
    resourceArns: [table.tableArn],
  });
  const onIndex = index === undefined ? onTable : onTable.combine(grantIndex(table, grantee, index));
  const key = table.encryptionKey;
  if (!key) return onIndex;
  return onIndex.combine(writes ? key.grantEncryptDecrypt(grantee) : key.grantDecrypt(grantee));
}

function grantIndex(table: ITableV2, grantee: IGrantable, index: string): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:Query'],
    resourceArns: [`${table.tableArn}/index/${index}`],
  });
}
