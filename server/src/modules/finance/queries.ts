import { addDays } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import { reachesStore } from '../booking/reach';
import { findStoreRow } from '../stores/queries.hours';
import { listStoreMerchants } from '../stores/queries.merchants';
import { readyAt } from './comparing';
import type { Input } from './input';
import { listBills, listDifferences } from './records.bills';
import { listClosings } from './records.closings';
import { tillNow } from './tills';
import { merchantName, toBillView, toClosingView, toDifferenceViews, toTillView } from './view';

const PAGE = 30;
/** More days than a page of bills shows. */
const MOST_DAYS = 100;

/** Bills of a span, and its days whose bill is there and was not fetched. */
export async function getBills(ask: Ask<ActorOf<'finance.bills'>>, input: Input<'finance.bills'>): Answer<'finance.bills'> {
  const { merchants } = ask.ports;
  const bills = await listBills(sqlOf(ask.ports.db), null, input.from, input.until);
  const known = new Set(bills.map((bill) => `${bill.mchid} ${bill.date}`));
  const missing: { mchid: string; merchantName: string; date: string }[] = [];
  for (let date = input.until; date >= input.from && missing.length < MOST_DAYS; date = addDays(date, -1))
    for (const { mchid } of merchants.list())
      if (!known.has(`${mchid} ${date}`) && readyAt(date) <= ask.now) missing.push({ mchid, merchantName: merchantName(mchid, merchants), date });
  return allow({ bills: bills.map((bill) => toBillView(bill, merchants)), missing });
}

export async function getDifferences(ask: Ask<ActorOf<'finance.differences'>>, input: Input<'finance.differences'>): Answer<'finance.differences'> {
  const sql = sqlOf(ask.ports.db);
  return allow({ items: await toDifferenceViews(sql, ask.ports.merchants, await listDifferences(sql, input)) });
}

/** The shop's merchants, and which of them each store names. */
export async function getMerchants(ask: Ask<ActorOf<'finance.merchants'>>): Answer<'finance.merchants'> {
  const { merchants } = ask.ports;
  const stores = await listStoreMerchants(sqlOf(ask.ports.db));
  return allow({
    merchants: merchants.list().map(({ mchid }, index) => ({ mchid, name: merchantName(mchid, merchants), main: index === 0 })),
    stores: stores.map((store) => ({ ...store, known: store.mchid === null || merchants.find(store.mchid) !== null })),
  });
}

/** A store's day so far. */
export async function getTill(ask: Ask<ActorOf<'finance.till'>>, input: Input<'finance.till'>): Answer<'finance.till'> {
  const sql = sqlOf(ask.ports.db);
  const store = await findStoreRow(sql, input.storeId);
  if (!store || !reachesStore(ask.scope, ask.actor, store.id)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const { from, tills, expectedFen } = await tillNow(sql, store.id);
  return allow({ from: from?.toISOString() ?? null, tills: tills.map(toTillView), expectedFen });
}

export async function getClosings(ask: Ask<ActorOf<'finance.closings'>>, input: Input<'finance.closings'>): Answer<'finance.closings'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const rows = await listClosings(sqlOf(ask.ports.db), ask.scope, input.storeId, { after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({ items: rows.slice(0, PAGE).map(toClosingView), next: rows.length > PAGE && last ? toCursor(last) : null });
}
