import { answerWords, inOrder, isNo } from './words';

test('FL-12 what she may answer is said in words, the yes before the no, the shop’s own word as it is', () => {
  expect(inOrder(['refused', 'confirmed', '改天再说']).map(answerWords)).toEqual(['确认', '改天再说', '不同意']);
  expect([isNo('rejected'), isNo('confirmed')]).toEqual([true, false]);
});
