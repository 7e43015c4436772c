import { readMessage } from './live-stream';

test('only our own messages are news', () => {
  expect(readMessage('{"topic":"booking","id":"b","storeId":null,"customerId":null,"type":"booking.confirmed"}')?.id).toBe('b');
  expect(readMessage('{"topic":"store","id":"s","storeId":"s","customerId":null,"type":"queue.called"}')?.topic).toBe('store');
  for (const noise of ['', 'ping', 'null', '{}', '{"topic":"other","id":"x"}', '{"hello":true}']) expect(readMessage(noise)).toBeNull();
});
