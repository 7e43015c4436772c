import * as z from 'zod/mini';
import { addDays } from './calendar-date';
import { CivilDate, Id } from './contract';

/** A file that waits: `url` (a path of this server) gives it once, within two minutes, to whoever asked for it. */
export const Download = z.object({ url: z.string(), fileName: z.string() });
export type Download = z.infer<typeof Download>;

const MOST_DAYS = 366;

/** What a list is written down of: a store (null: all that the reader reaches), from a day to a day, both within, a year at most. */
export const DownloadSpan = z.strictObject({ storeId: z.nullable(Id), from: CivilDate, until: CivilDate }).check(
  z.refine((span) => span.from <= span.until, { path: ['until'], error: 'before_from' }),
  z.refine((span) => span.until < addDays(span.from, MOST_DAYS), { path: ['until'], error: 'too_long' }),
);
export type DownloadSpan = z.infer<typeof DownloadSpan>;
