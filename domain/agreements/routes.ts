/** Routes of the settlement API that are about host agreements and proposals. */
import type { Route } from '../partners/route.js';

export const AGREEMENTS_ROUTES: readonly Route[] = [];
