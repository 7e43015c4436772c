import { readMessage } from './live';

test('only our own messages are news', () => {
  expect(readMessage('{"topic":"booking","id":"b","storeId":null,"customerId":null,"type":"booking.confirmed"}')?.id).toBe('b');
  for (const noise of ['', 'ping', 'null', '{}', '{"topic":"other","id":"x"}', '{"hello":true}']) expect(readMessage(noise)).toBeNull();
});
