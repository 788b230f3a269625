/** Schemas of what is no standard's: events and simulations. */
import type { Definitions } from '../partners/tmf/definitions.js';

const NAMES = [
  'Event',
  'WebhookEndpoint',
  'WebhookEndpoint_Create',
  'WebhookEndpoint_Update',
  'Replay',
  'ReplayResult',
  'Simulation',
  'Simulation_Create',
];
export const OWN_DEFINITIONS: Definitions = Object.fromEntries(NAMES.map((n) => [n, { type: 'object' }]));
