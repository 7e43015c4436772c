import { tillBanked, tillCounted } from '@zhike/domain/ledger/acts.tills';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import { post } from '../../ledger/post';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { findLastClosing, insertClosing } from '../records.closings';
import { tillNow } from '../tills';
import { toClosingView } from '../view';

/** The drawer was counted: the books follow the count, and what goes to the bank leaves it. One at a time in a store. */
export async function closeDay(ask: Ask<ActorOf<'finance.closeDay'>>, input: Input<'finance.closeDay'>, write: Write): Answer<'finance.closeDay'> {
  const sql = sqlIn(write.tx);
  const { storeId, countedFen, bankedFen, note } = input;
  const store = await findStoreRow(sql, storeId);
  if (!store || !reachesStore(ask.scope, ask.actor, storeId)) return refuse('record.not_found', { noun: 'store', id: storeId });
  if (bankedFen > countedFen) return refuse('finance.bank_above_count', { countedFen });
  await lockKeys(write.tx, { alone: [`till:${storeId}`] });
  const { tills, balances, expectedFen } = await tillNow(sql, storeId);
  if (expectedFen !== input.expectedFen) return refuse('finance.till_changed', { expectedFen });
  const id = newId(write.now);
  const differenceFen = countedFen - expectedFen;
  if (differenceFen !== 0) await post(write, tillCounted({ closingId: id, storeId, differenceFen, note }));
  if (bankedFen > 0) await post(write, tillBanked({ closingId: id, storeId, amountFen: bankedFen }));
  const after = { ...balances, cash: countedFen - bankedFen, bank: balances.bank + bankedFen };
  await insertClosing(write.tx, { id, storeId, tills, balances: after, expectedFen, countedFen, bankedFen, note, at: write.now, staffId: ask.actor.staffId });
  await write.event({ type: 'till.closed', storeId, data: { expectedFen, countedFen, bankedFen } });
  const closing = await findLastClosing(sql, storeId);
  if (closing?.id !== id) throw new Error('a closing that was just written is not the last');
  return allow({ closing: toClosingView(closing) });
}
