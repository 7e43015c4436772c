import * as z from 'zod/mini';
import { Empty, endpoint, Id } from '../kernel/contract';

/** Opening hours of one weekday (1 = Monday … 7 = Sunday), `HH:MM`, 24:00 for midnight at the end. */
export const OpeningHours = z.object({ weekday: z.int().check(z.gte(1), z.lte(7)), from: z.string(), to: z.string() });

export const StoreView = z.object({
  id: Id,
  name: z.string(),
  address: z.string(),
  phone: z.string(),
  /** How to get there and where to park. */
  directions: z.string(),
  zone: z.string(),
  /** Minutes ahead of UTC now; clients show every time of this store with it. */
  utcOffsetMinutes: z.int(),
  latitude: z.nullable(z.number()),
  longitude: z.nullable(z.number()),
  opening: z.array(OpeningHours),
});
export type StoreView = z.infer<typeof StoreView>;

/** What a client must know before anybody logs in. */
export const ShopView = z.object({
  name: z.string(),
  brandColour: z.string(),
  /** Subscribe-message templates that the mini-program may ask for, by our key. */
  subscribeTemplates: z.array(z.object({ key: z.string(), templateId: z.string() })),
  holdMinutes: z.int(),
});
export type ShopView = z.infer<typeof ShopView>;

export const storesEndpoints = {
  'stores.shop': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'The shop: name, colour, message templates.',
    input: Empty,
    output: ShopView,
    refusals: [],
  }),
  'stores.list': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'All open stores.',
    input: Empty,
    output: z.object({ stores: z.array(StoreView) }),
    refusals: [],
  }),
};
