import { operatorId } from '../../domain/operator/operator.js';
import { loadOperators } from '../../operators/load.js';
import { Random } from '../../local/traffic/random.js';
import { trafficProfiles } from '../../local/traffic/traffic-profile.js';

const operators = loadOperators();
const operator = (id: string) => operators.find((each) => operatorId(each) === id)!;
const profile = (id: string, offering: string) => trafficProfiles(operator(id), new Random(3)).get(offering)!;

describe('what subscribers can do', () => {
  test('calls go to every destination of the tariff, emergency and premium included', () => {
    for (const each of operators) {
      for (const [offering, { voice, sms }] of trafficProfiles(each, new Random(1))) {
        const names = (destinations: typeof voice) => destinations?.destinations.map(({ name }) => name);
        expect([operatorId(each), offering, names(voice)]).toEqual([
          operatorId(each),
          offering,
          expect.arrayContaining(['national', 'premium', 'international', 'emergency', 'freephone']),
        ]);
        expect(names(sms)).toEqual(expect.arrayContaining(['national', 'international', 'emergency']));
      }
    }
  });

  test('numbers look as the numbering plan has them', () => {
    const { voice } = profile('lily-gb', 'starter');
    const numbers = (name: string) => voice?.destinations.find((d) => d.name === name)?.numbers ?? [];
    for (const { digits, isLocal } of numbers('national')) {
      expect(digits).toMatch(/^44[1237]\d{9}$/);
      expect(isLocal).toBe(false);
    }
    for (const { digits, isLocal } of numbers('emergency')) {
      expect(['999', '112']).toContain(digits);
      expect(isLocal).toBe(true);
    }
    for (const { digits } of numbers('international')) expect(digits).not.toMatch(/^44/);
  });

  test('data comes under all rating groups, the internet first', () => {
    expect(profile('lily-cn', 'shopper').dataGroups).toEqual([1000, 2001, 2002]);
  });
});
