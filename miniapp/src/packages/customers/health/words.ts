import type { HealthView, Taboo } from '@zhike/domain/customers/health/contract';
import { dateAt, formatDateZh, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { NameList } from './draft';

const CHINA_MINUTES = 480;

export const LISTS: readonly { readonly field: NameList; readonly title: string; readonly hint: string; readonly often: readonly string[] }[] = [
  { field: 'allergies', title: '过敏', hint: '吃的、用的、闻的都可以写', often: ['水杨酸', '酒精', '花粉', '海鲜', '乳胶', '青霉素'] },
  { field: 'chronicConditions', title: '慢性病', hint: '服务时需要留意的', often: ['高血压', '糖尿病', '心脏病', '哮喘', '颈椎病'] },
];
export const STATES = { title: '近期状态', hint: '过了日期就不再提醒', often: ['孕期', '哺乳期', '经期', '术后恢复期', '感冒发热'] } as const;
export const AIMS = { field: 'aims', title: '调理目标', hint: '想改善什么', often: ['助眠', '肩颈放松', '补水', '祛痘'] } as const;
export const TABOO_KINDS: readonly { readonly kind: Taboo['kind']; readonly title: string; readonly example: string }[] = [
  { kind: 'body_part', title: '部位', example: '例如 腰部、脚心' },
  { kind: 'pressure', title: '力度手法', example: '例如 重手法、刮痧' },
  { kind: 'ingredient', title: '产品成分', example: '例如 酒精、香精' },
  { kind: 'other', title: '其他', example: '例如 怕冷、不拍照' },
];
export const kindWords = (kind: Taboo['kind']): string => TABOO_KINDS.find((entry) => entry.kind === kind)?.title ?? '';

/** What she should know before she agrees. */
export const PROMISES = [
  { what: '只记你愿意说的', why: '过敏、慢性病、近期状态和不方便碰的地方，都可以不填。' },
  { what: '只给为你安排和服务的人看', why: '同事每次打开完整内容都会留下记录；过敏和绝对不可以的项会提醒到他们。' },
  { what: '加密保存', why: '不用于营销，也不给别人。' },
  { what: '随时可以撤回', why: '撤回后内容立刻删除。' },
];

/** When she agreed, and who wrote last. */
export function consentLine(health: HealthView, today: CalendarDate): string {
  const day = (instant: string): string => formatDateZh(dateAt(Date.parse(instant), CHINA_MINUTES), today);
  if (!health.consent) return health.withdrawnAt ? `${day(health.withdrawnAt)}你撤回了同意，内容已删除。` : '';
  const agreed = `${day(health.consent.at)}${health.consent.source === 'customer' ? '你同意了记录' : '你在门店同意了记录'}`;
  return health.updatedAt ? `${agreed}，${day(health.updatedAt)}由${health.updatedBy === 'staff' ? '门店' : '你'}更新。` : `${agreed}。`;
}
