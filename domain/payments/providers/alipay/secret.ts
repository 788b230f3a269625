/** What Alipay's webhooks and client need: one app of the open platform, in key mode. */
import type { SecretMember } from '../../provider.js';

export const ALIPAY_SECRET: readonly SecretMember[] = [
  { name: 'appId', type: 'string', description: 'Open platform console → your app → APPID' },
  {
    name: 'sellerId',
    type: 'string',
    description: 'PID of the merchant that the app collects for, 16 digits from 2088',
  },
  {
    name: 'privateKey',
    type: 'string',
    description: 'The app’s RSA2 private key: PEM, or base64 of PKCS #8 or PKCS #1',
  },
  {
    name: 'publicKeys',
    type: 'rotating',
    description: 'Alipay’s public key (支付宝公钥, not the app’s) as the console shows it: base64, or PEM',
  },
  {
    name: 'environment',
    type: 'string',
    values: ['sandbox', 'live'],
    description: 'Which of Alipay’s two worlds the app belongs to',
  },
];
