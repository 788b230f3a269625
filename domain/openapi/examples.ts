/** Bodies to begin with, by operation: those that a partner needs most, each as it may be sent. */
export interface Example {
  readonly summary: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export type Examples = Readonly<Record<string, Readonly<Record<string, Example>>>>;

/** What differs between markets. */
export interface Terms {
  /** ISO 4217. */
  readonly currency: string;
  /** An offering on sale, and an add-on of it where there is one. */
  readonly offeringId: string;
  readonly addOnId?: string | undefined;
}

const CUSTOMER = { id: 'cus_1f2e3d4c5b6a798081726354', role: 'customer', '@referredType': 'Customer' };
const PRODUCT = 'sub_1f2e3d4c5b6a798081726354';

export function examplesFor({ currency, offeringId, addOnId }: Terms): Examples {
  return {
    createIndividual: {
      person: {
        summary: 'A person',
        value: {
          givenName: 'Ada',
          familyName: 'Lovelace',
          birthDate: '1990-12-10T00:00:00Z',
          contactMedium: [{ mediumType: 'email', characteristic: { emailAddress: 'ada@mail.example' } }],
        },
      },
      identified: {
        summary: 'A person with a document; its number is never shown again',
        value: {
          givenName: 'Ada',
          familyName: 'Lovelace',
          individualIdentification: [
            { identificationType: 'passport', identificationId: '123456789', issuingAuthority: 'HMPO' },
          ],
        },
      },
    },
    createCustomer: {
      customer: {
        summary: 'A person as your customer',
        value: {
          name: 'Ada Lovelace',
          engagedParty: { id: 'pty_1f2e3d4c5b6a798081726354', '@referredType': 'Individual' },
        },
      },
    },
    createProductOrder: {
      activate: {
        summary: 'Activate: an eSIM and any number of the stock',
        value: orderOf({
          action: 'add',
          productOffering: { id: offeringId },
          product: { productCharacteristic: [{ name: 'simType', value: 'esim' }] },
        }),
      },
      ...(addOnId === undefined
        ? {}
        : {
            addOn: {
              summary: 'An add-on for a subscription',
              value: orderOf({
                action: 'add',
                productOffering: { id: addOnId },
                product: {
                  productRelationship: [{ relationshipType: 'reliesOn', product: { id: PRODUCT } }],
                },
              }),
            },
          }),
      changePlan: {
        summary: 'Another plan from the next cycle',
        value: orderOf({
          action: 'modify',
          productOffering: { id: offeringId },
          product: { id: PRODUCT, productCharacteristic: [{ name: 'when', value: 'next-cycle' }] },
        }),
      },
      suspend: {
        summary: 'Suspend',
        value: orderOf({
          action: 'modify',
          product: {
            id: PRODUCT,
            status: 'suspended',
            productCharacteristic: [{ name: 'reason', value: 'lost' }],
          },
        }),
      },
      swapSim: {
        summary: 'Another SIM, after the customer proved who it is',
        value: orderOf({
          action: 'modify',
          product: {
            id: PRODUCT,
            productCharacteristic: [
              { name: 'simType', value: 'esim' },
              {
                name: 'authentication',
                value: { method: 'one-time-code', result: 'passed', at: '2026-11-23T09:30:00Z' },
              },
            ],
          },
        }),
      },
      terminate: {
        summary: 'Terminate; what is left of its credit is refunded as the market demands',
        value: orderOf({ action: 'delete', product: { id: PRODUCT } }),
      },
    },
    createCancelProductOrder: {
      cancel: {
        summary: 'Cancel an order that is not done yet',
        value: {
          cancellationReason: 'The customer changed its mind',
          productOrder: { id: 'ord_1f2e3d4c5b6a798081726354' },
        },
      },
    },
    createTopupBalance: {
      cash: {
        summary: 'Credit that the customer paid you in cash',
        value: {
          amount: { amount: 10, units: currency },
          product: { id: PRODUCT },
          paymentMethod: { id: 'cash', name: 'cash', '@referredType': 'PaymentMethod' },
        },
      },
    },
  };
}

const orderOf = (item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  externalId: 'cart-17',
  relatedParty: [CUSTOMER],
  productOrderItem: [{ id: '1', quantity: 1, ...item }],
});
