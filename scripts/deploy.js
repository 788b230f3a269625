'use strict';
// node scripts/deploy.js 'lily-gb/*' [cdk arguments]: builds the Lambdas and deploys one brand in one market.
const { runCdk } = require('./synth.js');

process.exitCode = runCdk(['deploy', ...process.argv.slice(2)]);
