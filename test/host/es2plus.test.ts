import {
  bareIccid,
  cancelOrder,
  confirmOrder,
  downloadOrder,
  isThereAlready,
  matchingIdOf,
  orderedProfile,
  paddedIccid,
  readEs2Answer,
} from '../../domain/host/es2plus.js';

const call = { requester: 'lily-gb', callId: 'ord_1.order-profile.d' };

test('ICCIDs of 19 digits travel with padding, those of 20 as they are', () => {
  expect(paddedIccid('8944990000000000017')).toBe('8944990000000000017F');
  expect(paddedIccid('89449900000000000172')).toBe('89449900000000000172');
  expect(bareIccid('8944990000000000017F')).toBe('8944990000000000017');
});

test('messages have the header and the members that SGP.22 wants', () => {
  const header = {
    functionRequesterIdentifier: 'lily-gb',
    functionCallIdentifier: 'ord_1.order-profile.d',
  };
  const eid = '89001012012341234012345678901224';
  expect(downloadOrder(call, { iccid: '8944990000000000017', eid, profileType: 'consumer' })).toEqual({
    header,
    eid,
    iccid: '8944990000000000017F',
    profileType: 'consumer',
  });
  expect(confirmOrder(call, { iccid: '8944990000000000017', matchingId: 'ABC' })).toEqual({
    header,
    iccid: '8944990000000000017F',
    matchingId: 'ABC',
    releaseFlag: true,
  });
  expect(cancelOrder(call, { iccid: '8944990000000000017', matchingId: 'ABC' })).toMatchObject({
    matchingId: 'ABC',
    finalProfileStatusIndicator: 'Available',
  });
});

test.each([
  [{ status: 'Executed-Success' }, { ok: true }],
  [{ status: 'Executed-WithWarning' }, { ok: true }],
  [
    { status: 'Failed', statusCodeData: { subjectCode: '8.2.1', reasonCode: '3.3', message: 'in use' } },
    { ok: false, subjectCode: '8.2.1', reasonCode: '3.3', message: 'in use' },
  ],
  [{ status: 'Expired' }, { ok: false, reasonCode: '' }],
])('%j is read', (functionExecutionStatus, expected) => {
  expect(readEs2Answer({ header: { functionExecutionStatus } })).toMatchObject(expected);
});

test.each([undefined, null, 'text', [], {}, { header: 1 }])('%j is a failure, and no error', (body) => {
  expect(readEs2Answer(body).ok).toBe(false);
});

test('an order that was made before is there already', () => {
  const used = readEs2Answer({
    header: { functionExecutionStatus: { status: 'Failed', statusCodeData: { reasonCode: '3.3' } } },
  });
  expect(isThereAlready(used)).toBe(true);
  expect(isThereAlready(readEs2Answer({}))).toBe(false);
});

test('the activation code names what the SM-DP+ answered, or what was asked for', () => {
  const asked = { smdpAddress: 'smdp.example', matchingId: 'OURS' };
  expect(orderedProfile({ matchingId: 'QR-G-5C-1LS-1W1Z9P7' }, asked)).toEqual({
    activationCode: 'LPA:1$smdp.example$QR-G-5C-1LS-1W1Z9P7',
    smdpAddress: 'smdp.example',
    matchingId: 'QR-G-5C-1LS-1W1Z9P7',
  });
  expect(orderedProfile({ smdpAddress: 'other.example' }, asked)).toMatchObject({
    activationCode: 'LPA:1$other.example$OURS',
  });
  expect(matchingIdOf('ord_1.1.order-profile')).toMatch(/^[0-9A-F]{20}$/);
});
