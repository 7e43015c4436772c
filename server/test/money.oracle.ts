/*
 * What every card, level and purse of points must be, recomputed from nothing but the list of what was done: the slowest and simplest way
 * that comes to mind. It shares no line with the product: days are text, windows are compared day by day, nothing is remembered between questions.
 */

export type Done = { readonly day: string; readonly customerId: string } & (
  | {
      readonly did: 'card.sold';
      readonly cardId: string;
      readonly priceFen: number;
      readonly bonusFen: number;
      readonly sessions: number;
      readonly validDays: number | null;
    }
  | { readonly did: 'card.charged'; readonly cardId: string; readonly priceFen: number; readonly bonusFen: number; readonly validDays: number | null }
  | { readonly did: 'card.used'; readonly cardId: string; readonly useId: string; readonly openFen: number }
  | { readonly did: 'card.undone'; readonly cardId: string; readonly useId: string }
  | { readonly did: 'card.frozen' | 'card.unfrozen' | 'card.refunded'; readonly cardId: string }
  | { readonly did: 'card.corrected'; readonly cardId: string; readonly sessions: number; readonly principalFen: number }
  | { readonly did: 'order.paid'; readonly orderId: string; readonly amountFen: number }
  | { readonly did: 'order.refunded'; readonly orderId: string }
  | { readonly did: 'points.given'; readonly points: number }
  /** A night in which the shop's jobs ran. */
  | { readonly did: 'night' }
);

export interface CardNow {
  state: 'active' | 'frozen' | 'refunded' | 'expired' | 'used_up';
  principalFen: number;
  bonusFen: number;
  sessions: number;
  /** Money for sessions that are not given. */
  unearnedFen: number;
  validUntil: string | null;
}
export interface PersonNow {
  level: string;
  points: number;
  owedPoints: number;
}

