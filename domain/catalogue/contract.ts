import * as z from 'zod/mini';
import { CivilDate, Empty, endpoint, FenAmount, Id, Instant, text } from '../kernel/contract';

/** A word for programs: `extra_photo`. */
export const Key = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,30}$/));
export const Count = z.int().check(z.gte(0), z.lte(9_999));

/**
 * A step of an order. `needs`: what must be so before an order may stand there. deposit: its first instalment is paid. booking: a time is
 * booked. service: the service has been given (what was sold is income from here on). paid: nothing is owed any more.
 */
export const Stage = z.strictObject({ key: Key, name: text(20, 1), needs: z.enum(['nothing', 'deposit', 'booking', 'service', 'paid']) });
export type Stage = z.infer<typeof Stage>;

/** A field that an order of this line asks for: 宝宝生日. */
export const FormField = z.strictObject({
  key: Key,
  label: text(20, 1),
  type: z.enum(['text', 'number', 'boolean', 'choice', 'date']),
  options: z.optional(z.array(text(20, 1)).check(z.maxLength(50))),
  required: z.boolean(),
});
export type FormField = z.infer<typeof FormField>;
export const FormValues = z.record(Key, z.union([text(500), z.number().check(z.gte(-1e12), z.lte(1e12)), z.boolean()]));

/** A line of business (婚纱摄影, 儿童摄影): which steps its orders go through and what they ask for. */
export const BusinessLine = z.object({
  id: Id,
  key: z.string(),
  name: z.string(),
  stages: z.array(Stage),
  fields: z.array(FormField),
  position: z.int(),
  active: z.boolean(),
});
export type BusinessLine = z.infer<typeof BusinessLine>;

/** Something that a package is made of, or can be had more of. Of `included` units the price is in the package's own; each further one costs `priceFen`. */
const optionShape = { key: Key, name: text(20, 1), unit: text(4), priceFen: FenAmount, min: Count, max: Count, included: Count };
export const ItemOption = z.strictObject({ ...optionShape, costFen: FenAmount });
export type ItemOption = z.infer<typeof ItemOption>;

/** Another price for a store, a customer level or a time. The most particular one that fits counts; of equals the lowest. */
export const PriceRule = z.strictObject({
  storeId: z.nullable(Id),
  level: z.nullable(Key),
  /** null: the item's own. */
  priceFen: z.nullable(FenAmount),
  optionPrices: z.record(Key, FenAmount),
  from: z.nullable(CivilDate),
  /** Inclusive. */
  until: z.nullable(CivilDate),
});
export type PriceRule = z.infer<typeof PriceRule>;

/** What is written of an item; each change makes a new version, and what was sold keeps the one it was sold by. */
const termsShape = {
  kind: z.enum(['product', 'package']),
  lineId: z.nullable(Id),
  name: text(40, 1),
  /** What the customer reads and what goes into her contract. */
  text: text(2_000),
  priceFen: FenAmount,
  prices: z.array(PriceRule).check(z.maxLength(100)),
  /** First and last day of sale, on the store's calendar; null: open. */
  from: z.nullable(CivilDate),
  until: z.nullable(CivilDate),
  active: z.boolean(),
};
/** For one unit, not counting the options. */
export const ItemTerms = z.strictObject({ ...termsShape, costFen: FenAmount, options: z.array(ItemOption).check(z.maxLength(40)) });
export type ItemTerms = z.infer<typeof ItemTerms>;

/** Cost is null for whoever may not know it. */
const Secret = z.nullable(z.int());
export const ItemView = z.object({
  ...termsShape,
  id: Id,
  version: z.int(),
  costFen: Secret,
  options: z.array(z.object({ ...optionShape, costFen: Secret })),
  /** What one costs as it stands, in the store, at the level and on the day that was asked for; null: not on sale then. */
  nowFen: z.nullable(FenAmount),
});
export type ItemView = z.infer<typeof ItemView>;
export const ItemVersionView = z.object({ version: z.int(), at: Instant, byName: z.string(), name: z.string(), priceFen: FenAmount, costFen: Secret });

/** What is wanted of an item. An option that is not named comes as often as it is included. */
export const LineChoice = z.strictObject({ itemId: Id, quantity: z.int().check(z.gte(1), z.lte(999)), options: z.record(Key, Count) });
export type LineChoice = z.infer<typeof LineChoice>;

