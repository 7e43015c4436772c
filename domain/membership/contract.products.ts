import * as z from 'zod/mini';
import { Cursor, endpoint, Id, Instant, page } from '../kernel/contract';
import { OpenedCode, OpenedPayment, OPENING } from '../orders/contract';
import { CardEntry, CardKind, CardPayments, CardProductView, CardRules, CardState, CardTerms, CardView } from './contract.views';

const Reader = { kind: 'query', audience: 'staff', right: 'card.read' } as const;
const one = z.object({ card: CardView });
const SALE = ['record.not_found', 'record.changed', 'membership.not_on_sale', 'membership.payments_differ', 'membership.above_limit'] as const;

export const productEndpoints = {
  'membership.products': endpoint({
    ...Reader,
    summary: 'CD-04, CD-06: the cards that are sold, in their current version.',
    input: z.strictObject({ withInactive: z.boolean() }),
    output: z.object({ products: z.array(CardProductView) }),
    refusals: [],
  }),
  'membership.product': endpoint({
    ...Reader,
    summary: 'One of them, with every version that was ever sold.',
    input: z.strictObject({ productId: Id }),
    output: z.object({ product: CardProductView, versions: z.array(z.object({ version: z.int(), at: Instant, byName: z.string(), terms: CardTerms })) }),
    refusals: ['record.not_found'],
  }),
  'membership.shelf': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'What the mini-program sells.',
    input: z.strictObject({}),
    output: z.object({ products: z.array(CardProductView) }),
    refusals: [],
  }),
  'membership.saveProduct': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.manage',
    summary: 'Add or change a card. A change is a new version; cards that are sold keep theirs. Headquarters only.',
    input: z.strictObject({ productId: z.nullable(Id), version: z.int(), terms: CardTerms }),
    output: z.object({ product: CardProductView }),
    refusals: ['record.not_found', 'record.changed', 'membership.terms_invalid', 'membership.name_taken', 'membership.above_limit'],
  }),
  'membership.rules': endpoint({
    ...Reader,
    summary: 'What the law and the shop allow of cards, and the defaults.',
    input: z.strictObject({}),
    output: z.object({ rules: CardRules, defaults: CardRules }),
    refusals: [],
  }),
  'membership.saveRules': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.manage',
    summary: 'Other rules than the defaults. Headquarters only.',
    input: z.strictObject({ rules: CardRules }),
    output: z.object({ rules: CardRules }),
    refusals: [],
  }),
};

/** A new card, or with `cardId` more stored value on that one. */
const Purchase = { storeId: Id, productId: Id, version: z.int(), cardId: z.nullable(Id) };
const PURCHASE = [...OPENING, 'record.changed', 'membership.not_on_sale', 'membership.above_limit', 'membership.not_possible'] as const;

/** What a card holds. */
const Balance = z.object({ principalFen: z.int(), bonusFen: z.int(), sessions: z.int() });

export const cardEndpoints = {
  'membership.buyCard': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary:
      'CD-04, CD-06: she buys a card, or puts more on hers, as she saw it (`version`): the parameters for wx.requestPayment. Ask `orders.checkPayment` how it went.',
    input: z.strictObject(Purchase),
    output: OpenedPayment,
    refusals: [...PURCHASE],
  }),
  'membership.sellCode': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.sell',
    summary: 'CD-04, CD-06: a code at the counter that pays a card, or more on it, by WeChat (Native); it is made when the money has come.',
    input: z.strictObject({ customerId: Id, ...Purchase }),
    output: OpenedCode,
    refusals: [...PURCHASE],
  }),
  'membership.sell': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.sell',
    summary: 'CD-04, CD-05, CD-06: sell a card at the counter, as the seller saw it (`version`).',
    input: z.strictObject({ customerId: Id, storeId: Id, productId: Id, version: z.int(), payments: CardPayments }),
    output: one,
    refusals: [...SALE],
  }),
  'membership.charge': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.sell',
    summary: 'CD-06: put stored value on a card: the price of a stored-value product as principal, its bonus as bonus.',
    input: z.strictObject({ cardId: Id, storeId: Id, productId: Id, version: z.int(), payments: CardPayments }),
    output: one,
    refusals: [...SALE, 'membership.not_possible'],
  }),
  'membership.cardsOf': endpoint({
    ...Reader,
    summary: 'The cards of a customer: her own, then those that family lets her use.',
    input: z.strictObject({ customerId: Id }),
    output: z.object({ cards: z.array(CardView) }),
    refusals: ['record.not_found'],
  }),
  'membership.list': endpoint({
    ...Reader,
    summary: 'CD-13: cards within the reader’s reach, the first to run out first: of a kind, of a product, in a state, running out within so many days.',
    input: z.strictObject({
      storeId: z.nullable(Id),
      productId: z.nullable(Id),
      kind: z.nullable(CardKind),
      state: z.nullable(CardState),
      expiringWithinDays: z.nullable(z.int().check(z.gte(0), z.lte(366))),
      cursor: Cursor,
    }),
    output: page(CardView),
    refusals: [],
  }),
  'membership.card': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'card.read',
    summary: 'CD-09: one card with everything that was ever done to it, the newest first, by pages; all entries together are its balances.',
    input: z.strictObject({ cardId: Id, cursor: Cursor }),
    output: z.object({ card: CardView, entries: z.array(CardEntry), next: z.nullable(z.string()) }),
    refusals: ['record.not_found'],
  }),
  'membership.statement': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'card.read',
    summary: 'CD-09: the statement of a card for a month (days of its store) as a PDF: opening, every act, closing. To a customer of her own card only.',
    input: z.strictObject({ cardId: Id, month: z.string().check(z.regex(/^20\d{2}-(0[1-9]|1[0-2])$/)) }),
    output: z.object({ fileName: z.string(), base64: z.string(), opening: Balance, closing: Balance, lines: z.int() }),
    refusals: ['record.not_found', 'orders.no_font'],
  }),
  'membership.myCards': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'CD-09: her wallet: her own cards, then those that family lets her use.',
    input: z.strictObject({}),
    output: z.object({ cards: z.array(CardView) }),
    refusals: [],
  }),
};
