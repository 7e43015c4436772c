import type { HealthRecord } from '@zhike/domain/customers/health/contract';
import { NO_HEALTH } from '@zhike/domain/customers/health/rules';

/** What people say and are called in the demo's story. */
export const tagGroups = [
  { name: '客户类型', colour: '#1E6F5C', tags: ['婚纱照客户', '宝宝照客户', '写真客户', '老客转介绍'] },
  { name: '意向', colour: '#2563A8', tags: ['高意向', '待培育', '价格敏感'] },
  { name: '风格偏好', colour: '#8F5B10', tags: ['韩式简约', '法式复古', '中式', '自然光'] },
] as const;

export const notes = [
  '想要自然光的棚，不喜欢太浓的妆。',
  '婚期在明年五一，先看了三家。',
  '朋友推荐来的，预算四千左右。',
  '宝宝怕生，安排林川老师。',
  '电话沟通，周末下午方便。',
  '看了样片很喜欢法式蕾丝那套。',
  '想加拍一组外景，等报价。',
  '已发送地址与停车说明。',
  '对成片非常满意，愿意推荐朋友。',
  '改期一次，注意不要再改。',
] as const;
export const sources = ['小红书', '抖音', '大众点评', '朋友介绍', '路过', '小程序'] as const;
export const surnames = '王李张刘陈杨赵黄周吴徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹';
export const givens = [
  '婉清',
  '思琪',
  '雨桐',
  '子涵',
  '佳怡',
  '梦瑶',
  '欣然',
  '若曦',
  '诗涵',
  '语嫣',
  '晓彤',
  '一诺',
  '静怡',
  '可欣',
  '雪琪',
  '心悦',
  '俊杰',
  '浩然',
  '宇轩',
  '明轩',
  '子轩',
  '文博',
  '天宇',
  '睿',
] as const;

/** What some customers must be spared when they are made up and photographed. */
export const health: readonly HealthRecord[] = [
  { ...NO_HEALTH, allergies: ['睫毛胶水', '乳胶'] },
  {
    ...NO_HEALTH,
    allergies: ['酒精'],
    chronicConditions: ['湿疹'],
    taboos: [{ kind: 'ingredient', name: '含酒精的定妆喷雾', severity: 'block', note: '上次脸红了两天' }],
  },
  { ...NO_HEALTH, recentStates: [{ name: '孕期', until: null }], taboos: [{ kind: 'body_part', name: '腹部', severity: 'block', note: '束腰和鱼骨裙都不行' }] },
  { ...NO_HEALTH, chronicConditions: ['低血糖'], taboos: [{ kind: 'other', name: '空腹拍摄', severity: 'warn', note: '中间要安排一次茶点' }] },
];
