import { option, storedOption } from './cards.fixture';
import { openAfterCards, planFinish, sharesOf } from './plan';
import { whyFirst } from './words';

test('BK-15 finishing asks about cards exactly when the rule does not decide alone', () => {
  expect(planFinish([], true)).toEqual({ kind: 'plain' });
  expect(planFinish([option()], true)).toEqual({ kind: 'take', option: option() });
  expect(planFinish([option()], false)).toEqual({ kind: 'ask' });
  expect(planFinish([option(), storedOption()], true)).toEqual({ kind: 'ask' });
  expect(planFinish([storedOption({ openFen: 100 })], true)).toEqual({ kind: 'ask' });
});

test('CD-07 what a second card gives is what the first leaves open, and a session pays for all of it', () => {
  const first = storedOption({ cardId: 'a', takes: { sessions: 0, principalFen: 30_000, bonusFen: 0, valueFen: 30_000 } });
  const second = storedOption({ cardId: 'b', takes: { sessions: 0, principalFen: 20_000, bonusFen: 19_900, valueFen: 39_900 } });
  expect(sharesOf([first, second], ['b', 'a'], 39_900).map((share) => [share.option.cardId, share.givesFen])).toEqual([
    ['a', 30_000],
    ['b', 9_900],
  ]);
  expect(openAfterCards([first, second], ['a'], 39_900)).toBe(9_900);
  expect(openAfterCards([first, second], ['a', 'b'], 39_900)).toBe(0);
  expect(openAfterCards([option()], ['k1'], 39_900)).toBe(0);
  expect(openAfterCards([first], [], 39_900)).toBe(39_900);
});

test('CD-07 why the rule puts a card first is told by the first thing in which it differs', () => {
  expect(whyFirst([option(), option({ cardId: 'x', validUntil: '2029-01-01' })])).toBe('最先到期（2028年3月1日），先用它');
  expect(whyFirst([option({ validUntil: null }), storedOption()])).toBe('按次的先于储值用');
  expect(whyFirst([option(), option({ cardId: 'x', own: false })])).toBe('先用客户自己的卡');
  expect(whyFirst([option(), option({ cardId: 'x' })])).toBe('先办的先用');
  expect(whyFirst([option({ own: false, ownerName: '李梅' })])).toBe('只有家人 李梅 的这张卡能用，她已同意');
});
