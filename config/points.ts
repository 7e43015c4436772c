import type { PointsRules } from '@zhike/domain/membership/contract';

/** The rules of points of a shop that has set none of its own (`membership.savePointsRules`): one for each yuan, for two years, worth a fen each. */
export const pointsDefaults: PointsRules = { per100Yuan: 100, validMonths: 24, pointFen: 1 };
