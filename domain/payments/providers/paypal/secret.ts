/** What PayPal's webhooks and client need: one REST app. */
import type { SecretMember } from '../../provider.js';

/** The webhook id that events of PayPal's webhook simulator are signed with; accepted only where it is listed. */
export const SIMULATOR_WEBHOOK_ID = 'WEBHOOK_ID';

export const PAYPAL_SECRET: readonly SecretMember[] = [
  { name: 'clientId', type: 'string', description: 'Apps & Credentials → your app → Client ID' },
  { name: 'clientSecret', type: 'string', description: 'Apps & Credentials → your app → Secret' },
  {
    name: 'webhookIds',
    type: 'rotating',
    description: `Your app → Webhooks → Webhook ID; ${SIMULATOR_WEBHOOK_ID} where events of the webhook simulator are to be accepted`,
  },
  {
    name: 'environment',
    type: 'string',
    values: ['sandbox', 'live'],
    description: 'Which of PayPal’s two worlds the app belongs to',
  },
  {
    name: 'certificateAuthorities',
    type: 'list',
    optional: true,
    description:
      'PEM of certificate authorities that may have issued PayPal’s certificates, added to the system’s',
  },
];
