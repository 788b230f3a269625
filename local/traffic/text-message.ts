/** SMS: one immediate event a message (IEC, TS 32.290 §5.3.2.2; TS 32.274). */
import type { Message } from './message.js';
import type { Random } from './random.js';
import type { SmsProfile, Subscriber } from './traffic-profile.js';
import type { VisitedNetwork } from './visited-network.js';

export function textMessage(
  { supi, msisdn }: Subscriber,
  { ratingGroup, destinations }: SmsProfile,
  network: VisitedNetwork,
  random: Random,
  now: Date,
): Message {
  const to = random.pick(random.weighted(destinations.map((d) => [d.numbers, d.weight])));
  return {
    operation: 'event',
    supi,
    path: '/chargingdata',
    usage: [{ ratingGroup, units: 1 }],
    body: {
      subscriberIdentifier: supi,
      nfConsumerIdentification: network.smsf(),
      invocationTimeStamp: now.toISOString(),
      invocationSequenceNumber: 0,
      oneTimeEvent: true,
      oneTimeEventType: 'IEC',
      multipleUnitUsage: [{ ratingGroup, requestedUnit: { serviceSpecificUnits: 1 } }],
      sMSChargingInformation: {
        originatorInfo: { originatorSUPI: supi, originatorGPSI: msisdn },
        recipientInfo: [
          to.isLocal
            ? {
                recipientOtherAddress: { sMaddressType: 'NUMERIC_SHORTCODE', sMaddressData: to.digits },
              }
            : { recipientGPSI: `msisdn-${to.digits}` },
        ],
        sMMessageType: 'SUBMISSION',
        submissionTime: now.toISOString(),
        messageReference: random.uuid(),
        messageSize: random.between(1, 160),
      },
    },
  };
}