/** Where a line's price comes from. key null: the item itself. Amounts are for the whole line. */
export const PricedPart = z.object({
  key: z.nullable(z.string()),
  name: z.string(),
  unit: z.string(),
  quantity: z.int(),
  included: z.int(),
  unitPriceFen: z.int(),
  priceFen: z.int(),
  costFen: Secret,
});
export const PricedLineView = z.object({
  itemId: Id,
  itemVersion: z.int(),
  kind: z.enum(['product', 'package']),
  name: z.string(),
  text: z.string(),
  quantity: z.int(),
  options: z.record(z.string(), z.int()),
  parts: z.array(PricedPart),
  priceFen: z.int(),
  /** A price of her level is in it already: her level takes nothing more off. */
  levelPriced: z.boolean(),
  costFen: Secret,
  marginFen: Secret,
});
export type PricedLineView = z.infer<typeof PricedLineView>;
export const SumsView = z.object({ priceFen: z.int(), costFen: Secret, marginFen: Secret });

export interface CatalogueRefusals {
  /** Not sold on this day, or taken off the list. */
  'catalogue.not_on_sale': { name: string; from: string | null; until: string | null };
  'catalogue.option_unknown': { name: string; option: string };
  'catalogue.option_out_of_range': { name: string; option: string; min: number; max: number };
  /** An option, a price or a stage of the item contradicts another. */
  'catalogue.terms_invalid': { field: string; problem: string };
  /** More than one order can hold. */
  'catalogue.too_much': { maxFen: number };
  'catalogue.name_taken': { name: string };
  'catalogue.key_taken': { key: string };
}

const Where = { storeId: Id, customerId: z.nullable(Id) };
const Reader = { kind: 'query', audience: 'staff', right: 'catalogue.read' } as const;
const Keeper = { kind: 'command', audience: 'staff', right: 'catalogue.manage' } as const;

export const catalogueEndpoints = {
  'catalogue.lines': endpoint({
    ...Reader,
    summary: 'The lines of business, with the steps and the form of their orders.',
    input: Empty,
    output: z.object({ lines: z.array(BusinessLine) }),
    refusals: [],
  }),
  'catalogue.saveLine': endpoint({
    ...Keeper,
    summary: 'PK-05: add or change a line of business: its steps and its form, without a line of code. Orders keep the steps they were made with.',
    input: z.strictObject({
      lineId: z.nullable(Id),
      key: Key,
      name: text(20, 1),
      stages: z.array(Stage).check(z.minLength(2), z.maxLength(20)),
      fields: z.array(FormField).check(z.maxLength(30)),
      position: z.int().check(z.gte(0), z.lte(9_999)),
      active: z.boolean(),
    }),
    output: z.object({ line: BusinessLine }),
    refusals: ['record.not_found', 'catalogue.key_taken', 'catalogue.terms_invalid'],
  }),
  'catalogue.items': endpoint({
    ...Reader,
    summary: 'What is sold, with the price in this store, at this customer’s level, today. Cost only for whoever may know it.',
    input: z.strictObject({ ...Where, lineId: z.nullable(Id), withInactive: z.boolean() }),
    output: z.object({ items: z.array(ItemView) }),
    refusals: [],
  }),
  'catalogue.item': endpoint({
    ...Reader,
    summary: 'One item with every version there was of it.',
    input: z.strictObject({ ...Where, itemId: Id }),
    output: z.object({ item: ItemView, versions: z.array(ItemVersionView) }),
    refusals: ['record.not_found'],
  }),
  'catalogue.saveItem': endpoint({
    ...Keeper,
    summary: 'PK-02: add or change a product or a package. A change is a new version; orders keep theirs.',
    input: z.strictObject({ itemId: z.nullable(Id), version: z.int(), terms: ItemTerms }),
    output: z.object({ item: ItemView }),
    refusals: ['record.not_found', 'record.changed', 'catalogue.name_taken', 'catalogue.terms_invalid'],
  }),
  'catalogue.price': endpoint({
    ...Reader,
    summary: 'PK-03, PK-04: what a choice costs, line by line and part by part, with cost and margin for whoever may know them.',
    input: z.strictObject({ ...Where, lines: z.array(LineChoice).check(z.minLength(1), z.maxLength(50)) }),
    output: z.object({ lines: z.array(PricedLineView), sums: SumsView }),
    refusals: ['record.not_found', 'catalogue.not_on_sale', 'catalogue.option_unknown', 'catalogue.option_out_of_range', 'catalogue.too_much'],
  }),
};
