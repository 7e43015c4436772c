import * as z from 'zod/mini';
import { BookingView } from '../booking/contract';
import { CivilDate, endpoint, Id, text } from '../kernel/contract';
import { UseOption, UseView } from './contract.views';

const TAKING = ['record.not_found', 'record.changed', 'membership.does_not_fit', 'membership.not_enough', 'membership.already_used'] as const;
const Cards = z.array(Id).check(z.minLength(1), z.maxLength(5));

export const useEndpoints = {
  'membership.useOptions': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'card.use',
    summary: 'CD-07: the cards that fit a booking, in the order in which they should be used, and what of it is settled by cards.',
    input: z.strictObject({ bookingId: Id }),
    output: z.object({ openFen: z.int(), options: z.array(UseOption), uses: z.array(UseView) }),
    refusals: ['record.not_found'],
  }),
  'membership.finish': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.use',
    summary: 'BK-15, CD-07: complete a booking and take what it costs from these cards, in one act.',
    input: z.strictObject({ bookingId: Id, version: z.int(), cardIds: Cards }),
    output: z.object({ booking: BookingView, uses: z.array(UseView), openFen: z.int() }),
    refusals: [...TAKING, 'membership.nothing_to_settle', 'lifecycle.illegal_step'],
  }),
  'membership.settle': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.use',
    summary: 'Take what a completed booking costs from these cards.',
    input: z.strictObject({ bookingId: Id, cardIds: Cards }),
    output: z.object({ uses: z.array(UseView), openFen: z.int() }),
    refusals: [...TAKING, 'membership.nothing_to_settle'],
  }),
  'membership.toSettle': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'card.use',
    summary: 'Completed bookings of a store whose customer has cards that fit, and nobody has said which one to take from.',
    input: z.strictObject({ storeId: Id }),
    output: z.object({
      bookings: z.array(z.object({ bookingId: Id, code: z.string(), customerName: z.string(), serviceName: z.string(), options: z.int() })),
    }),
    refusals: [],
  }),
  'membership.settleOtherwise': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.use',
    summary: 'A completed booking takes from no card: it was paid in another way.',
    input: z.strictObject({ bookingId: Id, reason: text(200, 1) }),
    output: z.object({ done: z.literal(true) }),
    refusals: ['record.not_found', 'membership.nothing_to_settle'],
  }),
  'membership.undo': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'card.undo',
    summary: 'CD-07: take a use back, within the hours that the rules allow; everything returns to where it came from.',
    input: z.strictObject({ useId: Id, reason: text(200, 1) }),
    output: z.object({ use: UseView }),
    refusals: ['record.not_found', 'membership.undo_too_late', 'membership.already_undone', 'membership.not_possible'],
  }),
  'membership.betweenStores': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'ledger.read',
    summary: 'ST-03: what the stores owe one another for cards sold in one and used in another, over a span of business days. Over all stores it is zero.',
    input: z.strictObject({ from: CivilDate, until: CivilDate }),
    output: z.object({
      rows: z.array(z.object({ storeId: Id, storeName: z.string(), owedFen: z.int(), acts: z.int() })),
      sumFen: z.int(),
    }),
    refusals: [],
  }),
};
