/** Ad decisions, ad events, rewards, consents and conversions. */
import type { Route } from '../partners/route.js';

export const ADS_ROUTES: readonly Route[] = [];
