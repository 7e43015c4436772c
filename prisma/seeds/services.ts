import type { ApiInput } from '@zhike/domain/api';

/** What the demo shop sells. Add-ons, terms and roles as its owner would type them in; what is left out is the ordinary. */
interface SeedService {
  readonly key: string;
  readonly name: string;
  readonly line: string;
  readonly summary: string;
  readonly description: string;
  readonly includes: readonly string[];
  readonly durationMinutes: number;
  readonly priceFen: number;
  readonly depositFen: number;
  readonly freeUntilHours: number;
  readonly latePercent: number;
  readonly whatToBring: string;
  readonly stores: readonly string[];
  readonly roles: readonly SeedRole[];
  readonly more?: Partial<
    Pick<
      ApiInput<'booking.saveService'>,
      'stepMinutes' | 'leadMinutes' | 'levelPolicies' | 'acceptance' | 'acceptMinutes' | 'acceptTimeout' | 'mode' | 'maxParty' | 'cautions'
    >
  >;
  readonly addons?: readonly { readonly name: string; readonly minutes: number; readonly priceFen: number; readonly roleKeys?: readonly string[] }[];
  /** The story's everyday visits do not book it. */
  readonly apart?: true;
}

interface SeedRole {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly skill: string | null;
  readonly offsetMinutes: number;
  readonly durationMinutes: number;
  readonly customerPicks: boolean;
  readonly perPerson?: boolean;
  readonly accepts?: boolean;
}

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

export const services: readonly SeedService[] = [
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
    more: { levelPolicies: { gold: { freeUntilHours: 24, latePercent: 20, noShowPercent: 50, moveUntilHours: 12, maxMoves: 4 } } },
    addons: [
      { name: '加一套礼服造型', minutes: 30, priceFen: 60_000 },
      { name: '加精修 10 张', minutes: 0, priceFen: 30_000 },
    ],
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
    roles: [{ ...photographer('写真', 0, 60), perPerson: false }, makeup('日常妆', 60), { ...studio(0, 60), perPerson: false }],
    more: { maxParty: 2 },
    addons: [{ name: '加一个主题', minutes: 30, priceFen: 29_900 }],
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
    // Walk in, take a number.
    more: { leadMinutes: 0 },
  },
  {
    key: 'styling',
    name: '新娘跟妆 · 形象设计',
    line: '造型',
    summary: '造型师接单 · 当天全程跟妆',
    description: '提交后由会新娘妆、当时有空的造型师接单，最先接的那位为您服务。',
    includes: ['试妆 1 次', '当天造型 2 套', '全程补妆'],
    durationMinutes: 120,
    priceFen: 128_000,
    depositFen: 30_000,
    freeUntilHours: 72,
    latePercent: 50,
    whatToBring: '婚纱照片与喜欢的妆容参考。',
    stores: ['jingan', 'xuhui'],
    roles: [{ ...makeup('新娘妆', 120), name: '造型师', accepts: true }],
    more: { acceptance: 'group', acceptMinutes: 120, acceptTimeout: 'next', cautions: [{ kind: 'ingredient', name: '酒精', effect: 'warn' }] },
    apart: true,
  },
  {
    key: 'bridal_class',
    name: '新娘妆造体验课',
    line: '课程',
    summary: '6 人小班 · 两小时学会自己的新娘妆',
    description: '造型师一对六，从底妆到盘发，带走一份自己的妆容卡。',
    includes: ['妆品与工具', '妆容卡 1 份', '课后答疑群'],
    durationMinutes: 120,
    priceFen: 29_900,
    depositFen: 0,
    freeUntilHours: 24,
    latePercent: 0,
    whatToBring: '素颜到店，带上自己常用的粉底。',
    stores: ['jingan'],
    roles: [{ key: 'seat', name: '座位', type: 'seat', skill: null, offsetMinutes: 0, durationMinutes: 120, customerPicks: false }],
    more: { mode: 'class', maxParty: 3 },
    apart: true,
  },
];

/** The class is on Saturday afternoons: who teaches, and where. */
export const weeklyClass = {
  service: 'bridal_class',
  store: 'jingan',
  weekday: 6,
  time: '14:00',
  label: '周六下午班',
  units: ['苏苏', '2 号棚·白墙'],
  seats: 6,
} as const;

/** Who may do how much a day. */
export const dailyLimits = [{ name: '宝宝照每天最多 4 组', type: 'photographer', skill: '儿童', services: ['child'], maxPerDay: 4 }] as const;

/** Days that differ beside the public holidays; `store` null: everywhere. `inDays` is counted from the day on which the demo starts. */
export const specialDays = [
  { date: '2026-02-16', store: null, name: '除夕', kind: 'holiday', hours: [] },
  { inDays: 17, store: 'xuhui', name: '季度盘点', kind: 'other', hours: [{ from: '14:00', to: '19:30' }] },
] as const;
