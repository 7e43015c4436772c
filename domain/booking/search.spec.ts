import { readSearch } from './search';

describe('BK-12 finding a booking at the desk', () => {
  test.each([
    ['', { kind: 'everything' }],
    ['  ', { kind: 'everything' }],
    ['1128-0042', { kind: 'code', prefix: '1128-0042' }],
    ['１１２８－００４２', { kind: 'code', prefix: '1128-0042' }],
    ['1128–0042', { kind: 'code', prefix: '1128-0042' }],
    ['1128-', { kind: 'code', prefix: '1128-' }],
    ['112', { kind: 'code', prefix: '112' }],
    ['8001', { kind: 'digits', digits: '8001' }],
    ['138 0013 8001', { kind: 'phone', phone: '13800138001' }],
    ['+86 138-0013-8001', { kind: 'phone', phone: '13800138001' }],
    ['林小', { kind: 'name', prefix: '林小' }],
    ['50%', { kind: 'name', prefix: '50%' }],
  ])('%s', (text, expected) => expect(readSearch(text)).toEqual(expected));
});
