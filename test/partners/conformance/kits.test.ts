/** The TM Forum's conformance kits, replayed by the operator's own client, which sees everybody's. */
import { openShop, type Shop } from '../balances/shop.js';
import { type Ask, type Kit, replay } from './kit.js';

let shop: Shop;
let subscriberId: string;
beforeAll(async () => {
  // Orders of kits are rejected at once: nothing is sent to the queue.
  shop = await openShop({ ORDERS_QUEUE_URL: 'http://127.0.0.1:9/orders' });
  subscriberId = await shop.sell({ credit: '1000.00' });
});
afterAll(async () => shop.desk.stop());

const ask: Ask = async (operationId, asked) => shop.ask(operationId, { as: 'operator', ...asked });
const named = { name: 'string' } as const;
const entry = { ...named, lifecycleStatus: 'string', lastUpdate: 'string' } as const;
const amount = (units: string, value: number) => ({ amount: value, units });

/** TMF620. */
const CATALOG: readonly Kit[] = [
  {
    type: 'ProductSpecification',
    payload: () => ({ name: 'Cisco Firepower NGFW' }),
    mandatory: entry,
    patch: { name: 'Renamed' },
    isDeletable: true,
  },
  {
    type: 'ProductOffering',
    // The kit refers to a specification that nobody has.
    payload: () => ({
      name: 'aProductOffering',
      productSpecification: {
        id: '9881',
        href: 'https://mycsp.com:8080/tmf-api/productCatalogManagement/v4/productSpecification/9881',
        version: '1.1',
        name: 'Robotics999',
        '@referredType': 'DeviceSpecification',
      },
    }),
    mandatory: entry,
    patch: { name: 'Renamed' },
    isDeletable: true,
  },
  {
    type: 'ProductOfferingPrice',
    payload: () => ({
      name: 'Recurring Charge for Business Firewall',
      isBundle: false,
      priceType: 'recurring',
    }),
    mandatory: { ...entry, priceType: 'string' },
    patch: { name: 'Renamed' },
    isDeletable: true,
  },
  {
    type: 'Catalog',
    payload: () => ({ name: 'Wholesale' }),
    mandatory: named,
    patch: { name: 'Renamed' },
    isDeletable: true,
  },
  {
    type: 'Category',
    payload: () => ({ name: 'Cloud' }),
    mandatory: named,
    patch: { name: 'Renamed' },
    isDeletable: true,
  },
];

/** TMF632, TMF629, TMF669. */
const PARTIES: readonly Kit[] = [
  {
    type: 'Individual',
    payload: () => ({ familyName: 'Lamborgizzia', givenName: 'Jane' }),
    mandatory: { familyName: 'string', givenName: 'string' },
    patch: { familyName: 'Renamed' },
    isDeletable: true,
  },
  {
    type: 'Organization',
    payload: () => ({ tradingName: 'Coffee Do Brazil Fair Trade' }),
    mandatory: { tradingName: 'string' },
    patch: { tradingName: 'Renamed' },
    isDeletable: true,
  },
  {
    type: 'Customer',
    // A party of another system.
    payload: () => ({
      name: 'Moon Football Club',
      engagedParty: {
        id: '500',
        href: 'https://mycsp.com:8080/tmf-api/partyManagement/v4/organization/500',
        name: 'Happy Travellers',
        '@referredType': 'Organization',
      },
    }),
    mandatory: { ...named, engagedParty: 'object', '@type': 'string' },
    patch: { name: 'Renamed' },
    isDeletable: true,
  },
  {
    type: 'PartyRole',
    payload: () => ({ name: 'qqymucymyd', roleType: {} }),
    mandatory: { ...named, roleType: 'object' },
    patch: { name: 'new name', roleType: {} },
    isDeletable: true,
  },
];

/** TMF654. */
const action =
  (usageType: object = {}) =>
  () => ({
    amount: amount('GBP', 2.5),
    product: { id: subscriberId },
    ...usageType,
  });
const BALANCES: readonly Kit[] = [
  {
    type: 'Bucket',
    mandatory: { status: 'string', usageType: 'string', confirmationDate: 'string' },
  },
  { type: 'TopupBalance', payload: action(), mandatory: { status: 'string', amount: 'object' } },
  {
    type: 'AdjustBalance',
    payload: action({ usageType: 'monetary' }),
    mandatory: { status: 'string', amount: 'object', usageType: 'string' },
  },
  {
    type: 'ReserveBalance',
    payload: action({ relatedParty: [{ id: '1', '@referredType': 'Individual' }] }),
    mandatory: { status: 'string', amount: 'object', relatedParty: 'any' },
  },
];

/** TMF635. */
const USAGE: readonly Kit[] = [
  { type: 'UsageSpecification', payload: () => ({ name: 'VoiceSpec' }), mandatory: named },
  {
    type: 'Usage',
    payload: () => ({ usageSpecification: { id: '22', name: 'VoiceSpec' } }),
    mandatory: { usageSpecification: 'object' },
  },
];

/** TMF637, TMF639. Kits make no products: one must be there. */
const INVENTORY: readonly Kit[] = [
  {
    type: 'Product',
    mandatory: {
      status: 'string',
      billingAccount: 'object',
      productCharacteristic: 'array',
      productOffering: 'object',
      productPrice: 'array',
      relatedParty: 'array',
    },
  },
  {
    type: 'Resource',
    payload: () => ({ name: 'A number of ours', '@type': 'LogicalResource' }),
    mandatory: named,
    onPost: ['@type'],
    patch: { name: 'Renamed' },
    isDeletable: true,
  },
];

/** TMF622. An order of what is not sold here: taken, and then told that it can't be. */
const ORDERING: readonly Kit[] = [
  {
    type: 'ProductOrder',
    payload: () => ({
      productOrderItem: [
        {
          id: '100',
          action: 'add',
          productOffering: {
            id: '14277',
            href: 'https://host:port/productCatalogManagement/v4/productOffering/14277',
            name: 'TMF25',
          },
        },
      ],
      relatedParty: [{ id: '456-dd-df45', name: 'Joe Doe', role: 'Seller', '@referredType': 'Individual' }],
    }),
    mandatory: {
      state: 'string',
      orderDate: 'string',
      productOrderItem: 'array',
      relatedParty: 'array',
    },
  },
];

/** TMF676, TMF678. */
const MONEY: readonly Kit[] = [
  {
    type: 'Payment',
    payload: () => ({
      account: { id: subscriberId },
      paymentMethod: { name: 'Top-up card', '@type': 'BankCard' },
      totalAmount: { unit: 'GBP', value: 10 },
    }),
    mandatory: { account: 'object', paymentMethod: 'object', totalAmount: 'object' },
  },
  { type: 'CustomerBillOnDemand', payload: () => ({ billingAccount: { id: subscriberId } }), mandatory: {} },
];

describe.each([
  ['TMF620 Product Catalog', CATALOG],
  ['TMF632 Party, TMF629 Customer, TMF669 Party Role', PARTIES],
  ['TMF654 Prepay Balance', BALANCES],
  ['TMF635 Usage', USAGE],
  ['TMF637 Product Inventory, TMF639 Resource Inventory', INVENTORY],
  ['TMF622 Product Ordering', ORDERING],
  ['TMF676 Payment, TMF678 Customer Bill', MONEY],
])('%s', (_name, kits) => {
  for (const kit of kits) replay(kit, ask);
});
