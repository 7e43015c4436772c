import type { HealthRecord } from '@zhike/domain/customers/health/contract';
import { NO_HEALTH } from '@zhike/domain/customers/health/rules';

/** The demo shop 拾光影像 as data: two stores, their people, rooms, dresses and what they sell. */
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const hours = (days: readonly number[], from: string, to: string) => days.map((weekday) => ({ weekday, from, to }));

export const stores = [
  {
    key: 'jingan',
    name: '拾光影像·静安店',
    address: '上海市静安区胶州路 317 号 2 楼',
    phone: '021-62550317',
    directions: '地铁 7 号线昌平路站 3 号口步行 5 分钟；大楼地下车库可停 3 小时。',
    latitude: 31.2396,
    longitude: 121.4372,
    opening: hours(everyDay, '09:30', '20:00'),
  },
  {
    key: 'xuhui',
    name: '拾光影像·徐汇店',
    address: '上海市徐汇区武康路 86 弄 5 号',
    phone: '021-64330086',
    directions: '地铁 10 号线交通大学站 1 号口步行 8 分钟；弄堂口有共享单车停放点。',
    latitude: 31.2087,
    longitude: 121.4386,
    opening: hours(
      everyDay.filter((day) => day !== 2),
      '10:00',
      '19:30',
    ),
  },
] as const;

export const resourceTypes = [
  { key: 'photographer', name: '摄影师', kind: 'person', fields: [{ key: 'style', label: '擅长风格', type: 'text', required: false }] },
  { key: 'makeup_artist', name: '化妆师', kind: 'person', fields: [] },
  {
    key: 'studio',
    name: '摄影棚',
    kind: 'place',
    fields: [
      { key: 'area', label: '面积（㎡）', type: 'number', required: true },
      { key: 'light', label: '光线', type: 'choice', options: ['自然光', '影棚灯'], required: true },
    ],
  },
  {
    key: 'dress',
    name: '礼服',
    kind: 'thing',
    fields: [
      { key: 'size', label: '尺码', type: 'choice', options: ['XS', 'S', 'M', 'L', 'XL'], required: true },
      { key: 'colour', label: '颜色', type: 'text', required: false },
    ],
  },
] as const;

interface Person {
  readonly userid: string;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly stores: readonly string[];
  readonly unit?: 'photographer' | 'makeup_artist';
  readonly skills?: readonly string[];
  readonly introduction?: string;
}

export const staff: readonly Person[] = [
  { userid: 'zongbu', name: '沈言', title: '总部运营', roles: ['headquarters'], stores: ['jingan', 'xuhui'] },
  { userid: 'laoxu', name: '徐立', title: '静安店店长', roles: ['manager'], stores: ['jingan'] },
  { userid: 'hanmei', name: '韩梅', title: '徐汇店店长', roles: ['manager'], stores: ['xuhui'] },
  { userid: 'xiaotang', name: '唐小棠', title: '客户顾问', roles: ['sales'], stores: ['jingan'] },
  { userid: 'yuanyuan', name: '袁圆', title: '客户顾问', roles: ['sales'], stores: ['xuhui'] },
  { userid: 'qianqian', name: '钱芊', title: '前台', roles: ['reception'], stores: ['jingan'] },
  {
    userid: 'mei',
    name: '梅清',
    title: '首席摄影师',
    roles: ['photographer'],
    stores: ['jingan'],
    unit: 'photographer',
    skills: ['婚纱', '写真'],
    introduction: '十年婚纱摄影，喜欢清晨的自然光。',
  },
  {
    userid: 'zhouye',
    name: '周野',
    title: '摄影师',
    roles: ['photographer'],
    stores: ['jingan'],
    unit: 'photographer',
    skills: ['婚纱', '全家福'],
    introduction: '镜头里有故事，也有笑点。',
  },
  {
    userid: 'linchuan',
    name: '林川',
    title: '摄影师',
    roles: ['photographer'],
    stores: ['jingan'],
    unit: 'photographer',
    skills: ['儿童', '全家福', '证件'],
    introduction: '孩子王，三分钟就能熟。',
  },
  {
    userid: 'xunuo',
    name: '许诺',
    title: '摄影师',
    roles: ['photographer'],
    stores: ['jingan', 'xuhui'],
    unit: 'photographer',
    skills: ['婚纱', '写真', '证件'],
    introduction: '两店轮值，擅长情绪写真。',
  },
  {
    userid: 'gunan',
    name: '顾南',
    title: '摄影师',
    roles: ['photographer'],
    stores: ['xuhui'],
    unit: 'photographer',
    skills: ['婚纱', '写真'],
    introduction: '老洋房里的光影，他最熟。',
  },
  {
    userid: 'fangyuan',
    name: '方圆',
    title: '摄影师',
    roles: ['photographer'],
    stores: ['xuhui'],
    unit: 'photographer',
    skills: ['儿童', '全家福', '证件'],
    introduction: '耐心第一，成片第二。',
  },
  {
    userid: 'ayue',
    name: '阿月',
    title: '化妆师',
    roles: ['makeup_artist'],
    stores: ['jingan'],
    unit: 'makeup_artist',
    skills: ['新娘妆', '日常妆'],
    introduction: '清透底妆，持妆一整天。',
  },
  { userid: 'susu', name: '苏苏', title: '化妆师', roles: ['makeup_artist'], stores: ['jingan'], unit: 'makeup_artist', skills: ['新娘妆', '日常妆'] },
  { userid: 'dingning', name: '丁宁', title: '化妆师', roles: ['makeup_artist'], stores: ['jingan'], unit: 'makeup_artist', skills: ['日常妆'] },
  { userid: 'xiaoman', name: '小满', title: '化妆师', roles: ['makeup_artist'], stores: ['xuhui'], unit: 'makeup_artist', skills: ['新娘妆', '日常妆'] },
  { userid: 'baihe', name: '白荷', title: '化妆师', roles: ['makeup_artist'], stores: ['xuhui'], unit: 'makeup_artist', skills: ['新娘妆', '日常妆'] },
];

