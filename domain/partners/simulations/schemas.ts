/** Bodies of `/test/simulations`. */
import { z } from 'zod';
import { SIMULATION_KINDS } from '../../host/simulation.js';

const create = z.strictObject({
  kind: z
    .enum(SIMULATION_KINDS)
    .describe(
      'sim-failure: SIMs are not activated, swapped or made · port-declined: numbers are not ported · host-down: the host answers nobody · host-slow: it answers after `delayS` · declined: it refuses whatever matches',
    ),
  match: z
    .strictObject({
      msisdn: z
        .string()
        .regex(/^msisdn-\d{5,15}$/, 'msisdn- and 5 to 15 digits')
        .optional(),
      iccid: z
        .string()
        .regex(/^\d{18,20}$/, '18 to 20 digits')
        .optional(),
      requestKind: z
        .enum([
          'activate',
          'suspend',
          'resume',
          'change-plan',
          'swap-sim',
          'change-number',
          'port-in',
          'cancel-port-in',
          'port-out',
          'terminate',
          'order-profile',
          'cancel-profile',
        ])
        .optional(),
    })
    .optional()
    .describe('Which requests it applies to. Default: all of your orders that the kind is about.'),
  times: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe('How many requests. Default: all until it is deleted.'),
  code: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,60}$/, 'kebab-case')
    .optional()
    .describe("What the host says. Default: the kind's own name."),
  delayS: z.int().min(0).max(900).optional().describe('Seconds, of host-slow. Default: 5.'),
});

export const simulationBodies = { Simulation_Create: create } as const;
export type SimulationBody = z.output<typeof create>;
