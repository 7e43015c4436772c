import type { CardRules } from '@zhike/domain/membership/contract';

/**
 * What the law and the shop allow of prepaid cards, as data; headquarters may set it otherwise (`membership.saveRules`).
 * Sources: 单用途商业预付卡管理办法（试行）, a named card holds 5,000 yuan at most and its principal never expires; 法释〔2025〕4号, in force
 * since 2025-05-01, seven days to give it back without a reason, principal in full, transfer on notice. Local rules may be stricter.
 */
export const prepaidDefaults: CardRules = {
  maxBalanceFen: 500_000,
  reasonlessRefundDays: 7,
  undoHours: 24,
  spendFirst: 'principal',
  sessionRefund: 'pro_rata',
  useWhenFinished: true,
};
