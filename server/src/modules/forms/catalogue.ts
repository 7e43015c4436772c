import type { Catalogue, Entity, Field, FieldType } from '@zhike/domain/engines/catalogue/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormWorld } from '@zhike/domain/engines/forms/input';
import { entityOfType, type RecordTypeBody } from '@zhike/domain/forms/record-type';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import type { Sql } from '../../platform/db';
import { FORM_FIELDS } from '../customers/by-form';
import { publishedOf, versionText } from '../definitions/in-force';
import { listTypes } from './records.types';

const field = (id: string, label: string, type: FieldType, sensitivity: Field['sensitivity']): Field => ({
  id,
  key: id,
  label,
  type,
  storage: type === 'phone' ? 'encrypted' : 'plain',
  ...(type === 'phone' ? { mask: 'phone' as const } : {}),
  sensitivity,
  sortable: false,
  groupable: false,
  measurable: false,
  writableBy: 'system',
});
const linkable = (id: string, label: string, unit: string, fields: readonly Field[]): Entity => ({
  id,
  label,
  unit,
  alive: { all: [] },
  name: 'name',
  fields: Object.fromEntries(fields.map((one) => [one.id, one])),
  relations: {},
  times: { created: 'createdAt' },
  verbs: [],
  custom: false,
});

/** What the shop has beside its own kinds of records, as far as a form links to it. */
const SHOP: readonly Entity[] = [
  linkable('staff', '员工', '位', [field('name', '姓名', 'text', 'internal')]),
  linkable('store', '门店', '家', [field('name', '名称', 'text', 'public')]),
  linkable('unit', '资源', '个', [
    field('name', '名称', 'text', 'internal'),
    field('kind', '类别', 'text', 'internal'),
    field('number', '编号', 'number', 'internal'),
  ]),
  linkable('booking', '预约', '个', [
    field('name', '预约', 'text', 'internal'),
    field('service', '服务项目', 'text', 'internal'),
    field('startsAt', '到店时间', 'datetime', 'internal'),
    { ...field('technician', '服务人员', 'member', 'internal'), to: 'staff' },
    { ...field('customer', '客户', 'ref', 'personal'), to: 'customer' },
  ]),
  linkable('order', '订单', '张', [
    field('name', '订单', 'text', 'internal'),
    field('code', '订单号', 'text', 'internal'),
    { ...field('customer', '客户', 'ref', 'personal'), to: 'customer' },
  ]),
];

/** A customer as a form writes her: what her module takes, the shop's own fields, and what is only shown of her health. */
function customerEntity(shop: Catalogue): Entity {
  const whole = shop.entities.customer;
  const fields = Object.values(whole?.fields ?? {}).filter((one) => one.id.startsWith('cf_') || FORM_FIELDS.some((id) => id === one.id));
  return { ...linkable('customer', '客户', '位', [...fields, field('allergies', '过敏与禁忌', 'longtext', 'sensitive')]) };
}

/** The ids that a link may lead to. */
export const shopEntities = (): readonly string[] => ['customer', ...SHOP.map((entity) => entity.id)];
/** Of these the ones that a form may write. */
export const WRITTEN: readonly string[] = ['customer'];

/** The shop's entities and its own kinds of records that are in force. */
export async function loadCatalogue(sql: Sql): Promise<Catalogue> {
  const [types, shop] = [await listTypes(sql), await loadShopCatalogue(sql)];
  const made = types.map((type) => entityOfType(type.spec as RecordTypeBody));
  return {
    version: types.reduce((latest, type) => Math.max(latest, type.updatedAt.getTime()), 1) + shop.version,
    entities: Object.fromEntries([customerEntity(shop), ...SHOP, ...made].map((entity) => [entity.id, entity])),
  };
}

const toForm = (id: string, version: number, body: unknown): FormDef => ({ ...(body as FormDef), id, version });

/** Everything that evaluating a form needs beside facts: catalogue and the forms in force (their rows use each other). */
export async function loadWorld(
  sql: Sql,
): Promise<FormWorld & { readonly open: ReadonlyMap<string, { readonly storeId: string | null; readonly on: boolean }> }> {
  const [catalogue, published] = await Promise.all([loadCatalogue(sql), publishedOf(sql, ['form'])]);
  return {
    catalogue,
    forms: Object.fromEntries(published.map((one) => [one.id, toForm(one.id, one.version, one.body)])),
    open: new Map(published.map((one) => [one.id, { storeId: one.storeId, on: one.on }])),
  };
}

/** A version of a form as it was published, and when the next one came. */
export async function loadVersion(sql: Sql, id: string, version: number): Promise<{ readonly form: FormDef; readonly replacedAt: number } | null> {
  const [text, next] = [await versionText(sql, id, version), await versionText(sql, id, version + 1)];
  return text && { form: toForm(id, version, text.body), replacedAt: next ? next.at.getTime() : Number.POSITIVE_INFINITY };
}

/** As much of the catalogue as a form and its rows' forms speak of: what is sent to a page. */
export function sliceFor(form: FormDef, world: FormWorld): { readonly catalogue: Catalogue; readonly forms: Readonly<Record<string, FormDef>> } {
  const inner = Object.values(form.fields).flatMap((slot) =>
    slot.rows && Object.hasOwn(world.forms, slot.rows.form) ? [world.forms[slot.rows.form] as FormDef] : [],
  );
  const ids = new Set([form, ...inner].map((one) => one.entity));
  for (const one of [form, ...inner]) {
    const entity = world.catalogue.entities[one.entity];
    for (const slot of Object.values(one.fields)) {
      const to = slot.scratch?.to ?? entity?.fields[slot.field]?.to;
      if (to) ids.add(to);
    }
  }
  const entities = Object.fromEntries(Object.entries(world.catalogue.entities).filter(([id]) => ids.has(id)));
  return { catalogue: { version: world.catalogue.version, entities }, forms: Object.fromEntries(inner.map((one) => [one.id, one])) };
}