const dayPlus = (day: string, days: number): string => {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};
/** The same day so many years later or earlier; 29 February is the 28th where there is none. */
const yearsLater = (day: string, years: number): string => {
  const year = Number(day.slice(0, 4)) + years;
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}-${day.slice(5) === '02-29' && !leap ? '02-28' : day.slice(5)}`;
};
const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);

/** Levels by what was spent in the last year, the highest first. */
const LEVELS = [
  { key: 'gold', fromFen: 2_000_000, percent: 150 },
  { key: 'silver', fromFen: 500_000, percent: 100 },
  { key: 'normal', fromFen: 0, percent: 100 },
];

/** Money through a till on a day, refunds below zero. */
function moneyOf(done: readonly Done[], customerId: string): { day: string; fen: number }[] {
  return done.flatMap((one, at) => {
    if (one.customerId !== customerId) return [];
    if (one.did === 'card.sold' || one.did === 'card.charged') return [{ day: one.day, fen: one.priceFen }];
    if (one.did === 'order.paid') return [{ day: one.day, fen: one.amountFen }];
    if (one.did === 'order.refunded') return [{ day: one.day, fen: -paidOf(done.slice(0, at), one.orderId) }];
    if (one.did === 'card.refunded') {
      const card = cardAfter(done.slice(0, at), one.cardId, one.day);
      return [{ day: one.day, fen: -(card.principalFen + card.unearnedFen) }];
    }
    return [];
  });
}

const paidOf = (done: readonly Done[], orderId: string): number =>
  done.reduce((paid, one) => {
    if (one.did === 'order.paid' && one.orderId === orderId) return paid + one.amountFen;
    return one.did === 'order.refunded' && one.orderId === orderId ? 0 : paid;
  }, 0);

/** The level of somebody on a day, by the year up to it. */
export function levelAfter(done: readonly Done[], customerId: string, day: string): string {
  const spent = sum(
    moneyOf(done, customerId)
      .filter((one) => one.day > yearsLater(day, -1) && one.day <= day)
      .map((one) => one.fen),
  );
  return LEVELS.find((level) => Math.max(0, spent) >= level.fromFen)?.key ?? '';
}

/** A card after all that was done, as somebody reads it on a day. */
export function cardAfter(done: readonly Done[], cardId: string, today: string): CardNow {
  const card: CardNow & { frozenOn: string | null } = {
    state: 'active',
    principalFen: 0,
    bonusFen: 0,
    sessions: 0,
    unearnedFen: 0,
    validUntil: null,
    frozenOn: null,
  };
  const uses = new Map<string, { sessions: number; principal: number; bonus: number; money: number }>();
  let stored = false;
  for (const one of done) {
    if (one.did === 'night') {
      if (card.state !== 'active' || card.validUntil === null || card.validUntil >= one.day) continue;
      Object.assign(card, { bonusFen: 0, sessions: 0, unearnedFen: 0 });
      continue;
    }
    if (!('cardId' in one) || one.cardId !== cardId) continue;
    switch (one.did) {
      case 'card.sold':
        stored = one.sessions === 0;
        card.principalFen = stored ? one.priceFen : 0;
        card.unearnedFen = stored ? 0 : one.priceFen;
        card.bonusFen = one.bonusFen;
        card.sessions = one.sessions;
        card.validUntil = one.validDays === null ? null : dayPlus(one.day, one.validDays);
        break;
      case 'card.charged': {
        card.principalFen += one.priceFen;
        card.bonusFen += one.bonusFen;
        const until = one.validDays === null ? null : dayPlus(one.day, one.validDays);
        if (until === null || card.validUntil === null) card.validUntil = null;
        else if (until > card.validUntil) card.validUntil = until;
        break;
      }
      case 'card.used': {
        const use = { sessions: 0, principal: 0, bonus: 0, money: 0 };
        if (stored) {
          use.principal = Math.min(card.principalFen, one.openFen);
          use.bonus = Math.min(card.validUntil !== null && card.validUntil < one.day ? 0 : card.bonusFen, one.openFen - use.principal);
        } else {
          use.sessions = 1;
          use.money = card.sessions === 1 ? card.unearnedFen : Math.floor(card.unearnedFen / card.sessions);
        }
        uses.set(one.useId, use);
        change(card, use, -1);
        break;
      }
      case 'card.undone':
        change(card, uses.get(one.useId) ?? { sessions: 0, principal: 0, bonus: 0, money: 0 }, 1);
        break;
      case 'card.corrected':
        card.sessions += one.sessions;
        card.principalFen += one.principalFen;
        break;
      case 'card.frozen':
        card.state = 'frozen';
        card.frozenOn = one.day;
        break;
      case 'card.unfrozen':
        for (let day = card.frozenOn ?? one.day; day < one.day; day = dayPlus(day, 1))
          if (card.validUntil !== null) card.validUntil = dayPlus(card.validUntil, 1);
        card.state = 'active';
        break;
      case 'card.refunded':
        Object.assign(card, { state: 'refunded', principalFen: 0, bonusFen: 0, sessions: 0, unearnedFen: 0 });
    }
  }
  const { frozenOn: _, ...now } = card;
  if (now.state !== 'active') return now;
  const over = now.validUntil !== null && now.validUntil < today;
  if (!stored && over) return { ...now, state: 'expired' };
  const left = stored ? now.principalFen + (over ? 0 : now.bonusFen) : now.sessions;
  return { ...now, state: left === 0 ? 'used_up' : 'active' };
}

function change(card: CardNow, use: { sessions: number; principal: number; bonus: number; money: number }, sign: 1 | -1): void {
  card.sessions += sign * use.sessions;
  card.principalFen += sign * use.principal;
  card.bonusFen += sign * use.bonus;
  card.unearnedFen += sign * use.money;
}

/** Points are laid down one by one, each with its last day and the order that gave it; a debt is a number of them. */
export function personAfter(done: readonly Done[], customerId: string, today: string): PersonNow {
  let points: { until: string; orderId: string | null }[] = [];
  let owed = 0;
  const rates = new Map<string, number>();
  const given = new Map<string, number>();
  const add = (count: number, day: string, orderId: string | null): void => {
    for (let n = 0; n < count; n++) {
      if (owed > 0) owed -= 1;
      else points.push({ until: yearsLater(day, 2), orderId });
    }
  };
  const take = (count: number, orderId: string | null): void => {
    for (let n = 0; n < count; n++) {
      const own = points.findIndex((point) => orderId !== null && point.orderId === orderId);
      if (points.length === 0) owed += 1;
      else points.splice(own < 0 ? 0 : own, 1);
    }
  };
  for (const [at, one] of done.entries()) {
    if (one.did === 'night') points = points.filter((point) => point.until >= one.day);
    if (one.customerId !== customerId) continue;
    if (one.did === 'points.given') {
      if (one.points > 0) add(one.points, one.day, null);
      else take(-one.points, null);
    }
    if (one.did !== 'order.paid' && one.did !== 'order.refunded') continue;
    const percent = LEVELS.find((level) => level.key === levelAfter(done.slice(0, at), customerId, one.day))?.percent ?? 100;
    if (!rates.has(one.orderId)) rates.set(one.orderId, percent);
    const due = Math.floor((paidOf(done.slice(0, at + 1), one.orderId) * (rates.get(one.orderId) ?? 100)) / 10_000);
    const had = given.get(one.orderId) ?? 0;
    given.set(one.orderId, due);
    if (due > had) add(due - had, one.day, one.orderId);
    else take(had - due, one.orderId);
  }
  return { level: levelAfter(done, customerId, today), points: points.length, owedPoints: owed };
}
