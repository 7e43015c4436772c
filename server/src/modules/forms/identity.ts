import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { NumberPattern, RecordTypeBody } from '@zhike/domain/forms/record-type';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { changeIn, sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { rememberRecord } from './history';
import type { StoredRecord } from './records';
import { findType } from './records.types';

/** What the house itself says of a new record: its number and the state that it begins in. */
export interface Identity {
  readonly code: string | null;
  readonly state: string | null;
}

const HOME_ZONE = 'Asia/Shanghai';
/** So much of `20261127` tells the period within which a number counts. */
const PERIOD: Readonly<Record<NumberPattern['restart'], number>> = { never: 0, year: 4, month: 6, day: 8 };

/** Two who make a record at once wait for each other here, so that no number is given twice and none is left out by a record that was taken back. */
async function nextCode(write: Write, entity: string, { prefix, restart, digits }: NumberPattern): Promise<string> {
  const day = dateAt(write.now.getTime(), offsetMinutesAt(HOME_ZONE, write.now.getTime())).replaceAll('-', '');
  const period = day.slice(0, PERIOD[restart]);
  const [row] = await sqlIn(write.tx)<{ last: number }>(
    `INSERT INTO record_numbers AS n (entity, period, last) VALUES ($1, $2, 1) ON CONFLICT (entity, period) DO UPDATE SET last = n.last + 1 RETURNING last`,
    [entity, `${prefix}${period}`],
  );
  return `${prefix}${period}${period ? '-' : ''}${String(row?.last ?? 1).padStart(digits, '0')}`;
}

/** Into another state, which the kind has. */
export async function moveState(write: Write, entity: Entity, record: Pick<StoredRecord, 'id' | 'state'>, state: string | null, cause: string): Promise<void> {
  await changeIn(write.tx, 'UPDATE records SET state = $2, updated_at = $3::timestamptz, version = version + 1 WHERE id = $1::uuid', [
    record.id,
    state,
    write.now.toISOString(),
  ]);
  await rememberRecord(write, entity, record.id, { state: record.state }, { state }, cause);
}

export async function identityOf(write: Write, entity: Entity): Promise<Identity> {
  const state = entity.fields.state?.options?.find((option) => !option.retired)?.id ?? null;
  if (!entity.fields.code) return { code: null, state };
  const type = await findType(sqlIn(write.tx), entity.id);
  const pattern = (type?.spec as RecordTypeBody | undefined)?.number;
  return { code: pattern ? await nextCode(write, entity.id, pattern) : null, state };
}
