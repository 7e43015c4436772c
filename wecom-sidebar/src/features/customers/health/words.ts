import type { TabooKind } from '@zhike/domain/engines/cautions';
import type { HealthBannerItem, HealthView } from '@zhike/domain/customers/health/contract';
import { dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';

export const TABOO_KIND_WORDS: Record<TabooKind, string> = { ingredient: '成分', body_part: '部位', pressure: '手法', other: '其他' };
export const SEVERITY_WORDS = { warn: '提醒', block: '禁止预约' } as const;
export const BANNER_WORDS: Record<HealthBannerItem['kind'], string> = {
  allergy: '过敏',
  ingredient: '忌用',
  body_part: '忌碰',
  pressure: '忌手法',
  other: '禁忌',
};

/** What is often said, to pick instead of typing. */
export const ALLERGIES = ['水杨酸', '酒精', '花粉', '海鲜', '乳胶', '青霉素', '化纤'] as const;
export const CONDITIONS = ['高血压', '糖尿病', '心脏病', '哮喘', '颈椎病', '皮炎'] as const;
export const STATES = ['孕期', '哺乳期', '备孕期', '经期', '术后恢复期', '感冒发热'] as const;
export const AIMS = ['助眠', '肩颈放松', '补水', '祛痘', '瘦身', '产后修复'] as const;

/** `过敏：水杨酸、花粉`, one line a kind, allergies first. */
export function bannerLines(items: readonly HealthBannerItem[]): { kind: HealthBannerItem['kind']; title: string; names: string[] }[] {
  const kinds = Object.keys(BANNER_WORDS) as HealthBannerItem['kind'][];
  return kinds.flatMap((kind) => {
    const names = items.filter((item) => item.kind === kind).map((item) => item.name);
    return names.length > 0 ? [{ kind, title: BANNER_WORDS[kind], names }] : [];
  });
}

/** Who agreed and when, and who wrote last. */
export function consentWords(health: HealthView, now: number, offsetMinutes: number): string {
  const day = (instant: string): string => formatDateZh(dateAt(Date.parse(instant), offsetMinutes), dateAt(now, offsetMinutes));
  if (!health.consent) return health.withdrawnAt ? `${day(health.withdrawnAt)}顾客撤回了同意，内容已删除` : '还没有记录';
  const agreed = `${day(health.consent.at)}${health.consent.source === 'customer' ? '顾客在小程序里同意' : '顾客当面同意'}`;
  const by = health.updatedBy === 'customer' ? '顾客本人' : (health.updatedByName ?? '同事');
  return health.updatedAt ? `${agreed}；${day(health.updatedAt)}由${by}更新` : agreed;
}
