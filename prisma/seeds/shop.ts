/** The demo shop 拾光影像 as data: its regions and stores, their people, rooms, dresses and seats. What it sells: services.ts. */
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const hours = (days: readonly number[], from: string, to: string) => days.map((weekday) => ({ weekday, from, to }));

export const regions = [
  { key: 'shop', name: '拾光影像总部', parent: null },
  { key: 'north', name: '静安片区', parent: 'shop' },
  { key: 'south', name: '徐汇片区', parent: 'shop' },
] as const;

export const stores = [
  {
    key: 'jingan',
    region: 'north',
    areaSqm: 420,
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
    region: 'south',
    areaSqm: 310,
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
  { key: 'seat', name: '体验课座位', kind: 'thing', fields: [] },
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

/** Numbered alike, so many at once. */
export const stock = [{ type: 'seat', name: '体验课座位', count: 6, stores: ['jingan'] }] as const;
