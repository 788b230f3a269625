/** Sponsors, their agreements and campaigns. */
import type { Route } from '../partners/route.js';

export const SPONSORS_ROUTES: readonly Route[] = [];
