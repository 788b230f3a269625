/** Webhooks to a receiver on this machine, their lanes in memory; prints one JSON object. Bundled by bench/hub.ts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SEATS_OF_ENDPOINT } from '../domain/events/seats.js';
import { deliverLane } from '../lambdas/events/deliver-lane.js';
import type { Known } from '../lambdas/events/delivery-book.js';
import { InMemoryDeliveries } from './store/in-memory-deliveries.js';

const ROUNDS = 5;
const SUBJECTS = 500;
const EVENTS_A_SUBJECT = 4;
/** Lanes that one function works at: a batch of its queue. */
const AT_ONCE = SEATS_OF_ENDPOINT;

async function main(): Promise<void> {
  let received = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      received++;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const known: Known = {
    owner: 'acme',
    revision: 1,
    listener: {
      form: 'endpoint',
      url: `http://127.0.0.1:${port}/hooks`,
      secrets: [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
      status: 'enabled',
    },
  };
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const book = new InMemoryDeliveries(new Map([['we_1', known]]));
    const lanes = Array.from({ length: SUBJECTS }, (_, n) => ({
      endpointId: 'we_1',
      subject: `product_order/ord_${n}`,
    }));
    for (const lane of lanes)
      for (let n = 0; n < EVENTS_A_SUBJECT; n++)
        book.add(
          lane,
          {
            id: `evt_${round}_${lane.subject}_${n}`,
            type: 'product_order.state_changed',
            time: '2026-11-23T10:00:00.000Z',
            owner: 'acme',
            subject: lane.subject,
            actor: { type: 'partner', id: 'acme' },
            data: { productOrder: ORDER },
            previousData: { state: 'acknowledged' },
          },
          String(n),
          0,
        );
    received = 0;
    const startedMs = performance.now();
    let token = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let lane = lanes.pop(); lane !== undefined; lane = lanes.pop())
          await deliverLane(lane, {
            book,
            operatorId: 'lily-gb',
            policy: { localHttp: true },
            now: Date.now,
            token: () => String(token++),
            deadlineMs: Infinity,
          });
      }),
    );
    if (received !== SUBJECTS * EVENTS_A_SUBJECT) throw new Error(`${received} webhooks came`);
    rates.push((received * 1_000) / (performance.now() - startedMs));
  }
  server.close();
  server.closeAllConnections();
  const [median] = rates.sort((a, b) => a - b).slice(rates.length >> 1);
  process.stdout.write(JSON.stringify({ perSecond: median, peakHeap: 0, peakRss: 0 }));
}

/** An order of the size that it has with two items. */
const ORDER = {
  id: 'ord_0123456789abcdef01234567',
  href: 'https://partners.lily.example/tmf-api/productOrderingManagement/v4/productOrder/ord_0123456789abcdef01234567',
  state: 'inProgress',
  orderDate: '2026-11-23T10:00:00.000Z',
  productOrderItem: [1, 2].map((n) => ({
    id: String(n),
    action: 'add',
    state: 'inProgress',
    productOffering: {
      id: 'lily-20',
      href: 'https://partners.lily.example/offering/lily-20',
      name: 'Lily 20',
    },
    product: { characteristic: [{ name: 'form', value: 'esim' }], '@type': 'Product' },
    '@type': 'ProductOrderItem',
  })),
  '@type': 'ProductOrder',
};

void main();
