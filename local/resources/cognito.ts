import type { LocalCloud } from '../cloud.js';
import { TokenIssuer } from '../identity/token-issuer.js';
import type { Provider } from '../template/deployment.js';

/** Cognito user pools with client credentials: a local token issuer a pool. */
export function userPoolProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Cognito::UserPool'],
    create: async ({ stack, logicalId }) => {
      const taken = [...cloud.issuers.values()].map(({ url }) => url);
      const first = `${cloud.options.baseUrl}/${stack.stage}`;
      const url = taken.includes(first) ? `${first}/${logicalId}` : first;
      const id = `${cloud.options.region}_${stack.name}-${logicalId}`;
      cloud.issuers.set(id, await TokenIssuer.create(url));
      const name = url.replace(/^https?:\/\//, '');
      return {
        ref: id,
        attributes: {
          UserPoolId: id,
          Arn: cloud.arn('cognito-idp', `userpool/${id}`),
          ProviderName: name,
          ProviderURL: url,
        },
      };
    },
  };
}

const SECONDS: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

export function userPoolClientProvider(cloud: LocalCloud): Provider {
  return {
    types: ['AWS::Cognito::UserPoolClient'],
    create: ({ properties, logicalId }) => {
      const {
        UserPoolId,
        AllowedOAuthScopes = [],
        AccessTokenValidity,
        TokenValidityUnits,
      } = properties as {
        UserPoolId: string;
        AllowedOAuthScopes?: string[];
        AccessTokenValidity?: number;
        TokenValidityUnits?: { AccessToken?: string };
      };
      const issuer = cloud.issuers.get(UserPoolId);
      if (issuer === undefined) throw new Error(`"${UserPoolId}" is no user pool of this deployment`);
      const unit = SECONDS[TokenValidityUnits?.AccessToken ?? 'hours'] ?? 3600;
      const client = issuer.addClient(logicalId, AllowedOAuthScopes, (AccessTokenValidity ?? 1) * unit);
      return {
        ref: client.clientId,
        attributes: { ClientId: client.clientId, Name: logicalId, ClientSecret: client.clientSecret },
      };
    },
  };
}

/** Scopes are what the clients list; the resource server gives them their first half. */
export function resourceServerProvider(): Provider {
  return {
    types: ['AWS::Cognito::UserPoolResourceServer'],
    create: ({ properties }) => ({ ref: String(properties['Identifier']) }),
  };
}
