import { own } from '@zhike/domain/engines/conditions/values';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { isMadeKind } from '../../engines/catalogue/made-kinds';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import type { Answer } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { fileName, waitForFile } from '../imports/downloads';
import { type BulkAsk, kindOf, selected, settableFields } from './commands';
import type { Input } from './input';
import { findBulk, listBulks, listRefused, listStaff } from './records';
import { settableOf } from './others';
import { toBulkView } from './view';

const SHOWN = 20;
const REFUSED_SHOWN = 200;
const REASONS: Readonly<Record<string, string>> = {
  not_found: '已合并、已删除，或不在你的权限内',
  not_unique: '别的客户已有这个值',
  changed_since: '之后又被改过，保留现在的',
};

export async function getFields(ask: BulkAsk, input: Input<'bulk.fields'>): Answer<'bulk.fields'> {
  const sql = sqlOf(ask.ports.db);
  const catalogue = await loadShopCatalogue(sql);
  const of = input.of ?? 'customer';
  const fields = of === 'customer' ? settableFields(catalogue) : settableOf(catalogue, of);
  const states = isMadeKind(of) ? (own(catalogue.entities, of)?.fields.state?.options ?? []) : [];
  return allow({
    states: states.filter((state) => !state.retired).map(({ id, label }) => ({ id, label })),
    fields: fields.map(({ id, label, type, options = [] }) => ({
      key: id,
      label,
      type,
      options: options.filter((option) => !option.retired).map((option) => ({ id: option.id, label: option.label })),
    })),
    staff: await listStaff(sql),
  });
}

export async function previewBulk(ask: BulkAsk, input: Input<'bulk.preview'>): Answer<'bulk.preview'> {
  const found = await selected(sqlOf(ask.ports.db), ask, input.selection);
  if (!found.ok) return found;
  return allow({ selected: found.value.length, changeable: found.value.filter((one) => one.may).length });
}

export async function getBulk(ask: BulkAsk, input: Input<'bulk.get'>): Answer<'bulk.get'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findBulk(sql, input.bulkId, ask.scope.kind === 'all' ? null : ask.actor.staffId);
  if (!row) return refuse('record.not_found', { noun: 'bulk', id: input.bulkId });
  const refused = await listRefused(sql, row.id, REFUSED_SHOWN);
  return allow({ bulk: toBulkView(row), refused: refused.map(({ reason, ...one }) => ({ ...one, reason: REASONS[reason] ?? reason })) });
}

export async function getBulks(ask: BulkAsk): Answer<'bulk.list'> {
  return allow({ items: (await listBulks(sqlOf(ask.ports.db), ask.actor.staffId, SHOWN)).map(toBulkView) });
}

export async function exportBulk(ask: BulkAsk, input: Input<'bulk.export'>): Answer<'bulk.export'> {
  const found = await selected(sqlOf(ask.ports.db), ask, input.selection);
  if (!found.ok) return found;
  if (found.value.length === 0 || kindOf(input.selection) !== 'customer') return refuse('bulk.nobody', { selected: 0 });
  return allow(await waitForFile(ask, { what: 'customers', ids: found.value.map((one) => one.id) }, fileName('export', 'customer')));
}
