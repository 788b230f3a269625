import { createHash } from 'node:crypto';
import type { LocalCloud } from '../cloud.js';
import { HttpApi, type JwtAuthorizer } from '../http/http-api.js';
import type { LocalFunction } from '../lambda/function.js';
import type { Provider } from '../template/deployment.js';

interface RouteProps {
  readonly ApiId: string;
  readonly RouteKey: string;
  readonly Target: string;
  readonly AuthorizationType?: string;
  readonly AuthorizerId?: string;
  readonly AuthorizationScopes?: readonly string[];
}

interface AuthorizerProps {
  readonly AuthorizerType: string;
  readonly JwtConfiguration?: { readonly Audience?: readonly string[]; readonly Issuer: string };
}

/** HTTP APIs of API Gateway. Each is served under `/<operator>/<API name>`, where a named stage would stand. */
export function httpApiProviders(cloud: LocalCloud): Provider[] {
  const integrations = new Map<string, LocalFunction>();
  const authorizers = new Map<string, JwtAuthorizer>();
  return [
    {
      types: ['AWS::ApiGatewayV2::Api'],
      create: ({ properties, physicalName, stack }) => {
        if (properties['ProtocolType'] !== 'HTTP')
          throw new Error(`the local run serves HTTP APIs, not ${String(properties['ProtocolType'])}`);
        const apiId = idOf(physicalName);
        const api = new HttpApi({
          operator: stack.stage,
          name: pathName(String(properties['Name']), stack.stage),
          apiId,
          accountId: cloud.options.accountId,
        });
        const same = [...cloud.apis.values()].find(({ prefix }) => prefix === api.prefix);
        if (same !== undefined)
          throw new Error(`two APIs would be served under ${api.prefix}; name one differently`);
        cloud.apis.set(apiId, api);
        return {
          ref: apiId,
          attributes: { ApiId: apiId, ApiEndpoint: `${cloud.options.baseUrl}${api.prefix}` },
        };
      },
    },
    {
      types: ['AWS::ApiGatewayV2::Integration'],
      create: ({ properties, physicalName }) => {
        const { IntegrationType, IntegrationUri, PayloadFormatVersion } = properties as Record<
          string,
          string
        >;
        if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0')
          throw new Error(
            `the local run has AWS_PROXY with payload format 2.0, not ${IntegrationType} with ${PayloadFormatVersion}`,
          );
        const ref = idOf(physicalName);
        integrations.set(ref, cloud.functionOf(String(IntegrationUri)));
        return { ref };
      },
    },
    {
      types: ['AWS::ApiGatewayV2::Authorizer'],
      create: ({ properties, physicalName }) => {
        const { AuthorizerType, JwtConfiguration } = properties as unknown as AuthorizerProps;
        if (AuthorizerType !== 'JWT' || JwtConfiguration === undefined)
          throw new Error(`the local run has JWT authorizers, not ${AuthorizerType}`);
        const issuer = [...cloud.issuers.values()].find(({ url }) => url === JwtConfiguration.Issuer);
        if (issuer === undefined)
          throw new Error(
            `${JwtConfiguration.Issuer} issues no tokens here; the local issuers are ` +
              [...cloud.issuers.values()].map(({ url }) => url).join(', '),
          );
        const ref = idOf(physicalName);
        authorizers.set(ref, { issuer, audiences: JwtConfiguration.Audience ?? [] });
        return { ref, attributes: { AuthorizerId: ref } };
      },
    },
    {
      types: ['AWS::ApiGatewayV2::Route'],
      create: ({ properties, physicalName }) => {
        const props = properties as unknown as RouteProps;
        const target = integrations.get(props.Target.replace('integrations/', ''));
        if (target === undefined) throw new Error(`"${props.Target}" is no integration of this API`);
        const authorizer = props.AuthorizerId === undefined ? undefined : authorizers.get(props.AuthorizerId);
        if (
          props.AuthorizationType !== undefined &&
          props.AuthorizationType !== 'NONE' &&
          authorizer === undefined
        )
          throw new Error(`the local run can't check AuthorizationType ${props.AuthorizationType}`);
        cloud.apis.get(props.ApiId)?.addRoute({
          routeKey: props.RouteKey,
          invoke: async (event) => await target.invoke(event),
          authorizer,
          scopes: props.AuthorizationScopes ?? [],
        });
        return { ref: idOf(physicalName) };
      },
    },
    {
      types: ['AWS::ApiGatewayV2::Stage'],
      create: ({ properties }) => ({ ref: String(properties['StageName']) }),
    },
  ];
}

/** The API's name as a path segment, without the operator's id, which stands before it already. */
function pathName(name: string, operator: string): string {
  const own = name.startsWith(operator) ? name.slice(operator.length) : name;
  return (
    own
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'api'
  );
}

const idOf = (physicalName: string): string =>
  createHash('sha256').update(physicalName).digest('hex').slice(0, 10);
