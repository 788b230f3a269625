import {
  CfnOutput,
  CrossStackReferences,
  ReferenceStrength,
  type RemovalPolicy,
  Stack,
  Stage,
  Tags,
  type StageProps,
} from 'aws-cdk-lib';
import type { WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { OPERATOR_OWNER } from '../domain/events/event.js';
import { operatorId, type Operator } from '../domain/operator/operator.js';
import { deletesData } from './data-deletion.js';
import { Identity } from './identity.js';
import { LedgerStore } from './ledger-store.js';
import { SubscriberStore } from './subscriber-store.js';
import { VirtualOperator, type OperatorOptions } from './virtual-operator.js';

export interface OperatorStageProps extends StageProps, OperatorOptions {
  /** The parsed operator file. */
  readonly operator: Operator;

  /**
   * What happens to tables, the user pool, its clients, scopes and token endpoint when the stage is deleted. See
   * `SubscriberStoreProps.removalPolicy` and `IdentityProps.removalPolicy`: DESTROY needs the context flag `wildlily:allowDataDeletion` as well, and then also ends the termination
   * protection of the `Data` stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /** @default - not warmed. See `SubscriberStoreProps.accountsWarmThroughput` */
  readonly accountsWarmThroughput?: WarmThroughput;
}

/**
 * One operator, deployed: the stack `Data` keeps what must not be lost (tables, clients of the network and of partners);
 * `Services`, `Partners`, `Growth` and `Finance` can be deleted and deployed again at any time, `Growth` first, then `Partners`;
 * the lake's bucket stays.
 *
 * `Services` reads the outputs of `Data` when it is deployed; nothing is exported, so neither stack can lock the
 * other.
 */
export class OperatorStage extends Stage {
  public readonly data: Stack;
  public readonly services: Stack;
  /** What channel partners work with; only of a sandbox, or with a `host`. */
  public readonly partners: Stack | undefined;
  /** Promotions, advertising, loyalty and experiments; where there are `partners`. */
  public readonly growth: Stack | undefined;
  /** The ledger, statements and the lake. */
  public readonly finance: Stack;
  public readonly operator: VirtualOperator;

  /** @param id  the operator id, unless the same operator is deployed twice by one app */
  constructor(scope: Construct, id: string, props: OperatorStageProps) {
    super(scope, id, props);
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK);

    const { operator, removalPolicy } = props;
    const name = `${operator.brand.name}, ${operator.market.country}`;

    this.data = new Stack(this, 'Data', {
      description: `Subscribers, accounts and network clients of ${name}. Do not delete.`,
      terminationProtection: !deletesData(this, removalPolicy),
    });
    const store = new SubscriberStore(this.data, 'Store', {
      removalPolicy,
      accountsWarmThroughput: props.accountsWarmThroughput,
    });
    const identity = new Identity(this.data, 'Identity', {
      removalPolicy,
      sandbox: props.sandbox,
      channelPartners: operator.channelPartners,
    });

    const ledgerStore = new LedgerStore(this.data, 'Ledger', { removalPolicy });

    this.services = new Stack(this, 'Services', {
      description: `APIs and functions of ${name}.`,
    });
    this.partners =
      props.sandbox || props.host
        ? new Stack(this, 'Partners', { description: `Partner API, product orders and events of ${name}.` })
        : undefined;
    this.growth = this.partners
      ? new Stack(this, 'Growth', {
          description: `Promotions, advertising, loyalty and experiments of ${name}.`,
        })
      : undefined;
    this.finance = new Stack(this, 'Finance', { description: `Ledger, statements and lake of ${name}.` });
    this.operator = new VirtualOperator(this.services, 'Operator', {
      ...props,
      store,
      issuer: identity,
      partnersScope: this.partners,
      growthScope: this.growth,
      financeScope: this.finance,
      ledgerStore,
    });

    for (const stack of [this.data, this.services, this.partners, this.growth, this.finance]) {
      if (stack === undefined) continue;
      Tags.of(stack).add('wildlily:operator', operatorId(operator));
      Tags.of(stack).add('wildlily:market', operator.market.country);
    }

    // Why: children of the stack keep their ids as output keys, which scripts of an operator rely on.
    output(this.services, 'ChargingUrl', this.operator.charging.url);
    output(this.services, 'OperatorUrl', this.operator.operatorApi.url);
    output(this.services, 'PolicyUrl', this.operator.policy.url);
    if (this.operator.payments) output(this.services, 'WebhooksUrl', this.operator.payments.url);
    if (this.partners && this.operator.partners)
      output(this.partners, 'PartnerUrl', this.operator.partners.url);
    if (this.operator.finance) {
      output(this.finance, 'SettlementUrl', this.operator.finance.url);
      output(this.finance, 'FinanceFilesBucket', this.operator.finance.files.bucketName);
      output(this.finance, 'LakeBucket', this.operator.finance.lake.bucket.bucketName);
    }
    output(this.services, 'FilesBucket', this.operator.files.bucket.bucketName);
    output(this.data, 'TokenUrl', identity.tokenUrl);
    output(this.data, 'IssuerUrl', identity.issuerUrl);
    output(this.data, 'NetworkClientId', identity.networkClient.userPoolClientId);
    output(this.data, 'OperationsClientId', identity.operationsClient.userPoolClientId);
    output(this.data, 'MarketingClientId', identity.marketingClient.userPoolClientId);
    output(this.data, 'FinanceClientId', identity.financeClient.userPoolClientId);
    const partnerClients = Object.entries(identity.partnerClients).filter(([id]) => id !== OPERATOR_OWNER);
    if (partnerClients.length > 0)
      output(
        this.data,
        'PartnerClientIds',
        partnerClients
          .flatMap(([partner, clients]) => [clients].flat().map((client) => `${partner}=${client}`))
          .join(','),
      );
    output(this.data, 'AccountsTable', store.accounts.tableName);
    output(this.data, 'RecordsTable', store.records.tableName);
    output(this.data, 'LedgerTable', ledgerStore.table.tableName);
  }
}

function output(stack: Stack, id: string, value: string): void {
  new CfnOutput(stack, id, { value });
}
