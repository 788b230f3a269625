/** What M-Pesa's callbacks and client need: one Daraja app and its short code. */
import type { SecretMember } from '../../provider.js';

export const MPESA_SECRET: readonly SecretMember[] = [
  {
    name: 'shortCode',
    type: 'string',
    description: 'The pay bill number that gets the money, 5 to 7 digits',
  },
  { name: 'consumerKey', type: 'string', description: 'My Apps → your app → Consumer Key' },
  { name: 'consumerSecret', type: 'string', description: 'My Apps → your app → Consumer Secret' },
  { name: 'passkey', type: 'string', description: 'The short code’s Lipa na M-Pesa Online passkey' },
  {
    name: 'callbackTokens',
    type: 'rotating',
    description:
      'The last segment of the address that M-Pesa calls, for it signs nothing: 32 random letters and digits of your own',
  },
  {
    name: 'sourceAddresses',
    type: 'list',
    optional: true,
    description:
      'Addresses that M-Pesa calls from, as CIDR blocks (196.201.214.0/24) or single addresses; any when it is left out',
  },
  {
    name: 'environment',
    type: 'string',
    values: ['sandbox', 'live'],
    description: 'Which of Daraja’s two worlds the app belongs to',
  },
  {
    name: 'initiatorName',
    type: 'string',
    optional: true,
    description: 'M-Pesa portal → the API operator that may reverse transactions; refunds need it',
  },
  {
    name: 'securityCredential',
    type: 'string',
    optional: true,
    description:
      'The operator’s password, encrypted with M-Pesa’s certificate as Daraja shows how; refunds need it',
  },
];
