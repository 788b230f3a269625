/** What Razorpay's webhooks and client need. */
import type { SecretMember } from '../../provider.js';

export const RAZORPAY_SECRET: readonly SecretMember[] = [
  {
    name: 'keyId',
    type: 'string',
    description: 'Account & Settings → API keys → Key Id (`rzp_live_…`)',
  },
  { name: 'keySecret', type: 'string', description: 'Account & Settings → API keys → Key Secret' },
  {
    name: 'webhookSecrets',
    type: 'rotating',
    description: 'Account & Settings → Webhooks → your webhook → Secret, as you chose it',
  },
];
