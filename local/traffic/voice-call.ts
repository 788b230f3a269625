/** Voice: a call through an IMS node (TS 32.291 §6.1.6.2, IMSChargingInformation; TS 32.260). */
import type { SessionKind } from './charged-session.js';
import type { Json } from './message.js';
import type { Random } from './random.js';
import type { Subscriber, VoiceProfile } from './traffic-profile.js';
import type { VisitedNetwork } from './visited-network.js';

const MEDIAN_SECONDS = 150;
const MOST_SECONDS = 2 * 3_600;
/** Nobody answers: the session opens and closes without a second of talk. */
const UNANSWERED_RATE = 0.15;

export function voiceCall(
  { supi, msisdn }: Subscriber,
  voice: VoiceProfile,
  network: VisitedNetwork,
  random: Random,
): SessionKind {
  const seconds = random.chance(UNANSWERED_RATE)
    ? 0
    : Math.min(MOST_SECONDS, Math.max(1, Math.round(random.logNormal(MEDIAN_SECONDS, 1))));
  const called = random.pick(random.weighted(voice.destinations.map((d) => [d.numbers, d.weight])));
  const callId = random.uuid();
  const ims = network.domain('ims');

  return {
    service: 'voice',
    supi,
    traffic: [{ ratingGroup: voice.ratingGroup, total: seconds, speed: 1 }],
    asksAtCreate: true,
    requestedUnit: random.chance(0.3) ? { time: 180 } : {},
    pauseRate: 0,
    lastPacket: 2,
    reporter: {},
    usedUnits: (units) => ({ time: units }),
    containerInformation: () => ({}),
    envelope: (operation, now): Json => ({
      nfConsumerIdentification: network.ims(),
      iMSChargingInformation: {
        eventType: { sIPMethod: { create: 'INVITE', release: 'BYE' }[operation as string] ?? 'UPDATE' },
        iMSNodeFunctionality: 'AS',
        roleOfNode: 'ORIGINATING',
        userInformation: { servedGPSI: msisdn, unauthenticatedFlag: false },
        callingPartyAddresses: [`tel:+${msisdn.replace(/^msisdn-/, '')}`],
        calledPartyAddress: addressOf(called),
        imsChargingIdentifier: callId,
        interOperatorIdentifier: [{ originatingIOI: ims }],
        timeStamps: now.toISOString(),
      },
    }),
  };
}

/** `tel:+44…`, or a local number as it was dialled (RFC 3966). */
function addressOf({ digits, isLocal }: { digits: string; isLocal: boolean }): string {
  return isLocal ? `tel:${digits};phone-context=ims` : `tel:+${digits}`;
}
