'use strict';
// Plain JavaScript without packages: npm start reads its options before anything is installed.
const { parseArgs } = require('node:util');

/** The command line can't be understood; has every problem. */
class OptionsError extends Error {
  /** @param {readonly string[]} problems */
  constructor(problems) {
    super(problems.join('\n'));
    this.name = 'OptionsError';
  }
}

/**
 * Reads options, and adds all that is wrong with them to `problems`: `parseArgs` by itself tells the first one.
 *
 * @param {readonly string[]} args
 * @param {{ texts: readonly string[], flags: readonly string[], shorts: Readonly<Record<string, string>> }} known
 * @param {string[]} problems
 * @returns {Record<string, string | true>} the last value of each option
 */
function readCommandLine(args, { texts, flags, shorts }, problems) {
  const option = (name, type) => [
    name,
    { type, ...(shorts[name] === undefined ? {} : { short: shorts[name] }) },
  ];
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries([
      ...texts.map((name) => option(name, 'string')),
      ...flags.map((name) => option(name, 'boolean')),
    ]),
  });
  const values = {};
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`"${token.value}" is no option`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (texts.includes(name)) {
      // `--data --quiet` means that the value was forgotten; `--data=--quiet` would mean it.
      if (value === undefined || (!token.inlineValue && /^-\D/.test(value)))
        problems.push(`${rawName} needs a value`);
      else values[name] = value;
    } else if (flags.includes(name)) {
      if (value === undefined) values[name] = true;
      else problems.push(`${rawName} takes no value, but got "${value}"`);
    } else problems.push(`There is no option ${rawName}`);
  }
  return values;
}

module.exports = { OptionsError, readCommandLine };
