import type { LevelTerms } from '@zhike/domain/membership/contract';

/** The levels of a shop that has set none of its own (`membership.saveLevels`): reached by what was spent, and so far without a benefit. */
export const levelDefaults: readonly LevelTerms[] = [
  { key: 'silver', name: '银卡', rank: 1, thresholdFen: 500_000 },
  { key: 'gold', name: '金卡', rank: 2, thresholdFen: 2_000_000 },
  { key: 'diamond', name: '钻石', rank: 3, thresholdFen: 5_000_000 },
].map((level) => ({ ...level, months: 12, discountPercent: 0, pointsPercent: 100, birthdayGift: '' }));
