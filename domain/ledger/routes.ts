/** Routes of the settlement API that are about the ledger. */
import type { Route } from '../partners/route.js';

export const LEDGER_ROUTES: readonly Route[] = [];
