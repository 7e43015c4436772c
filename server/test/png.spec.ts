import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { cleanPng } from '../src/platform/png';
import { SIGNATURE } from './contract.stage.orders';

const whole = Buffer.from(SIGNATURE, 'base64');

test('SC-11 a picture is put together anew: the same pixels, and again the same picture', () => {
  const once = cleanPng(whole, 1_000);
  expect(once).not.toBeNull();
  expect(cleanPng(once!, 1_000)).toEqual(once);
  expect(cleanPng(whole, 639)).toBeNull();
});

test('SC-11 law: a picture with any byte changed, cut off anywhere or longer than it says is none', () => {
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ by;
      expect(cleanPng(damaged, 1_000)).toBeNull();
    }),
  );
  fc.assert(fc.property(fc.nat(whole.length - 1), (length) => expect(cleanPng(whole.subarray(0, length), 1_000)).toBeNull()));
  expect(cleanPng(Buffer.concat([whole, deflateSync(Buffer.alloc(100))]), 1_000)).toBeNull();
});
