/** What WeChat Pay's webhooks and client need: one merchant of API v3. */
import type { SecretMember } from '../../provider.js';

export const WECHATPAY_SECRET: readonly SecretMember[] = [
  { name: 'mchid', type: 'string', description: 'Merchant platform → account: merchant id (商户号)' },
  { name: 'appid', type: 'string', description: 'App id of the official account or app that is bound to it' },
  {
    name: 'apiV3Keys',
    type: 'rotating',
    description: 'Account centre → API security → APIv3 key (APIv3密钥), 32 bytes',
  },
  {
    name: 'merchantSerial',
    type: 'string',
    description: 'Account centre → API security → merchant API certificate: serial number (hex)',
  },
  {
    name: 'privateKey',
    type: 'string',
    description: 'Private key of the merchant API certificate (apiclient_key.pem), PEM or base64 of PKCS #8',
  },
  {
    name: 'platformKeys',
    type: 'map',
    description:
      'WeChat Pay’s keys by the serial that its messages name: public key ids (PUB_KEY_ID_…) and certificate serials, each with its PEM; certificates that are missing are fetched',
  },
];
