import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type ITableV2,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { effectiveRemovalPolicy } from './data-deletion.js';

/** The table of an operator's ledger, owned or brought along. */
export interface ILedgerStore extends IConstruct {
  /** Key `pk`, `sk`; stream of new images; TTL attribute `ttl`, which entries never have. */
  readonly table: ITableV2;

  /** Post entries and read them; none is changed or deleted. */
  grantPost(grantee: IGrantable): Grant;

  /** Read entries, sums and periods. */
  grantRead(grantee: IGrantable): Grant;

  /** Add entries to sums. */
  grantSum(grantee: IGrantable): Grant;

  /** Post, close periods, keep balances and what was asked for. */
  grantKeep(grantee: IGrantable): Grant;
}

export interface LedgerStoreProps {
  /**
   * What happens to the books when the store leaves the stack. DESTROY takes effect only together with the context flag
   * `wildlily:allowDataDeletion`; it then also switches deletion protection off.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * A customer-managed key, when a market's law or an auditor asks for one.
   *
   * @default - the key that DynamoDB owns, free of charge
   */
  readonly encryptionKey?: IKey;
}

abstract class LedgerStoreBase extends Construct implements ILedgerStore {
  public abstract readonly table: ITableV2;

  public grantPost(grantee: IGrantable): Grant {
    return this.grant(grantee, ['GetItem', 'BatchGetItem', 'Query', 'PutItem']);
  }

  public grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, ['GetItem', 'BatchGetItem', 'Query']);
  }

  public grantSum(grantee: IGrantable): Grant {
    return this.grant(grantee, ['GetItem', 'UpdateItem']);
  }

  public grantKeep(grantee: IGrantable): Grant {
    return this.grant(grantee, [
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'BatchWriteItem',
    ]);
  }

  /** Exactly these actions, on this table alone. */
  private grant(grantee: IGrantable, actions: readonly string[]): Grant {
    const onTable = Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.table.tableArn],
    });
    const key = this.table.encryptionKey;
    if (!key) return onTable;
    const writes = actions.some((action) => /Put|Update|Write/.test(action));
    return onTable.combine(writes ? key.grantEncryptDecrypt(grantee) : key.grantDecrypt(grantee));
  }
}

/**
 * Where an operator's ledger is kept: entries, which are written once, and sums of them. On demand, recoverable to any
 * second of the last 35 days, protected from deletion and retained.
 */
export class LedgerStore extends LedgerStoreBase {
  /** Uses a table that exists already, with its `tableStreamArn` known. Nothing about it is changed. */
  public static fromTable(scope: Construct, id: string, table: ITableV2): ILedgerStore {
    return new ExistingLedgerStore(scope, id, table);
  }

  public readonly table: TableV2;

  constructor(scope: Construct, id: string, props: LedgerStoreProps = {}) {
    super(scope, id);
    const removalPolicy = effectiveRemovalPolicy(this, props.removalPolicy);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      dynamoStream: StreamViewType.NEW_IMAGE,
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      encryption: props.encryptionKey
        ? TableEncryptionV2.customerManagedKey(props.encryptionKey)
        : TableEncryptionV2.dynamoOwnedKey(),
    });
  }
}

class ExistingLedgerStore extends LedgerStoreBase {
  public readonly table: ITableV2;

  constructor(scope: Construct, id: string, table: ITableV2) {
    super(scope, id);
    this.table = table;
  }
}
