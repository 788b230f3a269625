/** What the subscribers of a plan can do on the network: rating groups, and whom they may call. */
import { compilePlan } from '../../domain/catalogue/compile.js';
import { serviceTariff } from '../../domain/catalogue/service-tariff.js';
import type { Operator } from '../../domain/operator/operator.js';
import type { OfferingService } from '../../domain/operator/offering.js';
import { type CompiledTariff, lookupProfile } from '../../domain/rating/index.js';
import type { Random } from './random.js';

/** A number to call or to write to. */
export interface DialledNumber {
  /** E.164 without "+", or as dialled when local. */
  readonly digits: string;
  /** A short code or emergency number: not E.164. */
  readonly isLocal: boolean;
}

export interface Destination {
  /** As the tariff names it: `national`. */
  readonly name: string;
  /** How often, against the other destinations. */
  readonly weight: number;
  readonly numbers: readonly DialledNumber[];
}

export interface VoiceProfile {
  readonly ratingGroup: number;
  readonly destinations: readonly Destination[];
}
export type SmsProfile = VoiceProfile;

export interface TrafficProfile {
  /** The first is the internet; others are traffic classes of their own. */
  readonly dataGroups: readonly number[];
  readonly voice: VoiceProfile | undefined;
  readonly sms: SmsProfile | undefined;
}

export interface Subscriber {
  readonly supi: string;
  readonly msisdn: string;
  readonly profile: TrafficProfile;
}

const NUMBERS_A_DESTINATION = 12;
const TRIES = 200;
/** People call home most of the time. Destinations that are not named here are weighted `ELSEWHERE`. */
const WEIGHTS: Readonly<Record<string, number>> = {
  national: 75,
  any: 75,
  emergency: 1,
  premium: 3,
  freephone: 4,
};
const ELSEWHERE = 9;
/** Where `everything else` is: numbers in North America, France, Germany, Poland, India, China, Brazil, Kenya. */
const ABROAD = ['1202555', '33199', '4930', '4822', '9111', '8610', '5511', '25420', '4420'];
const INTERNATIONAL_LENGTH = 11;
/** Such as the harmonised helplines, 116 xxx. */
const SHORT_CODE_LENGTH = 6;

/**
 * The profile of each offering, by the offering's id.
 *
 * @param operator  the operator's file: a host network knows the numbering plan and what it reports where
 */
export function trafficProfiles(operator: Operator, random: Random): ReadonlyMap<string, TrafficProfile> {
  return new Map(
    operator.plans.map((offering) => {
      const { services } = compilePlan(operator, offering);
      const tariffOf = (id: string) => services.find((service) => service.id === id)?.tariff;
      const reach = (kind: 'voice' | 'sms'): VoiceProfile | undefined => {
        const service = offering.services.find((each) => each.kind === kind);
        const ratingGroup = service?.ratingGroups[0];
        const tariff = tariffOf(service?.id ?? '');
        if (service === undefined || ratingGroup === undefined || tariff === undefined) return undefined;
        return { ratingGroup, destinations: destinationsOf(operator, service, tariff, random) };
      };
      return [
        offering.id,
        {
          dataGroups: offering.services
            .filter(({ kind }) => kind === 'data')
            .flatMap(({ ratingGroups }) => ratingGroups),
          voice: reach('voice'),
          sms: reach('sms'),
        },
      ];
    }),
  );
}

function destinationsOf(
  { market }: Operator,
  service: OfferingService,
  tariff: CompiledTariff,
  random: Random,
): Destination[] {
  const { definition } = serviceTariff(service, '', market);
  const prefixes = new Map<string, Set<string>>();
  for (const rate of definition.rates) {
    const known = prefixes.get(rate.destination) ?? new Set();
    for (const prefix of rate.prefixes) known.add(prefix);
    prefixes.set(rate.destination, known);
  }
  return [...prefixes].flatMap(([name, of]): Destination[] => {
    const numbers: DialledNumber[] = [];
    for (let i = 0; i < TRIES && numbers.length < NUMBERS_A_DESTINATION; i++) {
      const prefix = random.pick([...of]);
      const number = numberWith(prefix, market.numberingPlan, random);
      // A longer prefix may belong to another destination.
      if (tariff.profiles[lookupProfile(tariff, number.digits)]?.destination === name) numbers.push(number);
    }
    return numbers.length === 0 ? [] : [{ name, weight: WEIGHTS[name] ?? ELSEWHERE, numbers }];
  });
}

function numberWith(
  prefix: string,
  {
    countryCode,
    emergencyNumbers,
    freephonePrefixes,
    nationalNumberLength,
  }: Operator['market']['numberingPlan'],
  random: Random,
): DialledNumber {
  if (emergencyNumbers.includes(prefix)) return { digits: prefix, isLocal: true };
  if (freephonePrefixes.includes(prefix) && !prefix.startsWith(countryCode))
    return { digits: prefix + random.digits(Math.max(0, SHORT_CODE_LENGTH - prefix.length)), isLocal: true };
  const start = prefix === '' ? random.pick(ABROAD) : prefix;
  const length = start.startsWith(countryCode)
    ? countryCode.length + nationalNumberLength
    : INTERNATIONAL_LENGTH;
  return {
    digits: start + random.digits(Math.max(0, length - start.length)),
    isLocal: false,
  };
}
