/** Every route of the settlement API: what the operator, its host, its sponsors and its owners owe each other. */
import { AGREEMENTS_ROUTES } from '../agreements/routes.js';
import { LEDGER_ROUTES } from '../ledger/routes.js';
import type { Route } from '../partners/route.js';
import { STATEMENTS_ROUTES } from '../statements/routes.js';
import { VENTURE_ROUTES } from '../venture/routes.js';

export const SETTLEMENT_ROUTES: readonly Route[] = [
  ...AGREEMENTS_ROUTES,
  ...LEDGER_ROUTES,
  ...STATEMENTS_ROUTES,
  ...VENTURE_ROUTES,
];
