import type { EndpointName } from '@zhike/domain/api';
import type { FieldSaying, FieldView, fieldsEndpoints } from '@zhike/domain/fields/contract';
import type { Call, Stage } from './contract.stage';

/* The calls about fields that the shop adds to its records. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

let made = 0;
/** Another name each time: two fields of one name are refused. */
const saying = (over: Partial<FieldSaying> = {}): FieldSaying => ({
  label: `香薰偏好 ${++made}`,
  type: 'text',
  help: '问客户',
  sensitivity: 'internal',
  ...over,
});
const newField = async ({ shop, boss }: Stage, over: Partial<FieldSaying> = {}): Promise<FieldView> =>
  (await shop.do('fields.save', { entity: 'customer', id: null, version: 0, field: saying(over) }, boss)).field;
const known = new WeakMap<Stage, Promise<FieldView>>();
/** A field that is there for all calls: more than so many are not taken. */
const fieldOf = (stage: Stage): Promise<FieldView> => {
  const field = known.get(stage) ?? newField(stage);
  known.set(stage, field);
  return field;
};

export const fieldCalls: Calls<keyof typeof fieldsEndpoints> = {
  'fields.list': ({ boss }) => ({ as: boss, input: {} }),
  'fields.preview': ({ boss }) => ({ as: boss, input: { entity: 'customer', id: null, version: 0, field: saying() } }),
  'fields.save': async (stage) => {
    const { id } = await fieldOf(stage);
    const { entities } = await stage.shop.do('fields.list', {}, stage.boss);
    const version = entities.flatMap((entity) => entity.fields).find((field) => field.id === id)?.version ?? 0;
    return { as: stage.boss, input: { entity: 'customer', id, version, field: saying() } };
  },
  'fields.versions': async (stage) => ({ as: stage.boss, input: { id: (await fieldOf(stage)).id } }),
  'fields.restore': async (stage) => {
    const { id } = await fieldOf(stage);
    const { items } = await stage.shop.do('fields.versions', { id }, stage.boss);
    return { as: stage.boss, input: { id, version: items[0]?.version ?? 0, to: 1 } };
  },
  'fields.sheet': async (stage) => {
    await fieldOf(stage);
    return { as: stage.boss, input: { entity: 'customer', recordId: stage.customerId } };
  },
  'fields.pick': async (stage) => {
    const { id } = await newField(stage, { type: 'member' });
    return { as: stage.boss, input: { entity: 'customer', recordId: stage.customerId, field: id, search: '' } };
  },
  'fields.write': async (stage) => ({
    as: stage.boss,
    input: { entity: 'customer', recordId: stage.customerId, values: { [(await fieldOf(stage)).id]: '柑橘' } },
  }),
  'fields.history': ({ boss, customerId }) => ({ as: boss, input: { entity: 'customer', recordId: customerId } }),
};
