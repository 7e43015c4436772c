import { pot, purse, type AccountRef } from './accounts';
import { credit, debit, type Act, type Posting } from './posting';

/** Whose points, and what they have to do with. */
export interface PointsOf {
  readonly customerId: string;
  readonly storeId: string | null;
  readonly orderId?: string | null;
}

export type PointsAct = Extract<Act, `points.${string}`>;

/** A person has one purse of points in the whole shop. */
export const pointsPurse = (customerId: string): AccountRef => purse('points', { holderId: customerId, storeId: null, customerId });
/** What was taken back from her and was not there any more. */
export const pointsOwed = (customerId: string): AccountRef => purse('points_owed', { holderId: customerId, storeId: null, customerId });

const issued = pot('points_issued', null);

/** What an act does to her purse (`points`) and to her debt (`owedPoints`); either may be negative. */
export function pointsChanged(
  of: PointsOf,
  act: {
    readonly key: string;
    readonly act: PointsAct;
    readonly change: { readonly points: number; readonly owedPoints: number };
    readonly note?: string;
  },
): Posting {
  const { points, owedPoints } = act.change;
  return {
    key: act.key,
    act: act.act,
    storeId: of.storeId,
    customerId: of.customerId,
    orderId: of.orderId ?? null,
    ...(act.note === undefined ? {} : { note: act.note }),
    lines: [credit(pointsPurse(of.customerId), points), debit(pointsOwed(of.customerId), owedPoints), debit(issued, points - owedPoints)],
  };
}

/** Two records became one: what one purse held is in the other. */
export function pointsMoved(intoId: string, fromId: string, held: { readonly points: number; readonly owedPoints: number }): Posting {
  return {
    key: `points/${fromId}/moved/${intoId}`,
    act: 'points.moved',
    storeId: null,
    customerId: intoId,
    lines: [
      debit(pointsPurse(fromId), held.points),
      credit(pointsPurse(intoId), held.points),
      credit(pointsOwed(fromId), held.owedPoints),
      debit(pointsOwed(intoId), held.owedPoints),
    ],
  };
}