const room = (store: string, name: string, area: number, light: string) => ({
  type: 'studio',
  name,
  stores: [store],
  fields: { area, light },
  bufferAfterMinutes: 15,
});
const dress = (store: string, name: string, size: string, colour: string) => ({
  type: 'dress',
  name,
  stores: [store],
  fields: { size, colour },
  bufferAfterMinutes: 60,
});

export const units = [
  room('jingan', '1 号棚·晨光', 68, '自然光'),
  room('jingan', '2 号棚·白墙', 46, '影棚灯'),
  room('jingan', '3 号棚·复古', 52, '影棚灯'),
  room('jingan', '4 号棚·童趣', 40, '影棚灯'),
  room('xuhui', 'A 棚·老洋房', 60, '自然光'),
  room('xuhui', 'B 棚·黑幕', 42, '影棚灯'),
  room('xuhui', 'C 棚·花园', 55, '自然光'),
  dress('jingan', '缎面鱼尾', 'S', '象牙白'),
  dress('jingan', '缎面鱼尾', 'M', '象牙白'),
  dress('jingan', '法式蕾丝', 'S', '纯白'),
  dress('jingan', '法式蕾丝', 'M', '纯白'),
  dress('jingan', '轻纱大拖尾', 'M', '香槟'),
  dress('jingan', '轻纱大拖尾', 'L', '香槟'),
  dress('jingan', '复古方领', 'S', '纯白'),
  dress('jingan', '中式秀禾', 'M', '正红'),
  dress('xuhui', '缎面鱼尾', 'S', '象牙白'),
  dress('xuhui', '法式蕾丝', 'M', '纯白'),
  dress('xuhui', '轻纱大拖尾', 'M', '香槟'),
  dress('xuhui', '复古方领', 'M', '纯白'),
  dress('xuhui', '中式秀禾', 'L', '正红'),
] as const;

const photographer = (skill: string, offsetMinutes: number, durationMinutes: number) => ({
  key: 'photographer',
  name: '摄影师',
  type: 'photographer',
  skill,
  offsetMinutes,
  durationMinutes,
  customerPicks: true,
});
const makeup = (skill: string, durationMinutes: number) => ({
  key: 'makeup',
  name: '化妆师',
  type: 'makeup_artist',
  skill,
  offsetMinutes: 0,
  durationMinutes,
  customerPicks: false,
});
const studio = (offsetMinutes: number, durationMinutes: number) => ({
  key: 'studio',
  name: '摄影棚',
  type: 'studio',
  skill: null,
  offsetMinutes,
  durationMinutes,
  customerPicks: false,
});
const gown = (durationMinutes: number) => ({ key: 'dress', name: '礼服', type: 'dress', skill: null, offsetMinutes: 0, durationMinutes, customerPicks: false });
const bring = '身份证；隐形眼镜与肉色内衣；如有心仪的参考照片请一并带来。请素颜到店，提前 10 分钟即可。';

