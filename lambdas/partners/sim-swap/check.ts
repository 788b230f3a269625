/**
 * Bodies against the schemas of CAMARA's files. What the standard has refusals of its own for is let through here, and
 * refused by its handler: ages out of range, protocols, sinks and credentials that are not supported.
 */
import { definitions as simSwap } from '../../../domain/partners/definitions/camara-sim-swap.js';
import { definitions as subscriptions } from '../../../domain/partners/definitions/camara-sim-swap-subscriptions.js';
import type { Route } from '../../../domain/partners/route.js';
import type { Definitions, Schema } from '../../../domain/partners/tmf/definitions.js';
import type { InvalidParam } from '../../shared/problem.js';
import { bodyChecks, type CheckBody } from '../kernel/check-body.js';

let checks: { readonly simSwap: CheckBody; readonly subscriptions: CheckBody } | undefined;

export function checkSimSwapBody({ path, body }: Route, given: unknown): readonly InvalidParam[] {
  if (body === undefined) return [];
  checks ??= {
    simSwap: bodyChecks(withProperty(simSwap, 'CreateCheckSimSwap', { maxAge: { type: 'integer' } })),
    subscriptions: bodyChecks(
      withProperty(
        { ...subscriptions, Protocol: TEXT, SinkCredential: anyCredential(subscriptions['SinkCredential']!) },
        'SubscriptionRequest',
        { sink: { type: 'string', format: 'uri' } },
      ),
    ),
  };
  return (path.startsWith('/sim-swap-subscriptions') ? checks.subscriptions : checks.simSwap)(body, given);
}

const TEXT: Schema = { type: 'string' };

function withProperty(
  definitions: Definitions,
  name: string,
  properties: Record<string, Schema>,
): Definitions {
  const schema = definitions[name]!;
  return { ...definitions, [name]: { ...schema, properties: { ...schema.properties, ...properties } } };
}

/** Only the token that is supported is looked into. */
function anyCredential(schema: Schema): Schema {
  const ofToken = (schema.allOf ?? []).filter((part) => JSON.stringify(part['if']).includes('"ACCESSTOKEN"'));
  return {
    ...schema,
    properties: { ...schema.properties, credentialType: TEXT },
    allOf: ofToken.map((part) => {
      const then = part['then'] as Schema;
      // oxlint-disable-next-line unicorn/no-thenable -- Why: the keyword of JSON Schema.
      return { ...part, then: { ...then, properties: { ...then.properties, accessTokenType: TEXT } } };
    }),
  };
}
