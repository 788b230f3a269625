/** What Adyen's webhooks and client need: one merchant account. */
import type { SecretMember } from '../../provider.js';

export const ADYEN_SECRET: readonly SecretMember[] = [
  {
    name: 'apiKey',
    type: 'string',
    description: 'Developers → API credentials → your credential → Server settings → API key',
  },
  {
    name: 'clientKey',
    type: 'string',
    optional: true,
    description:
      'Developers → API credentials → your credential → Client settings; only for pages of your own',
  },
  {
    name: 'merchantAccount',
    type: 'string',
    description: 'The merchant account that the money goes to, as the console’s top left names it',
  },
  {
    name: 'hmacKeys',
    type: 'rotating',
    description: 'Developers → Webhooks → your standard webhook → Security → HMAC key, hexadecimal',
  },
  {
    name: 'environment',
    type: 'string',
    values: ['test', 'live'],
    description: 'Which of Adyen’s two worlds the account belongs to',
  },
  {
    name: 'liveUrlPrefix',
    type: 'string',
    optional: true,
    description: 'Developers → API URLs → Prefix; needed when the environment is live',
  },
  {
    name: 'captureMode',
    type: 'string',
    optional: true,
    values: ['immediate', 'manual'],
    description:
      'Settings → Account settings → Capture delay. Immediate (the default): an authorisation is the capture. Manual: only a capture is',
  },
];
