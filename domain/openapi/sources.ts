/** Whose schemas a route speaks in: the standard's that it belongs to, or our own. */
import type { Route } from '../partners/route.js';
import type { Definitions } from '../partners/tmf/definitions.js';
import { definitions as balances } from '../partners/definitions/balances.js';
import { definitions as bills } from '../partners/definitions/bills.js';
import { definitions as carrierBillingRefund } from '../partners/definitions/camara-carrier-billing-refund.js';
import { definitions as carrierBilling } from '../partners/definitions/camara-carrier-billing.js';
import { definitions as simSwapSubscriptions } from '../partners/definitions/camara-sim-swap-subscriptions.js';
import { definitions as simSwap } from '../partners/definitions/camara-sim-swap.js';
import { definitions as catalog } from '../partners/definitions/catalog.js';
import { definitions as consumption } from '../partners/definitions/consumption.js';
import { definitions as customers } from '../partners/definitions/customers.js';
import { definitions as inventory } from '../partners/definitions/inventory.js';
import { definitions as loyalty } from '../partners/definitions/loyalty.js';
import { definitions as ordering } from '../partners/definitions/ordering.js';
import { definitions as parties } from '../partners/definitions/parties.js';
import { definitions as partyRoles } from '../partners/definitions/party-roles.js';
import { definitions as payments } from '../partners/definitions/payments.js';
import { definitions as promotions } from '../partners/definitions/promotions.js';
import { definitions as resources } from '../partners/definitions/resources.js';
import { definitions as usage } from '../partners/definitions/usage.js';

export const STANDARD_SOURCES = {
  catalog,
  ordering,
  inventory,
  parties,
  customers,
  'party-roles': partyRoles,
  balances,
  usage,
  consumption,
  resources,
  payments,
  bills,
  promotions,
  loyalty,
  'camara-sim-swap': simSwap,
  'camara-sim-swap-subscriptions': simSwapSubscriptions,
  'camara-carrier-billing': carrierBilling,
  'camara-carrier-billing-refund': carrierBillingRefund,
} as const satisfies Readonly<Record<string, Definitions>>;

export type Source = keyof typeof STANDARD_SOURCES | 'own';

export const isCamara = ({ handler }: Pick<Route, 'handler'>): boolean => handler === 'camara';

export function sourceOf({ api, path }: Route): Source {
  switch (api) {
    case 'sim-swap':
      return path.startsWith('/sim-swap-subscriptions/')
        ? 'camara-sim-swap-subscriptions'
        : 'camara-sim-swap';
    case 'carrier-billing':
      return path.startsWith('/carrier-billing-refund/')
        ? 'camara-carrier-billing-refund'
        : 'camara-carrier-billing';
    default:
      return api in STANDARD_SOURCES && /^\/(tmf-api|paymentManagement)\//.test(path)
        ? (api as keyof typeof STANDARD_SOURCES)
        : 'own';
  }
}
