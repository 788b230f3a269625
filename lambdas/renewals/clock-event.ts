/** `test_clock.advancing` on the operator's bus: whoever hears it goes on with the advance. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ClockState } from './test-clock.js';

export interface ClockBus {
  readonly client: EventBridgeClient;
  readonly name: string;
  readonly operatorId: string;
}

/** @throws Error when the bus does not accept it */
export async function announceAdvancing(
  { client, name, operatorId }: ClockBus,
  { id, targetMs, revision }: ClockState,
): Promise<void> {
  const { FailedEntryCount: failed } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: name,
          Source: `wildlily.${operatorId}`,
          DetailType: 'test_clock.advancing',
          Detail: JSON.stringify({
            specversion: '1.0',
            id: `test_clock_${id}_${targetMs}_${revision}`,
            source: `urn:wildlily:operator:${operatorId}`,
            type: 'test_clock.advancing',
            time: new Date().toISOString(),
            datacontenttype: 'application/json',
            data: { clock: id, to: new Date(targetMs ?? 0).toISOString() },
          }),
        },
      ],
    }),
  );
  if (failed !== undefined && failed > 0)
    throw new Error('the event bus did not accept test_clock.advancing');
}
