export {
  partnerClient,
  type Answer,
  type Asked,
  type ClientOptions,
  type ListId,
  type OperationId,
  type Page,
  type PartnerClient,
  type Told,
} from './client.js';
export { ProblemError, type InvalidParam } from './problem.js';
export type { ListQuery, Patch } from './query.js';
export { verifyWebhook, WebhookSignatureError, type VerifyOptions, type WebhookEvent } from './webhook.js';
export type * from './generated/schemas.js';
