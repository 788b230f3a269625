/** The partner API's ad decisions and ad events. */
import { bodies } from '../../domain/ads/schemas.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { BudgetBook } from '../budgets/budget-book.js';
import { Purse } from '../budgets/purse.js';
import { serve } from '../partners/kernel/serve.js';
import { CampaignFeed } from './campaign-feed.js';
import { createAdDecision } from './decisions.js';
import { createAdEvent } from './events.js';
import type { AdOffice } from './office.js';
import { fetchTokenKeys, TokenKeys } from './token-keys.js';
import { environment, recordOffice } from './wiring.js';

const { client, tables } = recordOffice;
const REFRESH_MS = 5_000;
const budgets = new BudgetBook(client, tables.records);

const office: AdOffice = {
  ...recordOffice,
  campaigns: new CampaignFeed({
    client,
    table: tables.records,
    refreshMs: Number(process.env['CAMPAIGNS_REFRESH_MS'] ?? REFRESH_MS),
    now: Date.now,
  }),
  purse: new Purse(budgets),
  budgets,
  keys: new TokenKeys(fetchTokenKeys(process.env), Date.now),
};

export const handler = serve({
  name: 'ad-decisions',
  client,
  environment,
  counted: false,
  handlers: { createAdDecision: createAdDecision(office), createAdEvent: createAdEvent(office) },
  checkBody: (route, body) =>
    checkStructure(bodies[route.body as keyof typeof bodies], body).map(({ path, message }) => ({
      param: path,
      reason: message,
    })),
});
