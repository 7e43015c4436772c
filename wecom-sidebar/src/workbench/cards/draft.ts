import type { CardProductView, CardRules, CardTerms } from '@zhike/domain/membership/contract';
import { yuan } from '../../features/membership/words';

/** A new card begins as what most shops sell first: ten sessions for a year. */
export const NEW_TERMS: CardTerms = {
  name: '',
  kind: 'sessions',
  text: '',
  priceFen: 0,
  bonusFen: 0,
  sessions: 10,
  singlePriceFen: null,
  serviceIds: [],
  intervalDays: null,
  validDays: 365,
  storeIds: [],
  coupons: [],
  online: true,
  active: true,
};

export function termsOf(product: CardProductView): CardTerms {
  const { id: _id, version: _version, serviceNames: _names, gifts: _gifts, ...terms } = product;
  return terms;
}

const USUAL_RHYTHM_DAYS = 30;
/** Another kind of card holds other things: what does not belong to it is emptied, what it lacks gets a usual value. */
export function withKind(terms: CardTerms, kind: CardTerms['kind']): CardTerms {
  const stored = kind === 'stored_value';
  return {
    ...terms,
    kind,
    sessions: stored ? 0 : terms.sessions || 10,
    bonusFen: stored ? terms.bonusFen : 0,
    singlePriceFen: stored ? null : terms.singlePriceFen,
    intervalDays: kind === 'course' ? (terms.intervalDays ?? USUAL_RHYTHM_DAYS) : null,
    validDays: stored ? null : (terms.validDays ?? 365),
  };
}

export type Problems = Readonly<Partial<Record<'name' | 'priceFen' | 'bonusFen' | 'sessions' | 'serviceIds', string>>>;

/** What must be mended before it can be saved, in words. */
export function problemsOf(terms: CardTerms, rules: CardRules): Problems {
  const stored = terms.kind === 'stored_value';
  const holds = terms.priceFen + terms.bonusFen;
  return {
    ...(terms.name.trim() === '' ? { name: '请填名称' } : {}),
    ...(terms.priceFen < 1 ? { priceFen: '请填价格' } : {}),
    ...(stored && holds > rules.maxBalanceFen
      ? { priceFen: `一张记名卡最多 ${yuan(rules.maxBalanceFen)}，本金加赠送是 ${yuan(holds)}，请减少 ${yuan(holds - rules.maxBalanceFen)}` }
      : {}),
    ...(!stored && terms.sessions < 1 ? { sessions: '至少 1 次' } : {}),
    ...(!stored && terms.serviceIds.length === 0 ? { serviceIds: '请选这张卡能做哪些项目' } : {}),
  };
}

/** What the law says of such a card, and what may surprise whoever sells it. */
export function remarksOf(terms: CardTerms, rules: CardRules): string[] {
  const stored = terms.kind === 'stored_value';
  const single = terms.sessions > 0 ? Math.ceil(terms.priceFen / terms.sessions) : 0;
  return [
    ...(stored
      ? [
          `记名储值卡余额最多 ${yuan(rules.maxBalanceFen)}（预付卡管理办法），充值时也按这个拦`,
          '本金永不过期；退卡退本金，赠送作废',
          ...(terms.validDays === null ? [] : [`${terms.validDays} 天后作废的只是赠送`]),
        ]
      : [
          ...(terms.priceFen > 0 ? [`平均一次 ${yuan(single)}`] : []),
          rules.sessionRefund === 'pro_rata' ? '退卡：没用的次数按买的价格退' : `退卡：办卡价减去用掉的次数按单次价 ${yuan(terms.singlePriceFen ?? single)} 算`,
        ]),
    ...(stored && terms.bonusFen > terms.priceFen ? ['赠送比本金还多，请再看一眼'] : []),
    `办卡 ${rules.reasonlessRefundDays} 天内没用过，客户可以无理由全额退`,
  ];
}
