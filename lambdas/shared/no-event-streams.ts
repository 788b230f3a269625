/** In place of `@smithy/core/event-streams` in Lambda bundles: no operation that we use of DynamoDB, EventBridge or S3 streams events. */
const absent = () => {
  throw new Error('event streams are left out of this bundle');
};

export const EventStreamSerde = absent;
export const eventStreamSerdeProvider = absent;

export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