export const services = [
  {
    key: 'wedding',
    name: '经典婚纱套系',
    line: '婚纱摄影',
    summary: '一个内景 · 一套礼服 · 精修 40 张',
    description: '由专属摄影师与化妆师全程陪同，在静谧的影棚里留下最真实的你们。',
    includes: ['礼服 1 套', '新娘妆造 1 次', '底片全送', '精修 40 张', '10 寸相册 1 本'],
    durationMinutes: 90,
    priceFen: 399_900,
    depositFen: 50_000,
    freeUntilHours: 48,
    latePercent: 50,
    whatToBring: bring,
    stores: ['jingan', 'xuhui'],
    roles: [photographer('婚纱', 0, 90), makeup('新娘妆', 90), studio(0, 90), gown(90)],
  },
  {
    key: 'wedding_plus',
    name: '轻奢婚纱套系',
    line: '婚纱摄影',
    summary: '先妆后拍 150 分钟 · 精修 60 张',
    description: '先化妆一小时，再拍摄一个半小时，节奏更从容。',
    includes: ['礼服 1 套', '新娘妆造 1 次', '底片全送', '精修 60 张', '12 寸相册 1 本', '摆台 2 个'],
    durationMinutes: 150,
    priceFen: 599_900,
    depositFen: 100_000,
    freeUntilHours: 72,
    latePercent: 50,
    whatToBring: bring,
    stores: ['jingan', 'xuhui'],
    roles: [makeup('新娘妆', 150), photographer('婚纱', 60, 90), studio(60, 90), gown(150)],
  },
  {
    key: 'portrait',
    name: '情绪写真',
    line: '个人写真',
    summary: '一个主题 · 精修 15 张',
    description: '给自己留一份当下的样子。',
    includes: ['日常妆造', '底片全送', '精修 15 张'],
    durationMinutes: 60,
    priceFen: 89_900,
    depositFen: 20_000,
    freeUntilHours: 24,
    latePercent: 50,
    whatToBring: '两套自己喜欢的衣服。',
    stores: ['jingan', 'xuhui'],
    roles: [photographer('写真', 0, 60), makeup('日常妆', 60), studio(0, 60)],
  },
  {
    key: 'child',
    name: '宝宝成长照',
    line: '儿童摄影',
    summary: '0–8 岁 · 精修 12 张',
    description: '不哭不闹，慢慢来。',
    includes: ['道具与服装', '底片全送', '精修 12 张'],
    durationMinutes: 60,
    priceFen: 69_900,
    depositFen: 20_000,
    freeUntilHours: 24,
    latePercent: 30,
    whatToBring: '宝宝的小水杯、纸尿裤与喜欢的玩具。',
    stores: ['jingan', 'xuhui'],
    roles: [photographer('儿童', 0, 60), studio(0, 60)],
  },
  {
    key: 'family',
    name: '全家福',
    line: '全家福',
    summary: '最多 8 人 · 精修 8 张',
    description: '一家人，一张照片，一年又一年。',
    includes: ['底片全送', '精修 8 张', '摆台 1 个'],
    durationMinutes: 60,
    priceFen: 79_900,
    depositFen: 20_000,
    freeUntilHours: 24,
    latePercent: 30,
    whatToBring: '建议统一色系的衣服。',
    stores: ['jingan', 'xuhui'],
    roles: [photographer('全家福', 0, 60), studio(0, 60)],
  },
  {
    key: 'id_photo',
    name: '精致证件照',
    line: '证件照',
    summary: '30 分钟 · 当天取电子版',
    description: '自然、得体、像自己。',
    includes: ['轻妆整理', '电子版 1 份', '一寸/二寸各一版'],
    durationMinutes: 30,
    priceFen: 12_900,
    depositFen: 0,
    freeUntilHours: 2,
    latePercent: 0,
    whatToBring: '带领上衣一件。',
    stores: ['jingan', 'xuhui'],
    roles: [photographer('证件', 0, 30), studio(0, 30)],
  },
] as const;

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
