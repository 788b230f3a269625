import { Duration, Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { OPERATOR_OWNER } from '../domain/events/event.js';
import { type ApiFunction, deployedPath, type Route } from '../domain/partners/route.js';
import { HouseFunction } from './function-defaults.js';
import type { LambdaBundle } from './lambda-bundles.js';
import type { PartnerApiFirewall } from './partner-api-firewall.js';
import type { IScopedHttpApi } from './scoped-http-api.js';
import type { ISubscriberStore } from './subscriber-store.js';
import type { ITokenIssuer } from './token-issuer.js';

/** What a partner may ask for in a time. */
export interface PartnerUsagePlan {
  /** As in `partnerClients` of the issuer. */
  readonly partner: string;
  /** Requests a minute; more are answered 429 with `Retry-After`. */
  readonly requestsPerMinute: number;
}

/** What every function that partners' requests come to is made of. */
export interface PartnerFunctionHouse {
  /** Names the operator in descriptions, events and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  readonly store: ISubscriberStore;

  /** Who issues the tokens; its `partnerClients` say whose each client is. */
  readonly issuer: ITokenIssuer;

  /** The API that answers the routes. */
  readonly api: IScopedHttpApi;

  /** Base URL of every `href`, without a slash at its end. */
  readonly url: string;

  /** @default - nobody is named: 600 requests a minute, the operator's own tools 6,000 */
  readonly usagePlans?: readonly PartnerUsagePlan[] | undefined;

  /** @default - none */
  readonly firewall?: PartnerApiFirewall | undefined;

  /** @default false */
  readonly sandbox?: boolean | undefined;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays | undefined;
}

export interface PartnerFunctionProps extends PartnerFunctionHouse {
  readonly bundle: LambdaBundle;

  readonly description: string;

  /** Beside what every one of them has. */
  readonly environment?: Readonly<Record<string, string>>;

  /** @default - of the house */
  readonly memorySizeMb?: number;

  /** Those that it answers. */
  readonly routes: readonly Route[];
}

const DEFAULT_REQUESTS = 600;
const OPERATOR_REQUESTS = 6_000;

/** A function that answers routes of the partner API, each under its own scope, and may keep partners' records. */
export function addPartnerFunction(
  scope: Construct,
  name: ApiFunction,
  props: PartnerFunctionProps,
): LambdaFunction {
  const { store, api, routes } = props;
  const within = Stack.of(api) === Stack.of(scope) ? undefined : scope;
  const handler = new HouseFunction(scope, pascal(name), {
    bundle: props.bundle,
    description: props.description,
    environment: {
      OPERATOR_ID: props.operatorId,
      ACCOUNTS_TABLE: store.accounts.tableName,
      RECORDS_TABLE: store.records.tableName,
      PARTNER_CLIENTS: clientsOf(props),
      PARTNER_URL: props.url,
      ...(props.sandbox ? { NOTIFY_LOCAL_HTTP: '1' } : {}),
      ...props.environment,
      ...props.firewall?.environment,
    },
    ...(props.memorySizeMb === undefined ? {} : { memorySizeMb: props.memorySizeMb }),
    // Why: an account that is a year behind is brought up to date first, and a payment provider is given eight seconds.
    timeout: Duration.seconds(29),
    failuresGo: 'To the caller: it answers requests, and the same request may be sent again.',
    logRetention: props.logRetention,
  });
  store.grantPartnerRecords(handler);
  for (const of of new Set(routes.map((route) => route.scope))) {
    api.addScopedRoutes(`${pascal(name)}-${of.replace('partner/', '')}`, {
      routes: deployed(routes.filter((route) => route.scope === of)),
      handler,
      scope: of,
      within,
    });
  }
  return handler;
}

/** What some share is deployed once. */
const deployed = (routes: readonly Route[]) => [
  ...new Map(
    routes.map((route) => {
      const [method, path] = [HttpMethod[route.method], deployedPath(route)];
      return [`${method} ${path}`, { method, path }] as const;
    }),
  ).values(),
];

export const pascal = (name: string) =>
  name.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());

/** `PARTNER_CLIENTS`, as `lambdas/partners/kernel/partner.ts` reads it. */
function clientsOf({ issuer, usagePlans = [] }: PartnerFunctionHouse): string {
  return Object.entries(issuer.partnerClients ?? {})
    .flatMap(([partner, clients]) => {
      const plan = usagePlans.find((each) => each.partner === partner);
      const most =
        plan?.requestsPerMinute ?? (partner === OPERATOR_OWNER ? OPERATOR_REQUESTS : DEFAULT_REQUESTS);
      return [clients].flat().map((client) => `${client}=${partner}:${most}`);
    })
    .join(',');
}
