/** Schemas of what is no standard's: events and simulations. */
import { z } from 'zod';
import { answers as adAnswers, bodies as adBodies } from '../ads/schemas.js';
import { basketAnswers, basketBodies } from '../baskets/schemas.js';
import { answers as consentAnswers, bodies as consentBodies } from '../consents/schemas.js';
import { eventAnswers, eventBodies } from '../events/schemas.js';
import { experimentAnswers, experimentBodies } from '../experiments/schemas.js';
import { ledgerAnswers, ledgerBodies } from '../ledger/schemas.js';
import { loyaltyAnswers, loyaltyBodies } from '../loyalty/schemas.js';
import { answers as promotionAnswers, bodies as promotionBodies } from '../promotions/schemas.js';
import { simulationBodies } from '../partners/simulations/schemas.js';
import { sponsorAnswers } from '../sponsors/answers.js';
import { sponsorBodies } from '../sponsors/schemas.js';
import { statementAnswers, statementBodies } from '../statements/schemas.js';
import { ventureAnswers, ventureBodies } from '../venture/schemas.js';
import type { Definitions, Schema } from '../partners/tmf/definitions.js';

/** As JSON Schema; checks that it has no words for are left out. */
function schemaOf(type: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _version, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    // A date and time needs no pattern beside its format, and a whole number no bounds that are those of doubles.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return schema as Schema;
}

const all = (types: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output') =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [name, schemaOf(type, io)]));

/** A body as it is kept: with an id, and when it was made. */
function keptOf(type: z.ZodType, prefix: string): Schema {
  const { properties, required = [], ...rest } = schemaOf(type, 'output');
  return {
    ...rest,
    properties: {
      id: { type: 'string', description: `\`${prefix}_…\`` },
      ...properties,
      createdAt: { type: 'string', format: 'date-time' },
    },
    required: ['id', ...required, 'createdAt'],
  };
}

export const OWN_DEFINITIONS: Definitions = {
  ...all(eventBodies, 'input'),
  ...all(simulationBodies, 'input'),
  ...all(eventAnswers, 'output'),
  ...all(promotionBodies, 'input'),
  ...all(promotionAnswers, 'output'),
  ...all(sponsorBodies, 'input'),
  ...all(sponsorAnswers, 'output'),
  ...all(adBodies, 'input'),
  ...all(adAnswers, 'output'),
  ...all(consentBodies, 'input'),
  ...all(consentAnswers, 'output'),
  ...all(ledgerBodies, 'input'),
  ...all(ledgerAnswers, 'output'),
  ...all(loyaltyBodies, 'input'),
  ...all(loyaltyAnswers, 'output'),
  ...all(basketBodies, 'input'),
  ...all(basketAnswers, 'output'),
  ...all(experimentBodies, 'input'),
  ...all(experimentAnswers, 'output'),
  ...all(statementBodies, 'input'),
  ...all(statementAnswers, 'output'),
  ...all(ventureBodies, 'input'),
  ...all(ventureAnswers, 'output'),
  Simulation: keptOf(simulationBodies.Simulation_Create, 'simu'),
};
