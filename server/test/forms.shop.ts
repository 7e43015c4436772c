import { randomUUID } from 'node:crypto';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import type { Harness, Login } from './harness';

/* A shop that made up a kind of record (咨询问诊单 with its items) and a form that writes it. */

const TAG = () => randomUUID().replaceAll('-', '').slice(0, 10);

/** The kind of record: a name, a customer, a phone that must not come twice, health data, a choice, a table. */
export function consultType(over: Partial<RecordTypeBody> = {}): RecordTypeBody {
  return {
    entity: `rt_${TAG()}`,
    label: '咨询问诊单',
    unit: '份',
    name: 'cf_title',
    fields: [
      { id: 'cf_title', label: '主诉', type: 'text', sensitivity: 'internal' },
      { id: 'cf_customer', label: '客户', type: 'ref', to: 'customer', sensitivity: 'internal' },
      { id: 'cf_phone', label: '手机号', type: 'phone', sensitivity: 'personal', unique: 'org' },
      { id: 'cf_allergy', label: '过敏史', type: 'text', sensitivity: 'sensitive' },
      {
        id: 'cf_tongue',
        label: '舌苔',
        type: 'option',
        sensitivity: 'internal',
        options: [
          { id: 'thin', label: '薄白' },
          { id: 'thick', label: '厚腻' },
        ],
      },
      { id: 'cf_budget', label: '预算', type: 'money', sensitivity: 'internal' },
      { id: 'cf_items', label: '项目', type: 'rows', sensitivity: 'internal' },
      { id: 'cf_source', label: '来源', type: 'text', sensitivity: 'internal' },
      { id: 'cf_photos', label: '照片', type: 'image', sensitivity: 'internal' },
      { id: 'cf_papers', label: '资料', type: 'file', sensitivity: 'internal' },
      { id: 'cf_hand', label: '签名', type: 'signature', sensitivity: 'internal' },
      { id: 'cf_marks', label: '修改点', type: 'annotation', sensitivity: 'internal' },
    ],
    ...over,
  };
}

export function itemType(): RecordTypeBody {
  return {
    entity: `rt_${TAG()}`,
    label: '问诊项目',
    unit: '项',
    name: 'cf_item',
    fields: [
      { id: 'cf_item', label: '项目', type: 'text', sensitivity: 'internal' },
      { id: 'cf_price', label: '价格', type: 'money', sensitivity: 'internal' },
    ],
  };
}

const submit = { button: '提交', after: 'thanks' as const };

export function itemForm(type: RecordTypeBody): FormBody {
  return {
    title: '问诊项目',
    entity: type.entity,
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots: ['item', 'price'] }],
    fields: { item: { field: 'cf_item', requiredIf: true }, price: { field: 'cf_price', checks: [{ is: 'range', min: 0 }] } },
    rules: [],
    submit,
  };
}

/** What staff fill in: for a customer, with rows and their total. */
export function consultForm(type: RecordTypeBody, itemFormId: string, over: Partial<FormBody> = {}): FormBody {
  return {
    title: '咨询问诊单',
    entity: type.entity,
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots: ['title', 'customer', 'phone', 'allergy', 'tongue', 'items', 'budget'] }],
    fields: {
      title: { field: 'cf_title', requiredIf: true },
      customer: { field: 'cf_customer', ref: { show: ['name', 'phone'], fill: [], limit: 'active' } },
      phone: { field: 'cf_phone', checks: [{ is: 'unique', scope: 'org' }] },
      allergy: { field: 'cf_allergy' },
      tongue: { field: 'cf_tongue', requiredIf: { f: 'form.allergy', op: 'notEmpty' } },
      items: { field: 'cf_items', rows: { form: itemFormId, total: [{ slot: 'budget', agg: 'sum', of: 'price' }] } },
      budget: { field: 'cf_budget' },
    },
    rules: [],
    submit: { ...submit, archiveTo: ['customer'] },
    ...over,
  };
}

/** What strangers fill in by a link. */
export function openFormBody(type: RecordTypeBody, over: Partial<FormBody> = {}): FormBody {
  return {
    title: '新客户信息登记表',
    entity: type.entity,
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots: ['title', 'phone', 'source', 'consent'] }],
    fields: {
      title: { field: 'cf_title', requiredIf: true },
      phone: { field: 'cf_phone', requiredIf: true, checks: [{ is: 'unique', scope: 'org' }] },
      source: { field: 'cf_source', readonlyIf: true, default: { var: 'query.channel' } },
      consent: { field: 'scratch:bool', label: '同意隐私政策', requiredIf: true, consent: { text: 'privacy', version: 3 } },
    },
    rules: [],
    submit: { ...submit, thanks: '已提交，我们会联系您。' },
    public: { kinds: ['open', 'one_time'] },
    ...over,
  };
}

/** What comes with photos, papers, a hand and marks on a picture: from staff and from strangers alike. */
export function photoForm(type: RecordTypeBody, over: Partial<FormBody> = {}): FormBody {
  return {
    title: '前后对比',
    entity: type.entity,
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots: ['title', 'photos', 'papers', 'hand', 'marks'] }],
    fields: {
      title: { field: 'cf_title', requiredIf: true },
      photos: { field: 'cf_photos', upload: { kinds: ['image'], maxMb: 20, maxCount: 3 } },
      papers: { field: 'cf_papers', upload: { kinds: ['pdf'], maxMb: 1, maxCount: 2 } },
      hand: { field: 'cf_hand', sign: { text: 'portrait', version: 1 } },
      marks: { field: 'cf_marks' },
    },
    rules: [],
    submit,
    public: { kinds: ['open', 'one_time'] },
    ...over,
  };
}

/** Makes a definition and puts it in force. */
export async function publish(shop: Harness, boss: Login, kind: 'record' | 'form', title: string, body: object): Promise<string> {
  const made = await shop.do('definitions.create', { kind, title, body: { ...body } }, boss);
  await shop.do('definitions.publish', { id: made.definition.id, rev: 1, note: '第一版' }, boss);
  return made.definition.id;
}

/** The next version of a definition. */
export async function republish(shop: Harness, boss: Login, id: string, body: object): Promise<void> {
  const { definition } = await shop.do('definitions.read', { id }, boss);
  const saved = await shop.do('definitions.saveDraft', { id, rev: definition.open?.rev ?? 0, title: definition.title, body: { ...body } }, boss);
  await shop.do('definitions.publish', { id, rev: saved.definition.open?.rev ?? 0, note: '下一版' }, boss);
}

export interface FormShop {
  readonly type: RecordTypeBody;
  readonly typeId: string;
  readonly formId: string;
  readonly openId: string;
  readonly itemFormId: string;
  readonly photoId: string;
}

export async function openFormShop(shop: Harness, boss: Login): Promise<FormShop> {
  const [type, items] = [consultType(), itemType()];
  await publish(shop, boss, 'record', items.label, items);
  const typeId = await publish(shop, boss, 'record', type.label, type);
  const itemFormId = await publish(shop, boss, 'form', '问诊项目', itemForm(items));
  const formId = await publish(shop, boss, 'form', '咨询问诊单', consultForm(type, itemFormId));
  const openId = await publish(shop, boss, 'form', '新客户信息登记表', openFormBody(type));
  const photoId = await publish(shop, boss, 'form', '前后对比', photoForm(type));
  return { type, typeId, formId, openId, itemFormId, photoId };
}

/** A number that nobody has yet. */
let phones = 0;
export const newPhone = (): string => `139${String(10_000_000 + ++phones)}`;
