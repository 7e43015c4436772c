import type { Recipe } from '@zhike/domain/rules/recipe';
import { at, days, INSIDE, MARKETING, say, SERVICE, task, text, words } from './parts';

const theme = 'cards' as const;
const inUse = { f: 'state', op: 'eq', v: 'active' };
const until = (offset: unknown) => ({ on: 'date', path: 'validUntil', offset: { days: offset }, at: { $: 'at' } });

/** 会员卡与疗程 */
export const cards: readonly Recipe[] = [
  {
    ...{ id: 'cardnew', theme, title: '办卡欢迎', does: '客户办卡后发一条欢迎，告诉她卡号和有效期。' },
    asks: [words('[客户姓名]您好，您的卡[卡号]已开好，有效期至[有效期]。')],
    text: text('card', '卡已开好'),
    rule: { ...SERVICE, entity: 'card', trigger: { on: 'created' }, reentry: 'once', effects: [say] },
  },
  {
    ...{ id: 'cardending', theme, title: '卡和疗程快到期', does: '到期前几天提醒客户一次，并建一个待办。' },
    asks: [days('提前几天', 15, 1, 180), at('10:00'), words('[客户姓名]您好，您的卡[卡号]将于[有效期]到期，请尽快安排使用。')],
    text: text('card', '卡快到期了'),
    rule: { ...SERVICE, entity: 'card', trigger: until({ $: 'days', minus: true }), when: inUse, effects: [say, task('card', '卡快到期，约客户来用', 7)] },
  },
  {
    ...{ id: 'cardended', theme, title: '卡已到期', does: '卡到期后几天，提醒负责人联系客户续卡。' },
    asks: [days('到期后几天', 1, 1, 90), at('10:00')],
    rule: { ...INSIDE, entity: 'card', trigger: until({ $: 'days' }), effects: [task('card', '卡已到期，联系续卡')] },
  },
  {
    ...{ id: 'frozen', theme, title: '冻结太久', does: '卡冻结满几天还没解冻，提醒负责人联系客户。' },
    asks: [days('冻结满几天', 30), at('10:00')],
    rule: {
      ...{ ...INSIDE, entity: 'card', trigger: { on: 'date', path: 'frozenOn', offset: { days: { $: 'days' } }, at: { $: 'at' } } },
      ...{ when: { f: 'state', op: 'eq', v: 'frozen' }, effects: [task('card', '卡冻结很久了，联系客户')] },
    },
  },
  {
    ...{ id: 'levelup', theme, title: '等级升了', does: '客户等级升高时发一条祝贺。' },
    asks: [words('[客户姓名]，恭喜您的会员等级升了，[品牌]为您准备了更多权益。')],
    text: text('customer', '等级升了'),
    rule: { ...MARKETING, category: 'service', entity: 'customer', trigger: { on: 'verb', verb: 'level.raised' }, effects: [say] },
  },
];
