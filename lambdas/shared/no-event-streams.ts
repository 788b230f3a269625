/** In place of `@smithy/core/event-streams` in Lambda bundles: no operation of DynamoDB or EventBridge streams events. */
const absent = () => {
  throw new Error('event streams are left out of this bundle');
};

export const EventStreamSerde = absent;
export const eventStreamSerdeProvider = absent;
