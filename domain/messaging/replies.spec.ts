import { asksToStop } from './replies';

test.each(['R', 'r', ' R ', 'Ｒ', 'T', 'td', 'TD。', 'N', '退订', '拒收', '退 订'])('MK-10 「%s」 wants no more texts', (text) => {
  expect(asksToStop(text)).toBe(true);
});

test.each(['', 'OK', '好的', 'Yes', '请帮我退订单', 'RT', '改到周三可以吗', 'no'])('MK-10 「%s」 is an answer like any other', (text) => {
  expect(asksToStop(text)).toBe(false);
});
