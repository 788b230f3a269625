/**
 * Bodies against the schemas of CAMARA's files. What the standard has refusals of its own for, an unfit sink or
 * credential, is let through as text: its handler refuses it.
 */
import { definitions as payments } from '../../../domain/partners/definitions/camara-carrier-billing.js';
import { definitions as refunds } from '../../../domain/partners/definitions/camara-carrier-billing-refund.js';
import type { Route } from '../../../domain/partners/route.js';
import type { Definitions, Schema } from '../../../domain/partners/tmf/definitions.js';
import { bodyChecks, type CheckBody } from '../kernel/check-body.js';
import type { InvalidParam } from '../../shared/problem.js';

let checks: { readonly payments: CheckBody; readonly refunds: CheckBody } | undefined;

export function checkCarrierBilling(route: Route, body: unknown): readonly InvalidParam[] {
  checks ??= { payments: bodyChecks(loose(payments)), refunds: bodyChecks(loose(refunds)) };
  const check = route.path.startsWith('/carrier-billing-refund') ? checks.refunds : checks.payments;
  return route.body === undefined ? [] : check(route.body, body);
}

function loose(definitions: Definitions): Definitions {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [
      name,
      name === 'SinkCredential' ? looseCredential(schema) : looseSink(schema),
    ]),
  );
}

const TEXT: Schema = { type: 'string' };

function looseSink(schema: Schema): Schema {
  const { properties } = schema;
  return properties?.['sink'] === undefined
    ? schema
    : { ...schema, properties: { ...properties, sink: TEXT } };
}

/** Only the token that is supported is looked into. */
function looseCredential(schema: Schema): Schema {
  const { allOf = [], properties = {} } = schema;
  const ofToken = allOf.filter((part) => JSON.stringify(part['if']).includes('"ACCESSTOKEN"'));
  return {
    ...schema,
    properties: { ...properties, credentialType: TEXT },
    allOf: ofToken.map((part) => {
      const then = part['then'] as Schema;
      // oxlint-disable-next-line unicorn/no-thenable -- Why: the keyword of JSON Schema.
      return { ...part, then: { ...then, properties: { ...then.properties, accessTokenType: TEXT } } };
    }),
  };
}
