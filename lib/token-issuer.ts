import type { PartnerScope } from '../domain/partners/route.js';

/**
 * Who issues the access tokens that the APIs accept: an OAuth 2.0 server with the client-credentials grant.
 *
 * {@link Identity} is one (Amazon Cognito). To bring your own, write down its four facts:
 *
 * ```ts
 * const issuer: ITokenIssuer = {
 *   issuerUrl: 'https://login.example.com',
 *   jwksUrl: 'https://login.example.com/.well-known/jwks.json',
 *   tokenUrl: 'https://login.example.com/oauth2/token',
 *   audiences: ['wildlily'],
 * };
 * ```
 */
export interface ITokenIssuer {
  /** The `iss` claim of its tokens; `<issuerUrl>/.well-known/openid-configuration` must be public. */
  readonly issuerUrl: string;

  /** Its signing keys (JSON Web Key Set, RFC 7517); public. */
  readonly jwksUrl: string;

  /** Where clients fetch tokens. */
  readonly tokenUrl: string;

  /** Allowed values of the `aud` claim, or of `client_id` where a token has no `aud` (as Cognito's); at least one. */
  readonly audiences: string[];

  /**
   * The clients of the partner API by whose they are: `operator` for the brand's own tools, and the ids of channel
   * partners. One may have several.
   *
   * @default - none: nobody can use the partner API
   */
  readonly partnerClients?: Readonly<Record<string, string | readonly string[]>>;
}

/** The scopes of the operator's APIs, `<resource server>/<scope>`, spelled once. */
export const SCOPES = {
  /** Charge network sessions. */
  chargingSession: 'charging/session',
  /** Read plans. */
  catalogueRead: 'catalogue/read',
  /** Publish offerings. */
  catalogueWrite: 'catalogue/write',
  /** Read subscribers and their usage. */
  subscribersRead: 'subscribers/read',
  /** Make subscribers and change their accounts. */
  subscribersWrite: 'subscribers/write',
  /** Read companies, their members and pools. */
  companiesRead: 'companies/read',
  /** Make and change companies, their members and pools. */
  companiesWrite: 'companies/write',
  /** Read payments, and messages of providers that are looked at. */
  paymentsRead: 'payments/read',
  /** Make and refund payments, and all that tops accounts up. */
  paymentsWrite: 'payments/write',
  /** Subscribe to policy counters. */
  policySpendingLimits: 'policy/spending-limits',
  /** Move a sandbox's test clock. Only sandboxes have it. */
  testClock: 'test/clock',
} as const;

/** Those above, and those of the partner API: `partner/<api>.read`, `partner/<api>.write`. */
export type Scope = (typeof SCOPES)[keyof typeof SCOPES] | PartnerScope;
