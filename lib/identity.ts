import { createHash } from 'node:crypto';
import { Aws, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { OPERATOR_OWNER } from '../domain/events/event.js';
import type { ChannelPartner } from '../domain/operator/channel-partner.js';
import {
  DEFAULT_PARTNER_APIS,
  isOfFinance,
  isOfGrowth,
  PARTNER_SCOPES,
  type PartnerScope,
} from '../domain/partners/route.js';
import { SCOPES, type ITokenIssuer, type Scope } from './token-issuer.js';

export interface IdentityProps {
  /**
   * The first label of the token endpoint's host, unique in the region: lower-case letters, digits, hyphens.
   *
   * Clients of the network keep the token URL in their configuration, so changing it cuts them off.
   *
   * @default - `wildlily-`, a hash of the construct's path, and the account id
   */
  readonly domainPrefix?: string;

  /**
   * What happens to the user pool, its scopes, token endpoint, clients and their secrets when the construct leaves
   * the stack.
   *
   * The host's network holds these secrets, and only the host can change them there. DESTROY takes effect only
   * together with the context flag `wildlily:allowDataDeletion`. A token endpoint that was kept also keeps its host
   * name: whoever makes the construct anew imports what was kept, or gives another `domainPrefix`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long an access token is valid: 5 minutes to 1 day.
   *
   * A token request is billed (USD 2.25 per 1,000), so clients must keep a token until it expires.
   *
   * @default Duration.hours(1)
   */
  readonly accessTokenValidity?: Duration;

  /**
   * Who sells beside the brand itself: each gets a client for the partner API.
   *
   * @default - nobody
   */
  readonly channelPartners?: readonly Pick<ChannelPartner, 'id' | 'apis'>[];

  /**
   * Whether the operator is a sandbox: then there are the scopes `test/clock` and `partner/simulations.*`, and the
   * operations client has them.
   *
   * @default false
   */
  readonly sandbox?: boolean;
}

/**
 * The operator's own token issuer: an Amazon Cognito user pool for machines.
 *
 * Nobody signs in here. Two clients are made, `network` (charges sessions) and `operations` (reads plans and
 * subscribers); {@link Identity.addClient} makes more.
 */
export class Identity extends Construct implements ITokenIssuer {
  public readonly issuerUrl: string;
  public readonly jwksUrl: string;
  public readonly tokenUrl: string;

  public readonly userPool: UserPool;

  /** The client of the host's network. May charge sessions, subscribe to policy counters, and nothing else. */
  public readonly networkClient: UserPoolClient;

  /** The clients of the partner API: `operator` has the operations, the marketing and the finance client. */
  public readonly partnerClients: Readonly<Record<string, string | readonly string[]>>;

  /** The client of the operator's own tools. May read and publish plans, read subscribers, change their accounts and take payments. */
  public readonly operationsClient: UserPoolClient;

  /**
   * The client of the brand's marketing tools: promotions, loyalty, advertising, experiments, insight. One of its own,
   * for Cognito gives a client 50 scopes at most, and who plans campaigns need not change plans.
   */
  public readonly marketingClient: UserPoolClient;

  /** The client of the operator's finance tools: the settlement API. One of its own: who keeps the books changes no plans. */
  public readonly financeClient: UserPoolClient;

  private readonly domain: UserPoolDomain;
  private readonly oauthScopes = new Map<Scope, OAuthScope>();
  private readonly clientIds: string[] = [];
  private readonly accessTokenValidity: Duration;
  private readonly removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, props: IdentityProps = {}) {
    super(scope, id);
    this.accessTokenValidity = props.accessTokenValidity ?? Duration.hours(1);

    const removalPolicy = effectiveRemovalPolicy(this, props.removalPolicy);
    this.removalPolicy = removalPolicy;
    this.userPool = new UserPool(this, 'Resource', {
      removalPolicy,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      // Why: people never sign in here, so the pool is closed as far as a pool can be.
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 16,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      featurePlan: FeaturePlan.LITE,
    });
    acknowledge(this.userPool, {
      'AwsSolutions-COG8':
        'The Plus plan watches the sign-in of people; this pool has no people, only clients with secrets.',
    });

    this.addResourceServer('charging', {
      session: 'Charge network sessions (Nchf_ConvergedCharging).',
    });
    this.addResourceServer('catalogue', { read: 'Read plans.', write: 'Publish offerings.' });
    this.addResourceServer('subscribers', {
      read: 'Read subscribers and their usage.',
      write: 'Make subscribers and change their accounts.',
    });
    this.addResourceServer('companies', {
      read: 'Read companies, their members and pools.',
      write: 'Make and change companies, their members and pools.',
    });
    this.addResourceServer('payments', {
      read: 'Read payments, and messages of providers that are looked at.',
      write: 'Make and refund payments, and all that tops accounts up.',
    });
    this.addResourceServer('policy', {
      'spending-limits': 'Subscribe to policy counters (Nchf_SpendingLimitControl).',
    });
    const partnerScopes = PARTNER_SCOPES.filter((name) => props.sandbox || !isOfSandbox(name));
    this.addResourceServer(
      'partner',
      Object.fromEntries(partnerScopes.map((name) => [name.replace('partner/', ''), describeScope(name)])),
    );
    if (props.sandbox) this.addResourceServer('test', { clock: 'Move the test clock.' });

    this.domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: props.domainPrefix ?? defaultDomainPrefix(this) },
    });
    this.domain.applyRemovalPolicy(
      // Why: its name is fixed, so one that a failed creation left behind would make every further one fail.
      removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy,
    );
    this.issuerUrl = this.userPool.userPoolProviderUrl;
    this.jwksUrl = `${this.issuerUrl}/.well-known/jwks.json`;
    this.tokenUrl = `${this.domain.baseUrl()}/oauth2/token`;

    this.networkClient = this.addClient('NetworkClient', [
      SCOPES.chargingSession,
      SCOPES.policySpendingLimits,
    ]);
    this.operationsClient = this.addClient('OperationsClient', [
      SCOPES.catalogueRead,
      SCOPES.catalogueWrite,
      SCOPES.subscribersRead,
      SCOPES.subscribersWrite,
      SCOPES.companiesRead,
      SCOPES.companiesWrite,
      SCOPES.paymentsRead,
      SCOPES.paymentsWrite,
      ...(props.sandbox ? [SCOPES.testClock] : []),
      ...partnerScopes.filter((name) => !isOfGrowth(name) && !isOfFinance(name)),
    ]);
    this.marketingClient = this.addClient('MarketingClient', partnerScopes.filter(isOfGrowth));
    this.financeClient = this.addClient('FinanceClient', partnerScopes.filter(isOfFinance));
    this.partnerClients = {
      [OPERATOR_OWNER]: [this.operationsClient, this.marketingClient, this.financeClient].map(
        ({ userPoolClientId }) => userPoolClientId,
      ),
      ...Object.fromEntries(
        (props.channelPartners ?? []).map(({ id: partner, apis }) => [
          partner,
          this.addClient(
            `Partner-${partner}`,
            partnerScopes.filter((name) =>
              (apis ?? DEFAULT_PARTNER_APIS).some((api) => name.startsWith(`partner/${api}.`)),
            ),
          ).userPoolClientId,
        ]),
      ),
    };
  }

  /** The ids of all clients: Cognito's access tokens carry the client's id instead of an audience. */
  public get audiences(): string[] {
    return [...this.clientIds];
  }

  /**
   * One more client with a secret. Costs USD 6 a month.
   *
   * Add it before the APIs are made: they accept the clients that exist by then. One that is not added any more is
   * retained like the others (`removalPolicy`): to withdraw its secret, delete it in the user pool.
   *
   * @param scopes  what it may do; at least one
   */
  public addClient(id: string, scopes: readonly Scope[]): UserPoolClient {
    const client = this.userPool.addClient(id, {
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: scopes.map((scope) => this.oauthScope(scope)),
      },
      accessTokenValidity: this.accessTokenValidity,
      enableTokenRevocation: true,
    });
    client.applyRemovalPolicy(this.removalPolicy);
    this.clientIds.push(client.userPoolClientId);
    return client;
  }

  private addResourceServer(
    identifier: string,
    scopes: Readonly<Record<string, string>>,
  ): UserPoolResourceServer {
    const serverScopes = Object.entries(scopes).map(
      ([scopeName, scopeDescription]) => new ResourceServerScope({ scopeName, scopeDescription }),
    );
    const server = this.userPool.addResourceServer(`${identifier}-scopes`, {
      identifier,
      scopes: serverScopes,
    });
    server.applyRemovalPolicy(this.removalPolicy);
    for (const scope of serverScopes) {
      this.oauthScopes.set(
        `${identifier}/${scope.scopeName}` as Scope,
        OAuthScope.resourceServer(server, scope),
      );
    }
    return server;
  }

  private oauthScope(scope: Scope): OAuthScope {
    const found = this.oauthScopes.get(scope);
    if (!found) {
      throw new Error(
        `Scope "${scope}" does not exist. Allowed: ${[...this.oauthScopes.keys()].join(', ')}.`,
      );
    }
    return found;
  }
}

const isOfSandbox = (name: PartnerScope) => name.startsWith('partner/simulations.');

function describeScope(name: PartnerScope): string {
  const [api = '', verb = ''] = name.replace('partner/', '').split('.');
  return `${verb === 'read' ? 'Read' : 'Write'} ${api.replaceAll('-', ' ')} through the partner API.`;
}

/** Why: host names are shared by all accounts of a region, so the account id makes it unique, the path stable. */
function defaultDomainPrefix(scope: Construct): string {
  const path = createHash('sha256').update(scope.node.path).digest('hex').slice(0, 10);
  return Fn.join('-', ['wildlily', path, Aws.ACCOUNT_ID]);
}
