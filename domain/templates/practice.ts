import * as z from 'zod/mini';
import { CivilDate, text } from '../kernel/contract';

/**
 * 练手数据: customers and orders that a trade brings along for a shop that has none yet, with the numbers that its reports then must show: whoever
 * learns the system can hold every figure against this list. Amounts in fen.
 */
export const Practice = z.strictObject({
  customers: z
    .array(
      z.strictObject({
        ref: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,30}$/)),
        name: text(20, 1),
        gender: z.enum(['female', 'male', 'unknown']),
        source: text(20),
        birthday: z.nullable(CivilDate),
        weddingDate: z.nullable(CivilDate),
      }),
    )
    .check(z.minLength(1), z.maxLength(100)),
  orders: z
    .array(
      z.strictObject({
        customer: z.string(),
        /** Items of the template, `@ps.item.wedding_a`; each with how many and its options beyond what is included. */
        line: z.string(),
        items: z
          .array(z.strictObject({ item: z.string(), quantity: z.int().check(z.gte(1), z.lte(99)), options: z.record(z.string(), z.int()) }))
          .check(z.minLength(1), z.maxLength(10)),
        form: z.record(z.string(), z.string()),
        paid: z.array(z.strictObject({ till: z.enum(['cash', 'bank', 'pos']), amountFen: z.int().check(z.gte(1)) })).check(z.maxLength(5)),
      }),
    )
    .check(z.maxLength(100)),
  /** By measure: what it is over all time and the whole shop, once everything is booked. Worked out by hand. */
  expects: z.record(z.string(), z.number()),
});
export type Practice = z.infer<typeof Practice>;
