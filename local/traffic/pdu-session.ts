/** Data: a PDU session, in the shape that a real SMF sends (TS 32.291 §6.1.6.2.2, TS 32.255). */
import type { SessionKind } from './charged-session.js';
import type { Json } from './message.js';
import type { Random } from './random.js';
import type { Subscriber } from './traffic-profile.js';
import type { VisitedNetwork } from './visited-network.js';

/** Half of the sessions carry less; one in twenty carries ten times as much. */
const MEDIAN_BYTES = 150e6;
const SIZE_SIGMA = 1.5;
const MOST_BYTES = 20e9;
const MEDIAN_SECONDS = 2_400;

const QOS = { '5qi': 9, arp: { preemptCap: 'NOT_PREEMPT', preemptVuln: 'PREEMPTABLE', priorityLevel: 6 } };
const AMBR = { downlink: '1 Gbps', uplink: '200 Mbps' };

export function pduSession(
  { supi, msisdn, profile }: Subscriber,
  network: VisitedNetwork,
  random: Random,
  scale = 1,
): SessionKind {
  const seconds = Math.min(6 * 3_600, random.logNormal(MEDIAN_SECONDS, 0.6));
  const bytes = Math.min(MOST_BYTES, scale * random.logNormal(MEDIAN_BYTES, SIZE_SIGMA));
  // The first rating group is the internet; traffic classes of their own come with some sessions.
  const [internet, ...classes] = profile.dataGroups;
  const shares = [internet, ...classes.filter(() => random.chance(0.4))]
    .filter((group) => group !== undefined)
    .map((ratingGroup, i) => ({ ratingGroup, share: i === 0 ? 1 : 0.5 * random.next() }));
  const traffic = shares.map(({ ratingGroup, share }) => {
    const total = Math.max(1, Math.round(bytes * share));
    return { ratingGroup, total, speed: total / seconds };
  });

  const chargingId = random.below(2 ** 32);
  const pduSessionID = random.between(1, 15);
  const address = `10.${random.below(256)}.${random.below(256)}.${random.between(1, 254)}`;
  const pei = `imeisv-${random.digits(16)}`;
  const cell = random.digits(9);
  const uplinkShare = 0.05 + 0.1 * random.next();
  let startTime = '';

  return {
    service: 'data',
    supi,
    traffic,
    asksAtCreate: random.chance(0.5),
    // Some networks know what they want; most leave it to the charging function.
    requestedUnit: random.chance(0.1) ? { totalVolume: 50_000_000 } : {},
    pauseRate: 0.1,
    lastPacket: 1_500,
    reporter: { uPFID: network.upfId },
    usedUnits: (units) => {
      const uplinkVolume = Math.floor(units * uplinkShare);
      return { totalVolume: units, uplinkVolume, downlinkVolume: units - uplinkVolume };
    },
    containerInformation: (from, to) => ({
      pDUContainerInformation: {
        timeofFirstUsage: from.toISOString(),
        timeofLastUsage: to.toISOString(),
      },
    }),
    envelope: (operation, now): Json => {
      if (operation === 'create') startTime = now.toISOString();
      return {
        nfConsumerIdentification: network.smf(),
        pDUSessionChargingInformation: {
          chargingId,
          userInformation: { servedGPSI: msisdn, servedPEI: pei, unauthenticatedFlag: false },
          userLocationinfo: network.location(cell),
          pduSessionInformation: {
            authorizedQoSInformation: QOS,
            subscribedQoSInformation: QOS,
            authorizedSessionAMBR: AMBR,
            subscribedSessionAMBR: AMBR,
            chargingCharacteristics: '0094',
            chargingCharacteristicsSelectionMode: 'HOME_DEFAULT',
            dnnId: 'internet',
            hPlmnId: network.plmn,
            networkSlicingInfo: { sNSSAI: { sst: 1, sd: '000001' } },
            pduAddress: { iPv4dynamicAddressFlag: true, pduIPv4Address: address },
            pduSessionID,
            pduType: 'IPV4',
            ratType: 'NR',
            servingCNPlmnId: network.plmn,
            servingNetworkFunctionID: {
              aMFId: '80000C',
              servingNetworkFunctionInformation: network.amf(),
            },
            sscMode: 'SSC_MODE_1',
            startTime,
            ...(operation === 'release' ? { stopTime: now.toISOString(), sessionStopIndicator: true } : {}),
          },
        },
      };
    },
  };
}
