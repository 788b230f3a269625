import type { OrderRecord } from '../../../domain/orders/order.js';
import { viewOrder } from '../../../domain/partners/ordering/view.js';

test('what was given takes the place of what was asked for', () => {
  const characteristics = [
    { name: 'msisdn', value: 'any' },
    { name: 'reason', value: 'moved' },
  ];
  const order: OrderRecord = {
    state: 'completed',
    items: [
      {
        id: '1',
        given: {
          id: '1',
          action: 'modify',
          product: { id: 'sub_1', productCharacteristic: characteristics },
        },
        intent: { kind: 'number-change', subscriberId: 'sub_1' },
        state: 'completed',
        step: 3,
        direction: 'forward',
        since: '2026-11-23T10:00:00.000Z',
        attempts: 0,
        facts: { msisdn: 'msisdn-447700950089' },
      },
    ],
    milestones: [],
    also: {},
  };
  const kept = { id: 'ord_1', owner: 'corner-shop', createdAt: '2026-11-23T10:00:00.000Z' };
  expect(viewOrder({ ...order, ...kept }, 'https://partners.example')).toMatchObject({
    productOrderItem: [
      {
        product: {
          productCharacteristic: [
            { name: 'msisdn', value: '447700950089' },
            { name: 'reason', value: 'moved' },
          ],
        },
      },
    ],
  });
});
