'use strict';
// Plain JavaScript without packages: npm start reads its options before anything is installed.
const { accessSync, constants, existsSync, statSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const { OptionsError, readCommandLine } = require('./command-line.js');

const DEFAULT_PORT = 8100;

const HELP = `Runs the operators of operators/ on this machine, from their synthesized AWS templates.

Usage: npm start -- [options]

  --port N            port on 127.0.0.1 (default: PORT, or ${DEFAULT_PORT})
  --data DIR          keep tables in DIR between runs (default: in memory)
  --operators A,B     run these operators only, for example lily-gb,fieldworks-de
  --no-traffic        no demonstration traffic in the background
  --quiet             no line a second
  --assembly DIR      run another synthesized app than the one just made
  --help              this text

Environment
  PORT                          as --port
  WILDLILY_DYNAMODB_ENDPOINT    another DynamoDB endpoint than the embedded one

Stop with Ctrl-C; a second Ctrl-C stops at once.`;

const KNOWN = {
  texts: ['port', 'data', 'operators', 'assembly'],
  flags: ['no-traffic', 'quiet', 'help'],
  shorts: { port: 'p', quiet: 'q', help: 'h' },
};

/** @type {typeof import('./options.js').readOptions} */
function readOptions(args, environment) {
  const problems = [];
  const values = readCommandLine(args, KNOWN, problems);
  const portText = values.port ?? environment.PORT ?? String(DEFAULT_PORT);
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535))
    problems.push(
      `${values.port === undefined ? 'PORT' : '--port'} is "${portText}"; allowed: 0 (any free port) to 65535`,
    );
  const operators = values.operators
    ?.split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  if (operators?.length === 0)
    problems.push('--operators is empty; allowed: ids separated by commas, for example lily-gb');
  if (values.data !== undefined) problems.push(...folderProblems(values.data));
  if (values.assembly !== undefined && !existsSync(join(values.assembly, 'manifest.json')))
    problems.push(
      `--assembly is "${values.assembly}"; allowed: a folder that cdk synth wrote (it has a manifest.json)`,
    );
  const endpoint = environment.WILDLILY_DYNAMODB_ENDPOINT;
  if (endpoint !== undefined && !/^https?:$/.test(protocolOf(endpoint)))
    problems.push(
      `WILDLILY_DYNAMODB_ENDPOINT is "${endpoint}"; allowed: a URL such as http://127.0.0.1:8000`,
    );
  const options = {
    help: values.help ?? false,
    port,
    dataDirectory: values.data,
    operators,
    traffic: !(values['no-traffic'] ?? false),
    quiet: values.quiet ?? false,
    assembly: values.assembly,
  };
  return { options, problems };
}

/** @type {typeof import('./options.js').parseOptions} */
function parseOptions(args, environment) {
  const { options, problems } = readOptions(args, environment);
  if (problems.length > 0) throw new OptionsError([...problems, 'See npm start -- --help']);
  return options;
}

/** What keeps a folder from being used or made: the nearest part of its path that exists tells. */
function folderProblems(path) {
  if (path.trim() === '') return ['--data is empty; allowed: a folder, which is made when it is missing'];
  let there = resolve(path);
  while (!existsSync(there)) there = dirname(there);
  if (!statSync(there).isDirectory())
    return [
      `--data is "${path}", but ${there} is a file; allowed: a folder, which is made when it is missing`,
    ];
  try {
    accessSync(there, constants.W_OK);
    return [];
  } catch {
    return [
      `--data is "${path}", but ${there} can't be written to; allowed: a folder that this user may write`,
    ];
  }
}

function protocolOf(url) {
  try {
    return new URL(url).protocol;
  } catch {
    return '';
  }
}

module.exports = { DEFAULT_PORT, HELP, parseOptions, readOptions };
