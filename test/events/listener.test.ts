import type { PartnerEvent } from '../../domain/events/event.js';
import { hears, type HubListener, hubQuery, type WebhookEndpoint } from '../../domain/events/listener.js';
import { messageFor } from '../../domain/events/message.js';
import { fromBus } from '../../domain/events/bus-event.js';
import { orderOf } from '../../domain/events/order.js';
import { callbackUrlProblem } from '../../domain/notify/callback-url.js';

const event: PartnerEvent = {
  id: 'evt_1',
  type: 'product_order.state_changed',
  time: '2026-11-23T10:00:00.000Z',
  owner: 'acme',
  subject: 'product_order/ord_1',
  actor: { type: 'partner', id: 'acme' },
  data: { productOrder: { id: 'ord_1', state: 'completed' } },
  previousData: { state: 'inProgress' },
  tmf: { api: 'ordering', eventType: 'ProductOrderStateChangeEvent' },
};
const common = { url: 'https://acme.example/hooks', secrets: [], status: 'enabled' } as const;
const endpoint: WebhookEndpoint = { ...common, form: 'endpoint' };
const hub: HubListener = { ...common, form: 'hub', api: 'ordering', isBase: false };

test('a partner hears of its own events, the operator of everybody’s', () => {
  expect(hears(endpoint, 'acme', event)).toBe(true);
  expect(hears(endpoint, 'corner-shop', event)).toBe(false);
  expect(hears(endpoint, 'operator', event)).toBe(true);
  expect(hears(endpoint, 'acme', { ...event, owner: 'operator' })).toBe(false);
});

test('an endpoint may want some types only', () => {
  expect(hears({ ...endpoint, types: ['product_order.*'] }, 'acme', event)).toBe(true);
  expect(hears({ ...endpoint, types: ['product_order.created'] }, 'acme', event)).toBe(false);
});

test('a hub hears of its API alone', () => {
  expect(hears(hub, 'acme', event)).toBe(true);
  expect(hears({ ...hub, eventTypes: ['ProductOrderCreateEvent'] }, 'acme', event)).toBe(false);
  expect(hears({ ...hub, api: 'customers' }, 'acme', event)).toBe(false);
  const { tmf: _tmf, ...own } = event;
  expect(hears(hub, 'acme', own)).toBe(false);
});

test('a query names events of its API, in any of the usual forms', () => {
  expect(hubQuery('ordering', '')).toEqual({ isBase: false });
  expect(hubQuery('ordering', 'eventType=ProductOrderStateChangeEvent')).toEqual({
    isBase: false,
    eventTypes: ['ProductOrderStateChangeEvent'],
  });
  expect(
    hubQuery('ordering', '?eventType=productOrderCreateEvent,ProductOrderDeleteEvent&callback=base'),
  ).toEqual({
    isBase: true,
    eventTypes: ['ProductOrderCreateEvent', 'ProductOrderDeleteEvent'],
  });
});

test('everything that is wrong with a query is told, with what is allowed', () => {
  const asked = hubQuery('customers', 'eventType=CustomerCreatEvent&color=red');
  expect(asked).toEqual({
    problems: [
      expect.stringMatching(
        /got eventType "CustomerCreatEvent" \(did you mean "CustomerCreateEvent"\?\); allowed: .*CustomerDeleteEvent/,
      ),
      'got "color=red"; allowed: eventType=<type>, callback=url, callback=base',
    ],
  });
});

test('an endpoint is sent a CloudEvent with who did it and what was there before', () => {
  const { url, body } = messageFor(endpoint, event, 'lily-gb');
  expect(url).toBe('https://acme.example/hooks');
  expect(JSON.parse(body)).toEqual({
    specversion: '1.0',
    id: 'evt_1',
    source: 'urn:wildlily:operator:lily-gb',
    type: 'product_order.state_changed',
    time: '2026-11-23T10:00:00.000Z',
    subject: 'product_order/ord_1',
    datacontenttype: 'application/json',
    partitionkey: 'product_order/ord_1',
    actor: { type: 'partner', id: 'acme' },
    data: { productOrder: { id: 'ord_1', state: 'completed' } },
    previousData: { state: 'inProgress' },
  });
});

test('a hub’s listener is sent the notification of the TM Forum API in it', () => {
  const { url, body } = messageFor({ ...hub, isBase: true }, event, 'lily-gb');
  expect(url).toBe('https://acme.example/hooks/listener/productOrderStateChangeEvent');
  expect(JSON.parse(body)).toMatchObject({
    id: 'evt_1',
    data: {
      eventId: 'evt_1',
      eventType: 'ProductOrderStateChangeEvent',
      eventTime: '2026-11-23T10:00:00.000Z',
      timeOcurred: '2026-11-23T10:00:00.000Z',
      event: { productOrder: { id: 'ord_1', state: 'completed' } },
    },
  });
});

test('an event of the bus has a subject, and the same id each time it comes', () => {
  const data = { paymentId: 'pay_1', subscriberId: 'sub_1', account: 'a1' };
  const told = fromBus({ id: 'payment_pay_1_2', type: 'payment.captured', time: event.time, data }, 'acme');
  expect(told).toMatchObject({
    subject: 'payment/pay_1',
    owner: 'acme',
    actor: { type: 'system', id: 'payment' },
  });
  expect(
    fromBus({ id: 'payment_pay_1_2', type: 'payment.captured', time: event.time, data }, 'acme').id,
  ).toBe(told.id);
  const notice = { id: 'notice_a1_3_0', type: 'counter.reached', time: event.time };
  expect(fromBus({ ...notice, data: { account: 'a1', subscriberId: 'sub_1' } }, 'acme').subject).toBe(
    'subscriber/sub_1',
  );
  expect(fromBus({ ...notice, data: { account: 'a1' } }, 'operator').subject).toBe('account/a1');
});

test('of one millisecond what begins comes first, what ends last, the rest as it was written', () => {
  const of = (type: string, count: number) => orderOf({ ...event, type }, count);
  const sorted = [
    of('customer.deleted', 0),
    of('customer.updated', 2),
    of('customer.updated', 1),
    of('customer.created', 3),
  ].sort();
  expect(sorted).toEqual([
    of('customer.created', 3),
    of('customer.updated', 1),
    of('customer.updated', 2),
    of('customer.deleted', 0),
  ]);
});

test.each([
  'http://acme.example/',
  'https://localhost/',
  'https://printer/',
  'https://db.internal/',
  'https://10.0.0.7/',
  'https://169.254.169.254/latest/meta-data',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[fd00::1]/',
  'https://user:secret@acme.example/',
  'ftp://acme.example/',
  'acme.example',
])('nobody is called at %s', (url) => expect(callbackUrlProblem(url, { localHttp: false })).toBeDefined());

test('public hosts may be called, and this machine of a sandbox', () => {
  expect(callbackUrlProblem('https://acme.example:8443/hooks?shop=1', { localHttp: false })).toBeUndefined();
  expect(callbackUrlProblem('https://8.8.8.8/', { localHttp: false })).toBeUndefined();
  expect(callbackUrlProblem('http://localhost:9000/hooks', { localHttp: true })).toBeUndefined();
  expect(callbackUrlProblem('http://10.0.0.7/hooks', { localHttp: true })).toBeDefined();
});
