import {
  createHash,
  generateKeyPair,
  randomUUID,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';

/** A client of the issuer, with the client-credentials grant. */
export interface LocalClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `<resource server>/<scope>` */
  readonly scopes: readonly string[];
  readonly tokenValidityS: number;
}

export type Claims = Readonly<Record<string, unknown>>;

/** An OAuth 2.0 answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Why a token is not accepted; the text goes into `www-authenticate`. */
export class TokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TokenError';
  }
}

const MAX_CACHED = 10_000;

/**
 * The local stand-in of a Cognito user pool for machines: issues access tokens with Cognito's claims, RS256.
 *
 * Client ids and secrets follow from the pool and the client, so that they are the same at every start: nothing
 * here is worth a secret. Signing keys are new at every start.
 */
export class TokenIssuer {
  /** The `iss` claim. */
  readonly url: string;
  private readonly clients = new Map<string, LocalClient>();
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private readonly keyId: string;
  private readonly verified = new Map<string, Claims>();

  private constructor(url: string, keys: { privateKey: KeyObject; publicKey: KeyObject }) {
    this.url = url;
    this.privateKey = keys.privateKey;
    this.publicKey = keys.publicKey;
    const der = keys.publicKey.export({ type: 'spki', format: 'der' });
    this.keyId = createHash('sha256').update(der).digest('base64');
  }

  static async create(url: string): Promise<TokenIssuer> {
    return new TokenIssuer(url, await promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));
  }

  get tokenUrl(): string {
    return `${this.url}/oauth2/token`;
  }

  addClient(seed: string, scopes: readonly string[], tokenValidityS: number): LocalClient {
    const digest = (purpose: string): string =>
      BigInt(`0x${createHash('sha256').update(`${this.url} ${seed} ${purpose}`).digest('hex')}`).toString(36);
    const client = {
      clientId: digest('id').slice(0, 26),
      clientSecret: digest('secret').slice(0, 48),
      scopes,
      tokenValidityS,
    };
    this.clients.set(client.clientId, client);
    return client;
  }

  allClients(): readonly LocalClient[] {
    return [...this.clients.values()];
  }

  /** The JSON Web Key Set (RFC 7517). */
  jwks(): object {
    return {
      keys: [{ ...this.publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: this.keyId }],
    };
  }

  openIdConfiguration(): object {
    return {
      issuer: this.url,
      jwks_uri: `${this.url}/.well-known/jwks.json`,
      token_endpoint: this.tokenUrl,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  /**
   * The token endpoint (RFC 6749 §4.4).
   *
   * @param form  the `application/x-www-form-urlencoded` body
   * @param authorization  the header with HTTP Basic credentials, unless they are in the body
   */
  token(form: URLSearchParams, authorization: string | undefined, nowMs: number): TokenAnswer {
    if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type');
    const [id, secret] = credentials(form, authorization);
    const client = this.clients.get(id);
    if (client === undefined || !sameText(secret, client.clientSecret)) return refused('invalid_client');
    const scopes = form.get('scope')?.split(' ').filter(Boolean) ?? client.scopes;
    if (scopes.some((scope) => !client.scopes.includes(scope))) return refused('invalid_scope');

    const nowS = Math.floor(nowMs / 1000);
    const token = this.sign({
      sub: client.clientId,
      token_use: 'access',
      scope: scopes.join(' '),
      auth_time: nowS,
      iss: this.url,
      exp: nowS + client.tokenValidityS,
      iat: nowS,
      version: 2,
      jti: randomUUID(),
      client_id: client.clientId,
    });
    return {
      status: 200,
      body: { access_token: token, expires_in: client.tokenValidityS, token_type: 'Bearer' },
    };
  }

  /**
   * Checks signature, issuer, audience and times of a token, as API Gateway's JWT authorizer does.
   *
   * @param audiences  allowed `aud`, or `client_id` where a token has no `aud`
   * @throws TokenError
   */
  verify(token: string, audiences: readonly string[], nowMs: number): Claims {
    const claims = this.verified.get(token) ?? this.checkSignature(token);
    const nowS = Math.floor(nowMs / 1000);
    if (claims['iss'] !== this.url) throw new TokenError('the token does not have a valid issuer');
    const { exp, nbf, iat } = claims;
    if (typeof exp !== 'number' || exp <= nowS) throw new TokenError('the token has expired');
    if (typeof nbf === 'number' && nbf > nowS) throw new TokenError('the token is not valid yet');
    if (typeof iat === 'number' && iat > nowS) throw new TokenError('the token was issued in the future');
    const audience = [claims['aud'] ?? claims['client_id']].flat();
    if (!audience.some((each) => audiences.includes(each as string)))
      throw new TokenError('the token does not have a valid audience');
    if (this.verified.size >= MAX_CACHED) this.verified.clear();
    this.verified.set(token, claims);
    return claims;
  }

  private checkSignature(token: string): Claims {
    const parts = token.split('.');
    const [header, payload, signature] = parts as [string, string, string];
    if (parts.length !== 3) throw new TokenError('the token is malformed');
    const { alg, kid } = decode(header);
    if (alg !== 'RS256' || kid !== this.keyId) throw new TokenError('signing method or key is not known');
    if (
      !verify(
        'RSA-SHA256',
        Buffer.from(`${header}.${payload}`),
        this.publicKey,
        Buffer.from(signature, 'base64url'),
      )
    )
      throw new TokenError('signature is invalid');
    return decode(payload);
  }

  private sign(claims: Claims): string {
    const text = `${encode({ kid: this.keyId, alg: 'RS256' })}.${encode(claims)}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), this.privateKey).toString('base64url')}`;
  }
}

const refused = (error: string): TokenAnswer => ({ status: 400, body: { error } });

function credentials(form: URLSearchParams, authorization: string | undefined): [string, string] {
  const basic = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const text = Buffer.from(basic, 'base64').toString();
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(part: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as Claims;
  } catch {
    // Told below.
  }
  throw new TokenError('the token is malformed');
}
