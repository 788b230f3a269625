'use strict';
const Sequencer = require('@jest/test-sequencer').default;

// Longest first: one that begins last keeps a core alone for its whole time. Without a cache jest goes by file size,
// which says nothing of how long a storm lasts.
const LONGEST = [
  'charging/storm.test.ts',
  'local/start.test.ts',
  'charging/storm-periods.test.ts',
  'e2e/',
  'orders/saga.test.ts',
  'pools/storm.test.ts',
  'payments/storm.test.ts',
  'payments/automatic-top-ups.test.ts',
  'local/payments.test.ts',
  'traffic/host-network.test.ts',
];

const rank = ({ path }) => {
  const found = LONGEST.findIndex((part) => path.includes(`/test/${part}`));
  return found < 0 ? LONGEST.length : found;
};

module.exports = class extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    // Array.prototype.sort is stable: the others keep jest's own order.
    return [...sorted].sort((a, b) => rank(a) - rank(b));
  }
};
