/** Schemas of what is no standard's: events and simulations. */
import { z } from 'zod';
import { simulationBodies } from '../partners/simulations/schemas.js';
import type { Definitions, Schema } from '../partners/tmf/definitions.js';

/** As JSON Schema, whatever checks it has that JSON Schema can't say. */
function schemaOf(type: z.ZodType): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    io: 'input',
    unrepresentable: 'any',
    // Patterns and formats twice say the same.
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return schema as Schema;
}

/** A body as it is kept: with an id, and when it was made. */
function keptOf(type: z.ZodType, prefix: string): Schema {
  const { properties, required = [], ...rest } = schemaOf(type);
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

const bodies = Object.fromEntries(
  Object.entries(simulationBodies).map(([name, type]) => [name, schemaOf(type)]),
);

const NAMES = [
  'Event',
  'WebhookEndpoint',
  'WebhookEndpoint_Create',
  'WebhookEndpoint_Update',
  'Replay',
  'ReplayResult',
];

export const OWN_DEFINITIONS: Definitions = {
  ...Object.fromEntries(NAMES.map((n) => [n, { type: 'object' }])),
  ...bodies,
  Simulation: keptOf(simulationBodies.Simulation_Create, 'simu'),
};
