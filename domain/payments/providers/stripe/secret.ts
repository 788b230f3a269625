/** What Stripe's webhooks and client need. */
import type { SecretMember } from '../../provider.js';

export const STRIPE_SECRET: readonly SecretMember[] = [
  {
    name: 'secretKey',
    type: 'string',
    description:
      'Developers → API keys → Secret key (`sk_live_…`), or a restricted key that may write Checkout Sessions, PaymentIntents, Customers and Refunds and read Disputes',
  },
  {
    name: 'publishableKey',
    type: 'string',
    optional: true,
    description: 'Developers → API keys → Publishable key (`pk_live_…`); only for pages of your own',
  },
  {
    name: 'webhookSecrets',
    type: 'rotating',
    description: 'Developers → Webhooks → your endpoint → Signing secret (`whsec_…`)',
  },
];
