import { decideLine } from '@zhike/domain/catalogue/rules';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { findLineByKey, findLineRow, saveLineRow } from '../records';

/** Whoever changes what is sold stands in one line: two names that are each free could be one. */
export const CATALOGUE_LOCK = 'catalogue';

/** PK-05: a line of business with its steps and its form. The catalogue belongs to the whole shop. */
export async function saveLine(ask: Ask<ActorOf<'catalogue.saveLine'>>, input: Input<'catalogue.saveLine'>, write: Write): Answer<'catalogue.saveLine'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'catalogue.manage' });
  const { lineId, ...fields } = input;
  const decided = decideLine(fields.stages, fields.fields);
  if (!decided.ok) return decided;
  await lockKeys(write.tx, { alone: [CATALOGUE_LOCK] });
  const sql = sqlIn(write.tx);
  if (lineId !== null && !(await findLineRow(sql, lineId))) return refuse('record.not_found', { noun: 'business_line', id: lineId });
  const holder = await findLineByKey(sql, fields.key);
  if (holder !== null && holder !== lineId) return refuse('catalogue.key_taken', { key: fields.key });
  const line = { id: lineId ?? newId(write.now), ...fields };
  await saveLineRow(write.tx, line);
  await write.event({ type: 'catalogue.line_saved', data: { lineId: line.id } });
  return allow({ line });
}
