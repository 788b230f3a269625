import { OptionsError } from '../../local/command-line.js';
import { parseOptions } from '../../local/options.js';

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

test('all that is wrong is told at once', () => {
  const told = (): unknown =>
    parseOptions(['now', '--port', 'x', '--data', __filename, '--bogus', '--quiet=1', '--assembly', '.'], {
      WILDLILY_DYNAMODB_ENDPOINT: 'localhost:8000',
    });
  for (const named of [
    '"now" is no option',
    '--port is "x"',
    `${__filename} is a file`,
    'no option --bogus',
    '--quiet takes no value',
    '--assembly is "."',
    'WILDLILY_DYNAMODB_ENDPOINT is "localhost:8000"',
    '--help',
  ])
    expect(told).toThrow(named);
});

test.each<[string[], string]>([
  [['--port', 'x'], '--port is "x"'],
  [['--port', '70000'], '--port is "70000"'],
  [['--nope'], '--nope'],
  [['extra'], 'extra'],
  [['--operators', ','], '--operators is empty'],
  [['--data'], '--data needs a value'],
  [['--data', '--quiet'], '--data needs a value'],
  [['--data', __filename], 'is a file'],
  [['--data', `${__filename}/below`], 'is a file'],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(OptionsError);
  expect(() => parseOptions(args, {})).toThrow(message);
});
