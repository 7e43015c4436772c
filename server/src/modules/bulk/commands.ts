import { type BulkChange, type BulkView, type Kind, MOST_AT_ONCE, type Selection } from '@zhike/domain/bulk/contract';
import type { ApiRefusal } from '@zhike/domain/api';
import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import { writeCell } from '@zhike/domain/imports/cells';
import { customerForm } from '@zhike/domain/imports/forms';
import { sayImportProblem } from '@zhike/domain/imports/words';
import type { Catalogue, Field } from '@zhike/domain/engines/catalogue/definition';
import { holds } from '@zhike/domain/kernel/access';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { type Sql, sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { CORE_FIELDS, selectCustomers } from '../customers/bulk';
import { contextFor } from '../forms/facts';
import type { Input } from './input';
import { goOnBulk } from './jobs';
import { findBulk, insertBulk, lockBulk, setState, staffName, tagNames } from './records';
import { sealChange } from './sealed';
import { mayChange, selectOthers, settledOther } from './others';
import { toBulkView } from './view';

export type BulkAsk = Ask<ActorOf<'bulk.begin'>>;

export const kindOf = (selection: Selection): Kind => ('ids' in selection ? (selection.of ?? 'customer') : 'customer');

/** Whom a selection means. */
export async function selected(
  sql: Sql,
  ask: Pick<BulkAsk, 'ports' | 'actor'>,
  selection: Selection,
): Promise<Decision<{ id: string; may: boolean }[], ApiRefusal>> {
  const of = kindOf(selection);
  const found =
    of !== 'customer' && 'ids' in selection
      ? await selectOthers(sql, ask.actor, of, selection.ids)
      : await selectCustomers(sql, ask.ports, ask.actor, selection, MOST_AT_ONCE + 1);
  return found.length > MOST_AT_ONCE ? refuse('bulk.too_many', { count: found.length, most: MOST_AT_ONCE }) : allow(found);
}

/** The fields that many customers may be given one value of: neither name nor phone, which are one person's. */
export function settableFields(catalogue: Catalogue): readonly Field[] {
  return Object.values(catalogue.entities.customer?.fields ?? {}).filter(
    (field) =>
      field.writableBy === 'user' &&
      !field.retired &&
      !field.unique &&
      (field.id in CORE_FIELDS ||
        (field.id.startsWith('cf_') &&
          ['text', 'longtext', 'number', 'money', 'percent', 'rating', 'bool', 'option', 'options', 'date', 'monthday'].includes(field.type))),
  );
}

/** The change in its canonical form and in words; or why it cannot be made. */
async function settled(sql: Sql, ask: BulkAsk, change: BulkChange, now: Date): Promise<Decision<{ change: BulkChange; words: string }, ApiRefusal>> {
  if (change.do === 'assign') {
    const name = change.staffId === null ? '无' : await staffName(sql, change.staffId);
    return name === null ? refuse('record.not_found', { noun: 'staff', id: change.staffId ?? '' }) : allow({ change, words: `跟进人改为${name}` });
  }
  if (change.do === 'tag') {
    const known = await tagNames(sql, [...change.add, ...change.remove]);
    const unknown =
      [...change.add, ...change.remove].find((id) => !known.some((tag) => tag.id === id)) ??
      known.find((tag) => tag.archived && change.add.includes(tag.id))?.id;
    if (unknown || change.add.length + change.remove.length === 0) return refuse('record.not_found', { noun: 'tag', id: unknown ?? '' });
    const named = (word: string, ids: readonly string[]): string[] =>
      ids.length === 0
        ? []
        : [
            `${word}标签「${known
              .filter((tag) => ids.includes(tag.id))
              .map((tag) => tag.name)
              .join('、')}」`,
          ];
    return allow({ change, words: [...named('加', change.add), ...named('去', change.remove)].join('，').slice(0, 200) });
  }
  if (change.do === 'state') return refuse('record.not_found', { noun: 'state', id: change.state });
  const catalogue = await loadShopCatalogue(sql);
  const entity = catalogue.entities.customer;
  const field = settableFields(catalogue).find((one) => one.id === change.field);
  if (!entity || !field) return refuse('record.not_found', { noun: 'field', id: change.field });
  const outcome = evaluateForm(
    customerForm(entity),
    { catalogue, forms: {} },
    { values: { [change.field]: change.value } },
    {},
    contextFor({ ...ask, now }).context,
  );
  const slot = outcome.slots[change.field];
  const [problem] = slot?.problems.filter((one) => one.level === 'error') ?? [];
  if (!slot || problem) return refuse('bulk.value_invalid', { field: field.label, reason: problem ? sayImportProblem(problem) : '不能改' });
  const value = slot.value as string;
  // What is sealed is not told in words that lie open.
  const told = field.storage === 'encrypted' ? '…' : writeCell(field, slot.value).slice(0, 40);
  return allow({ change: { ...change, value }, words: value === null ? `清空${field.label}` : `${field.label}改为「${told}」` });
}

/** FM-20: whoever is selected is settled now; whoever comes later is not of it. */
export async function beginBulk(ask: BulkAsk, input: Input<'bulk.begin'>, write: Write): Answer<'bulk.begin'> {
  const sql = sqlIn(write.tx);
  const of = kindOf(input.selection);
  const may = of === 'customer' ? holds(ask.actor, input.change.do === 'tag' ? 'customer.tag' : 'customer.write') : mayChange(ask.actor, of);
  if (!may) return refuse('access.forbidden', { right: of === 'customer' ? 'customer.write' : 'record.write' });
  const found = await selected(sql, ask, input.selection);
  if (!found.ok) return found;
  if (found.value.length === 0) return refuse('bulk.nobody', { selected: 0 });
  if ('filter' in input.selection && found.value.length !== input.expected)
    return refuse('bulk.count_changed', { expected: input.expected, count: found.value.length });
  const change = of === 'customer' ? await settled(sql, ask, input.change, write.now) : settledOther(await loadShopCatalogue(sql), of, input.change);
  if (!change.ok) return change;
  const id = newId(write.now);
  const { words } = change.value;
  await insertBulk(write.tx, {
    id,
    of,
    actor: ask.actor,
    change: sealChange(ask.ports, id, change.value.change),
    words,
    ids: found.value.map((one) => one.id),
    at: write.now,
  });
  await write.event({ type: 'bulk.ordered', data: { bulkId: id, what: input.change.do, total: found.value.length } });
  await write.enqueue(goOnBulk, { bulkId: id });
  return answer(write, id);
}

async function answer(write: Write, id: string): Promise<Decision<{ bulk: BulkView }, never>> {
  const row = await findBulk(sqlIn(write.tx), id, null);
  if (!row) throw new Error('a bulk change vanished inside its own transaction');
  return allow({ bulk: toBulkView(row) });
}

export async function undoBulk(ask: BulkAsk, input: Input<'bulk.undo'>, write: Write): Answer<'bulk.undo'> {
  const row = await lockBulk(write.tx, input.bulkId, ask.scope.kind === 'all' ? null : ask.actor.staffId);
  if (!row) return refuse('record.not_found', { noun: 'bulk', id: input.bulkId });
  if (row.state !== 'done') return refuse('lifecycle.illegal_step', { state: row.state, verb: 'undo', possible: [] });
  await setState(write.tx, row.id, 'undoing', null);
  await write.enqueue(goOnBulk, { bulkId: row.id });
  return answer(write, row.id);
}
