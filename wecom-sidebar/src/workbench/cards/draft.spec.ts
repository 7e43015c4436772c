import { product, rules } from '../../features/membership/cards.fixture';
import { NEW_TERMS, problemsOf, remarksOf, termsOf, withKind } from './draft';

const sound = { ...NEW_TERMS, name: '肩颈十次卡', priceFen: 100_000, serviceIds: ['v'] };

test('CD-04 a card of sessions needs a name, a price, sessions and what they are for', () => {
  expect(problemsOf(sound, rules())).toEqual({});
  expect(Object.keys(problemsOf({ ...NEW_TERMS, sessions: 0 }, rules()))).toEqual(['name', 'priceFen', 'sessions', 'serviceIds']);
});

test('CD-06 a stored-value card above the law’s limit is told by how much, principal and bonus together', () => {
  const terms = withKind({ ...sound, priceFen: 450_000 }, 'stored_value');
  expect(problemsOf({ ...terms, bonusFen: 50_000 }, rules())).toEqual({});
  expect(problemsOf({ ...terms, bonusFen: 50_001 }, rules()).priceFen).toBe('一张记名卡最多 ¥5,000，本金加赠送是 ¥5,000.01，请减少 ¥0.01');
});

test('CD-05 another kind keeps what all have and empties what is not its own, so that the server takes it', () => {
  const course = withKind(sound, 'course');
  expect(course).toMatchObject({ kind: 'course', sessions: 10, intervalDays: 30, name: '肩颈十次卡' });
  const stored = withKind({ ...course, singlePriceFen: 12_000 }, 'stored_value');
  expect(stored).toMatchObject({ kind: 'stored_value', sessions: 0, intervalDays: null, singlePriceFen: null, serviceIds: ['v'] });
  expect(withKind({ ...stored, bonusFen: 5_000 }, 'sessions')).toMatchObject({ kind: 'sessions', sessions: 10, bonusFen: 0, validDays: 365 });
});

test('CD-10 before it is sold it is said how it is given back, as the shop’s rule has it', () => {
  expect(remarksOf(sound, rules()).join()).toContain('没用的次数按买的价格退');
  expect(remarksOf(sound, rules({ sessionRefund: 'single_price' })).join()).toContain('按单次价 ¥100 算');
  expect(remarksOf(withKind(sound, 'stored_value'), rules()).join()).toContain('本金永不过期；退卡退本金，赠送作废');
  expect(remarksOf(sound, rules({ reasonlessRefundDays: 15 })).join()).toContain('15 天内没用过，客户可以无理由全额退');
});

test('CD-04 what is edited is the terms alone', () => {
  const { id: _id, version: _version, serviceNames: _names, gifts: _gifts, ...terms } = product();
  expect(termsOf(product())).toEqual(terms);
});
