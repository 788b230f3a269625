/**
 * What a test clock tells on the operator's bus: `test_clock.advancing`, whoever hears it goes on with the advance;
 * `test_clock.arrived`, whoever works by a schedule does at once what it would have done meanwhile.
 */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ClockState } from './test-clock.js';

export interface ClockBus {
  readonly client: EventBridgeClient;
  readonly name: string;
  readonly operatorId: string;
}

/** @throws Error when the bus does not accept it */
export async function announceAdvancing(bus: ClockBus, state: ClockState): Promise<void> {
  const to = new Date(state.targetMs ?? 0).toISOString();
  await announce(bus, 'test_clock.advancing', `${state.targetMs}_${state.revision}`, { clock: state.id, to });
}

/** Without a failure: the schedules of those who hear it do the same, minutes later. */
export async function announceArrived(bus: ClockBus, { id, offsetMs, revision }: ClockState): Promise<void> {
  const now = new Date(Date.now() + offsetMs).toISOString();
  try {
    await announce(bus, 'test_clock.arrived', `${offsetMs}_${revision}`, { clock: id, now });
  } catch (error) {
    console.warn(JSON.stringify({ message: 'nobody was told that the clock arrived', error: String(error) }));
  }
}

async function announce(
  { client, name, operatorId }: ClockBus,
  type: 'test_clock.advancing' | 'test_clock.arrived',
  key: string,
  data: { readonly clock: string } & Readonly<Record<string, string>>,
): Promise<void> {
  const { FailedEntryCount: failed } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: name,
          Source: `wildlily.${operatorId}`,
          DetailType: type,
          Detail: JSON.stringify({
            specversion: '1.0',
            id: `test_clock_${data.clock}_${key}`,
            source: `urn:wildlily:operator:${operatorId}`,
            type,
            time: new Date().toISOString(),
            datacontenttype: 'application/json',
            data,
          }),
        },
      ],
    }),
  );
  if (failed !== undefined && failed > 0) throw new Error(`the event bus did not accept ${type}`);
}
