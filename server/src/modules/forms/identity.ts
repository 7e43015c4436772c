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
async function nextCodes(write: Write, entity: string, { prefix, restart, digits }: NumberPattern, count: number): Promise<string[]> {
  const day = dateAt(write.now.getTime(), offsetMinutesAt(HOME_ZONE, write.now.getTime())).replaceAll('-', '');
  const period = day.slice(0, PERIOD[restart]);
  const [row] = await sqlIn(write.tx)<{ last: number }>(
    `INSERT INTO record_numbers AS n (entity, period, last) VALUES ($1, $2, $3::int) ON CONFLICT (entity, period) DO UPDATE SET last = n.last + $3::int RETURNING last`,
    [entity, `${prefix}${period}`, count],
  );
  const first = (row?.last ?? count) - count + 1;
  return Array.from({ length: count }, (_, index) => `${prefix}${period}${period ? '-' : ''}${String(first + index).padStart(digits, '0')}`);
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
  const [one] = await identitiesOf(write, entity, 1);
  return one ?? { code: null, state: null };
}

/** Of so many new records of one kind, in their order. */
export async function identitiesOf(write: Write, entity: Entity, count: number): Promise<Identity[]> {
  const state = entity.fields.state?.options?.find((option) => !option.retired)?.id ?? null;
  const nameless = (): Identity[] => Array.from({ length: count }, () => ({ code: null, state }));
  if (!entity.fields.code) return nameless();
  const type = await findType(sqlIn(write.tx), entity.id);
  const pattern = (type?.spec as RecordTypeBody | undefined)?.number;
  return pattern ? (await nextCodes(write, entity.id, pattern, count)).map((code) => ({ code, state })) : nameless();
}
