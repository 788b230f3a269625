/** Ad decisions, ad events, rewards, consents and conversions. */
import { type Route, scopeOf } from '../partners/route.js';

const ads = (kind: 'read' | 'write') =>
  ({ api: 'ads', handler: 'ads', scope: scopeOf('ads', kind) }) as const;
const hot = { ...ads('write'), handler: 'ad-decisions' } as const;
const consents = (kind: 'read' | 'write') =>
  ({ api: 'consents', handler: 'ads', scope: scopeOf('consents', kind) }) as const;

export const ADS_ROUTES: readonly Route[] = [
  {
    ...hot,
    operationId: 'createAdDecision',
    method: 'POST',
    path: '/ad-decisions',
    summary: 'What a subscriber is shown now, if anything, with a token for its events',
    body: 'AdDecision_Create',
    answer: 'AdDecision',
    status: 200,
  },
  {
    ...hot,
    operationId: 'createAdEvent',
    method: 'POST',
    path: '/ad-events',
    summary: 'Tell that an advertisement was seen, clicked or completed: it is paid for and rewarded once',
    body: 'AdEvent_Create',
    answer: 'AdEvent',
    status: 200,
  },
  {
    ...ads('read'),
    operationId: 'listSubscriberRewards',
    method: 'GET',
    path: '/subscribers/{subscriberId}/rewards',
    summary: 'Rewards of a subscriber, the last first, and those that wait to be claimed',
    answer: 'AdReward',
    isList: true,
    status: 200,
  },
  {
    ...ads('write'),
    operationId: 'claimReward',
    method: 'POST',
    path: '/rewards/{rewardId}/claim',
    summary: 'Give a reward that waits',
    answer: 'AdReward',
    status: 200,
  },
  {
    ...ads('write'),
    operationId: 'putSubscriberSegments',
    method: 'PUT',
    path: '/subscribers/{subscriberId}/segments',
    summary: 'The groups that campaigns may choose a subscriber by; only with consent to profiling',
    body: 'Segments_Update',
    answer: 'Segments',
    status: 200,
  },
  {
    ...ads('write'),
    operationId: 'createConversion',
    method: 'POST',
    path: '/attribution/conversions',
    summary: 'Attribute what a subscriber did to the advertisement that was seen before',
    body: 'Conversion_Create',
    answer: 'Conversion',
    status: 201,
  },
  {
    ...consents('read'),
    operationId: 'retrieveConsents',
    method: 'GET',
    path: '/consents/{subscriberId}',
    summary: 'What a subscriber agreed to',
    answer: 'Consents',
    status: 200,
  },
  {
    ...consents('write'),
    operationId: 'putConsents',
    method: 'PUT',
    path: '/consents/{subscriberId}',
    summary: 'Write down what a subscriber agreed to or withdrew; it holds at once',
    body: 'Consents_Update',
    answer: 'Consents',
    status: 200,
  },
  {
    ...consents('read'),
    operationId: 'listConsentVersions',
    method: 'GET',
    path: '/consents/{subscriberId}/versions',
    summary: 'All that was ever said, the last first, with its evidence',
    answer: 'ConsentVersion',
    isList: true,
    status: 200,
  },
];
