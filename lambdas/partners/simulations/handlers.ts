/** `/test/simulations`: what the simulated host of a sandbox does with a partner's orders. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Simulation } from '../../../domain/host/simulation.js';
import { newId } from '../../../domain/partners/ids.js';
import type { SimulationBody } from '../../../domain/partners/simulations/schemas.js';
import { answerList, listQuery } from '../kernel/list.js';
import { ownerOf } from '../kernel/partner.js';
import { RecordBook, type Recorded } from '../kernel/records.js';
import { json } from '../../shared/problem.js';
import { noContent, type PartnerHandler } from '../kernel/serve.js';

/** `gsi1pk`, `gsi1sk`: where the simulated host finds them. */
type Kept = Omit<Simulation, 'id' | 'owner'> & { readonly gsi1pk: string; readonly gsi1sk: string };

const ATTRIBUTES = ['id', 'kind', 'code'];

export function simulationsHandlers(
  client: DynamoDBClient,
  table: string,
): Readonly<Record<string, PartnerHandler>> {
  const book = new RecordBook<Kept>(client, table, 'SIMULATION', 'simulation');
  return {
    createSimulation: async ({ body, partner, seed, nowMs }) => {
      const id = newId('simu', seed);
      const value: Kept = {
        ...(body as SimulationBody as Omit<Simulation, 'id' | 'owner'>),
        gsi1pk: 'SIMULATIONS',
        gsi1sk: `${new Date(nowMs).toISOString()}#${id}`,
      };
      const kept = await book.create({ id, owner: ownerOf(partner), nowMs, value });
      if (kept === undefined) throw new Error(`simulation ${id} was not written`);
      return json(201, view(kept));
    },
    listSimulations: async ({ query, partner }) =>
      answerList(listQuery(query, ATTRIBUTES), book.list(partner), view),
    deleteSimulation: async ({ path, partner }) => {
      for (;;) {
        const kept = await book.mustGet(partner, path['simulationId']!);
        // The simulated host counts them down meanwhile.
        if (await book.remove(kept)) return noContent();
      }
    },
  };
}

function view({ id, kind, match, times, code, delayS, createdAt }: Recorded<Kept>) {
  return { id, kind, match, times, code, delayS, createdAt };
}
