/** TMF629: customers. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readCustomer, viewCustomer } from '../../../domain/partners/customers/customer.js';
import type { CustomerRecord } from '../../../domain/partners/customers/record.js';
import { definitions } from '../../../domain/partners/definitions/customers.js';
import { bodyChecks } from '../kernel/check-body.js';
import { type Collection, collectionHandlers, type Made, type Resource } from '../kernel/collection.js';
import { RecordBook } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';
import { disengage, engage } from '../parties/engage.js';
import { partyBook } from '../parties/handlers.js';

export const checkCustomerBody = bodyChecks(definitions);

export const customerBook = (client: DynamoDBClient, table: string) =>
  new RecordBook<CustomerRecord>(client, table, 'CUSTOMER', 'customer');

export function customersHandlers({
  client,
  table,
}: {
  readonly client: DynamoDBClient;
  readonly table: string;
}): Readonly<Record<string, PartnerHandler>> {
  const office = { table, parties: partyBook(client, table) };
  const made = async (
    request: PartnerRequest,
    body: Resource,
    before?: CustomerRecord,
  ): Promise<Made<CustomerRecord>> => {
    const reference = body['engagedParty'] as Resource;
    const { partyId, writes } = await engage(office, request, reference, before?.partyId);
    const { products, accounts } = before ?? { products: 0, accounts: {} };
    const value = readCustomer(body, { products, accounts, ...(partyId === undefined ? {} : { partyId }) });
    const change = before !== undefined && before.status !== value.status ? 'state_changed' : 'updated';
    return { value, also: writes, change };
  };
  const collection: Collection<CustomerRecord> = {
    table,
    book: customerBook(client, table),
    api: 'customers',
    name: 'customer',
    type: 'Customer',
    words: 'customer',
    prefix: 'cus',
    definitions,
    checkBody: checkCustomerBody,
    view: (customer, baseUrl) => viewCustomer(customer.id, customer, baseUrl),
    make: async (request, body) => made(request, body),
    remake: async (request, before, merged) => made(request, merged, before),
    unmake: async (_request, { id, products, partyId }) => {
      if (products > 0)
        throw new RefusedError(
          409,
          'customer-has-products',
          `${id} has ${products === 1 ? 'a product' : `${products} products`}; terminate ${products === 1 ? 'it' : 'them'} first`,
        );
      return Promise.resolve(disengage(office, partyId));
    },
  };
  return collectionHandlers(collection);
}
