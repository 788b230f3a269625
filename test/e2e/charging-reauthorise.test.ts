/** A running operator: credit comes, the network is told, asks again and gets quota. Over real HTTP, by real events. */
import type { LocalOperator } from '../../local/local-operator.js';
import { eventually } from '../support/eventually.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';
import { type NotificationListener, listenForNotifications } from '../support/notified.js';

jest.setTimeout(180_000);

let run: LocalRun;
let gb: LocalOperator;
let smf: NotificationListener;

beforeAll(async () => {
  smf = await listenForNotifications();
  run = await startLocalRun('--operators', 'lily-gb');
  gb = run.operators.find(({ id }) => id === 'lily-gb')!;
});
afterAll(async () => {
  await run?.stop();
  await smf?.stop();
});

interface UnitInformation {
  readonly resultCode: string;
  readonly grantedUnit?: { readonly totalVolume: number };
  readonly finalUnitIndication?: object;
}

async function ask(url: string, scope: string, body: object) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenFor(gb, scope)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    body: (await response.json()) as { multipleUnitInformation?: UnitInformation[] },
  };
}

const ben = {
  id: 'sub_ben',
  msisdn: '+447700999124',
  imsi: '234990000099002',
  iccid: '8944990000000990025',
  offeringId: 'starter',
};

function charge(url: string, sequence: number, used?: number) {
  return ask(url, 'charging/session', {
    subscriberIdentifier: `imsi-${ben.imsi}`,
    nfConsumerIdentification: { nodeFunctionality: 'SMF' },
    invocationTimeStamp: new Date().toISOString(),
    invocationSequenceNumber: sequence,
    notifyUri: smf.uri,
    multipleUnitUsage: [
      {
        ratingGroup: 1000,
        requestedUnit: { totalVolume: 1e9 },
        ...(used === undefined
          ? {}
          : { usedUnitContainer: [{ localSequenceNumber: sequence, totalVolume: used }] }),
      },
    ],
  });
}

test('from nothing left to quota, without the network asking in vain', async () => {
  expect(await ask(`${gb.apis['operator']}/subscribers`, 'subscribers/write', ben)).toMatchObject({
    status: 201,
  });
  const opened = await charge(`${gb.apis['charging']}/chargingdata`, 0);
  let sequence = 0;
  let [answer] = opened.body.multipleUnitInformation ?? [];
  // What the plan gives at the start is used up first.
  while (answer?.resultCode === 'SUCCESS' && sequence < 100) {
    const next = await charge(`${opened.location}/update`, ++sequence, answer.grantedUnit?.totalVolume ?? 0);
    [answer] = next.body.multipleUnitInformation ?? [];
  }
  expect(answer).toMatchObject({ resultCode: 'QUOTA_LIMIT_REACHED', finalUnitIndication: expect.anything() });
  expect(smf.received).toEqual([]);
  const given = { id: 'a', bucket: 'wallet', amount: '5.00', reason: 'goodwill', actor: 'kim' };
  const adjustments = `${gb.apis['operator']}/subscribers/${ben.id}/adjustments`;
  expect(await ask(adjustments, 'subscribers/write', given)).toMatchObject({ status: 200 });
  await eventually(() => expect(smf.received).toHaveLength(1));
  expect(smf.received[0]).toMatchObject({
    path: '/pcf',
    body: { notificationType: 'REAUTHORIZATION', reauthorizationDetails: [{ ratingGroup: 1000 }] },
  });
  expect(await charge(`${opened.location}/update`, ++sequence)).toMatchObject({
    status: 200,
    body: { multipleUnitInformation: [{ resultCode: 'SUCCESS', grantedUnit: expect.anything() }] },
  });
});
