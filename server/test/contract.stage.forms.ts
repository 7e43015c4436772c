import { randomUUID } from 'node:crypto';
import type { EndpointName } from '@zhike/domain/api';
import type { formsEndpoints } from '@zhike/domain/forms/contract';
import type { Call, Stage } from './contract.stage';
import { type FormShop, newPhone, openFormShop } from './forms.shop';

/* The calls about forms that a shop made up and what they write. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const shops = new WeakMap<Stage, Promise<FormShop>>();
const formsOf = (stage: Stage): Promise<FormShop> => {
  const known = shops.get(stage) ?? openFormShop(stage.shop, stage.boss);
  shops.set(stage, known);
  return known;
};
const filled = () => ({ submissionId: randomUUID(), version: 1, values: { title: '痘痘', phone: newPhone() } });
const recordOf = async (stage: Stage) => (await stage.shop.do('forms.submit', { id: (await formsOf(stage)).formId, ...filled() }, stage.boss)).recordId;
const linkOf = async (stage: Stage) =>
  stage.shop.do('forms.share', { id: (await formsOf(stage)).openId, kind: 'open', channel: '公众号', storeId: stage.fixture.storeId }, stage.boss);

export const formCalls: Calls<keyof typeof formsEndpoints> = {
  'forms.catalogue': async (stage) => {
    await formsOf(stage);
    return { as: stage.boss, input: {} };
  },
  'forms.list': ({ boss }) => ({ as: boss, input: {} }),
  'forms.read': async (stage) => ({ as: stage.boss, input: { id: (await formsOf(stage)).formId } }),
  'forms.facts': async (stage) => ({
    as: stage.boss,
    input: { id: (await formsOf(stage)).formId, version: 1, asks: [{ ask: 'record', slot: 'customer', id: stage.customerId }] },
  }),
  'forms.pick': async (stage) => ({ as: stage.boss, input: { id: (await formsOf(stage)).formId, version: 1, slot: 'customer', search: '林', values: {} } }),
  'forms.submit': async (stage) => ({ as: stage.boss, input: { id: (await formsOf(stage)).formId, ...filled() } }),
  'forms.records': async (stage) => ({ as: stage.boss, input: { entity: (await formsOf(stage)).type.entity } }),
  'forms.record': async (stage) => ({ as: stage.boss, input: { id: await recordOf(stage) } }),
  'forms.history': async (stage) => ({ as: stage.boss, input: { id: await recordOf(stage) } }),
  'forms.about': ({ boss, customerId }) => ({ as: boss, input: { entity: 'customer', id: customerId } }),
  'forms.upload': async (stage) => ({ as: stage.boss, input: { id: (await formsOf(stage)).photoId, version: 1, slot: 'photos' } }),
  'forms.files': ({ boss }) => ({ as: boss, input: { ids: [randomUUID()] } }),
  'forms.share': async (stage) => ({
    as: stage.boss,
    input: { id: (await formsOf(stage)).openId, kind: 'one_time', channel: '短信', storeId: stage.fixture.storeId },
  }),
  'forms.links': async (stage) => ({ as: stage.boss, input: { id: (await formsOf(stage)).openId } }),
  'forms.unshare': async (stage) => ({ as: stage.boss, input: { linkId: (await linkOf(stage)).link.id } }),
  'forms.held': ({ boss }) => ({ as: boss, input: {} }),
  'forms.settleHeld': async (stage) => {
    const [{ token }, phone] = [await linkOf(stage), newPhone()];
    const values = { title: '同一个号码', phone, consent: true };
    const hand = () => stage.shop.do('forms.submitLink', { token, ...filled(), values, seconds: 30 }, null);
    await hand();
    await hand();
    const [item] = (await stage.shop.do('forms.held', {}, stage.boss)).items;
    return { as: stage.boss, input: { submissionId: item?.id ?? '', take: false } };
  },
  'forms.openLink': async (stage) => ({ as: null, input: { token: (await linkOf(stage)).token } }),
  'forms.pickByLink': async (stage) => ({ as: null, input: { token: (await linkOf(stage)).token, version: 1, slot: 'title' } }),
  'forms.mine': ({ lin }) => ({ as: lin, input: {} }),
  'forms.uploadByLink': async (stage) => {
    const { photoId } = await formsOf(stage);
    const { token } = await stage.shop.do('forms.share', { id: photoId, kind: 'open', channel: '公众号', storeId: stage.fixture.storeId }, stage.boss);
    return { as: null, input: { token, version: 1, slot: 'photos' } };
  },
  'forms.submitLink': async (stage) => ({
    as: null,
    input: { token: (await linkOf(stage)).token, ...filled(), values: { title: '想办卡', phone: newPhone(), consent: true }, seconds: 30 },
  }),
};
