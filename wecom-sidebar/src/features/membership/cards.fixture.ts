import type { CardEntry, CardProductView, CardRules, CardView, UseOption, UseView } from '@zhike/domain/membership/contract';

/** Wire answers for component tests of cards: each whole and typed, so that a contract that changes breaks them. */
export const RIGHTS = ['card.read', 'card.sell', 'card.use', 'card.undo', 'card.refund', 'card.adjust', 'customer.read'];

export const card = (over: Partial<CardView> = {}): CardView => ({
  id: 'k1',
  code: 'A1B2C3D4',
  version: 3,
  productId: 'p1',
  kind: 'sessions',
  name: '肩颈十次卡',
  text: '',
  state: 'active',
  customerId: 'c',
  customerName: '王芳',
  mine: false,
  storeId: 'st',
  storeName: '静安店',
  priceFen: 100_000,
  principalFen: 0,
  bonusFen: 0,
  sessionsTotal: 10,
  sessionsLeft: 8,
  unearnedFen: 80_000,
  intervalDays: null,
  nextDueOn: null,
  validUntil: '2028-03-01',
  frozenOn: null,
  soldAt: '2026-11-01T02:00:00.000Z',
  serviceIds: ['v'],
  serviceNames: ['肩颈理疗'],
  storeIds: [],
  family: [],
  can: ['freeze', 'extend', 'transfer', 'refund', 'correct'],
  ...over,
});
export const stored = (over: Partial<CardView> = {}): CardView =>
  card({
    id: 'k2',
    kind: 'stored_value',
    name: '储值卡',
    principalFen: 100_000,
    bonusFen: 20_000,
    sessionsTotal: 0,
    sessionsLeft: 0,
    unearnedFen: 0,
    validUntil: null,
    serviceIds: [],
    serviceNames: [],
    can: ['charge', 'freeze', 'extend', 'transfer', 'refund', 'correct'],
    ...over,
  });

export const entry = (over: Partial<CardEntry> = {}): CardEntry => ({
  transactionId: 't1',
  at: '2026-11-01T02:00:00.000Z',
  actName: '开卡',
  sessions: 10,
  principalFen: 0,
  bonusFen: 0,
  unearnedFen: 100_000,
  moneyFen: 100_000,
  storeName: '静安店',
  byName: '周牧',
  note: '',
  bookingId: null,
  useId: null,
  reversed: false,
  ...over,
});

export const product = (over: Partial<CardProductView> = {}): CardProductView => ({
  id: 'p1',
  version: 2,
  name: '肩颈十次卡',
  kind: 'sessions',
  text: '',
  priceFen: 100_000,
  bonusFen: 0,
  sessions: 10,
  singlePriceFen: null,
  serviceIds: ['v'],
  intervalDays: null,
  validDays: 365,
  storeIds: [],
  coupons: [],
  gifts: [],
  online: true,
  active: true,
  serviceNames: ['肩颈理疗'],
  ...over,
});

export const rules = (over: Partial<CardRules> = {}): CardRules => ({
  maxBalanceFen: 500_000,
  reasonlessRefundDays: 7,
  undoHours: 24,
  spendFirst: 'principal',
  sessionRefund: 'pro_rata',
  useWhenFinished: true,
  ...over,
});

export const option = (over: Partial<UseOption> = {}): UseOption => ({
  cardId: 'k1',
  name: '肩颈十次卡',
  kind: 'sessions',
  ownerName: '王芳',
  own: true,
  validUntil: '2028-03-01',
  takes: { sessions: 1, principalFen: 0, bonusFen: 0, valueFen: 10_000 },
  leaves: { sessions: 7, principalFen: 0, bonusFen: 0 },
  openFen: 0,
  ...over,
});
export const storedOption = (over: Partial<UseOption> = {}): UseOption =>
  option({
    cardId: 'k2',
    name: '储值卡',
    kind: 'stored_value',
    validUntil: null,
    takes: { sessions: 0, principalFen: 30_000, bonusFen: 0, valueFen: 30_000 },
    leaves: { sessions: 0, principalFen: 0, bonusFen: 0 },
    openFen: 9_900,
    ...over,
  });

export const use = (over: Partial<UseView> = {}): UseView => ({
  id: 'u1',
  cardId: 'k1',
  cardName: '肩颈十次卡',
  bookingId: 'b1',
  storeId: 'st',
  at: '2026-11-29T03:00:00.000Z',
  byName: '周牧',
  sessions: 1,
  principalFen: 0,
  bonusFen: 0,
  valueFen: 10_000,
  undoableUntil: '2026-11-30T03:00:00.000Z',
  undone: false,
  ...over,
});
