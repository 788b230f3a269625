import { OptionsError, parseOptions } from '../../local/options.js';

test('defaults, PORT and flags', () => {
  expect(parseOptions([], {})).toMatchObject({
    port: 8100,
    traffic: true,
    quiet: false,
    operators: undefined,
  });
  expect(parseOptions([], { PORT: '9000' }).port).toBe(9000);
  expect(
    parseOptions(['--port', '9001', '--no-traffic', '--quiet', '--data', 'd', '--operators', 'a, b'], {
      PORT: '9000',
    }),
  ).toMatchObject({
    port: 9001,
    traffic: false,
    quiet: true,
    dataDirectory: 'd',
    operators: ['a', 'b'],
  });
});

test.each<[string[], string]>([
  [['--port', 'x'], '--port is "x"'],
  [['--port', '70000'], '--port is "70000"'],
  [['--nope'], '--nope'],
  [['extra'], 'extra'],
  [['--operators', ','], '--operators is empty'],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(OptionsError);
  expect(() => parseOptions(args, {})).toThrow(message);
});
