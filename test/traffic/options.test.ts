import { parseTrafficOptions } from '../../local/traffic/options.js';

const read = (args: string, environment: Record<string, string> = {}) =>
  parseTrafficOptions(args.split(' ').filter(Boolean), environment, 4711);
const problemsOf = (args: string, environment: Record<string, string> = {}): string[] => {
  try {
    read(args, environment);
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
};

describe('options of the traffic', () => {
  test('have sane defaults', () => {
    expect(read('')).toEqual({
      help: false,
      operator: undefined,
      subscribers: 200,
      minutes: 2,
      url: 'http://127.0.0.1:8100',
      faults: { loss: 0.02, repeats: 0.02, abandoned: 0.02 },
      mix: { data: 60, voice: 25, sms: 15 },
      rate: 50,
      seed: 4711,
      json: false,
    });
    expect(read('', { PORT: '8200' }).url).toBe('http://127.0.0.1:8200');
  });

  test('are read', () => {
    expect(
      read(
        '-o lily-gb --subscribers=3 -m 0.5 --url http://localhost:9/ --loss 0 --repeats .5 --abandoned 1 --mix sms=1 --rate 7 --seed 0 --json',
      ),
    ).toMatchObject({
      operator: 'lily-gb',
      subscribers: 3,
      minutes: 0.5,
      url: 'http://localhost:9',
      faults: { loss: 0, repeats: 0.5, abandoned: 1 },
      mix: { data: 0, voice: 0, sms: 1 },
      rate: 7,
      seed: 0,
      json: true,
    });
  });

  test('tell all that is wrong at once', () => {
    const problems = problemsOf(
      'now --foo --subscribers 0 --minutes x --loss 2 --mix dta=1,voice=0 --url http://example.com --seed -1 --json=yes --rate',
    );
    for (const named of [
      '"now"',
      '--foo',
      '--subscribers is "0"',
      '--minutes is "x"',
      '--loss is "2"',
      '"dta=1"',
      'weight above 0',
      '"http://example.com"',
      '--json takes no value',
      '--rate needs a value',
    ])
      expect(problems.join('\n')).toContain(named);
    expect(problems.at(-1)).toContain('--help');
  });

  test('refuse a PORT that is none', () => {
    expect(problemsOf('', { PORT: 'abc' })[0]).toContain('PORT is "abc"');
  });
});
