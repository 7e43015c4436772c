import type { LevelTerms } from '@zhike/domain/membership/contract';
import { levelDiscount } from '@zhike/domain/membership/levels';
import { spreadOverLines } from '@zhike/domain/kernel/spread';
import { sqlIn, type Sql } from '../../../platform/db';
import type { OwnBenefit, OwnBenefits, PreviewLine } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { levelOf, levelsNow } from '../../customers/levels';
import { addBenefit, lockForBenefit, removeBenefit } from '../../orders/commands/benefit';

/** `金卡 9 折`, `金卡 8.5 折`: as people say it. */
const nameOf = ({ name, discountPercent }: LevelTerms): string => `${name} ${(100 - discountPercent) / 10} 折`;

/** What her level takes off lines; what carries a price of her level already is left alone. */
async function levelParts(sql: Sql, customerId: string, lines: readonly PreviewLine[]): Promise<OwnBenefit | null> {
  const key = await levelOf(sql, customerId);
  const level = (await levelsNow(sql)).levels.find((one) => one.key === key);
  if (!level) return null;
  const parts = levelDiscount(
    level,
    lines.filter((line) => !line.levelPriced),
  );
  return parts.length > 0 ? { kind: 'level', sourceId: level.key, name: nameOf(level), parts } : null;
}

/**
 * CD-03: what an order's customer pays less by her level, line by line. It comes by itself when the order is billed; when its lines
 * change it is lifted and worked out anew, by the level that she has then.
 */
export const levelBenefit: OwnBenefits = {
  async add(write: Write, orderId: string) {
    const row = await lockForBenefit(write, orderId);
    if (row?.phase !== 'open' || row.benefits.some((benefit) => benefit.kind === 'level')) return;
    const lines = row.lines.filter((line) => line.state === 'sold').map(({ id, totalFen, sold }) => ({ id, totalFen, levelPriced: sold.levelPriced ?? false }));
    const own = await levelParts(sqlIn(write.tx), row.customerId, lines);
    if (!own) return;
    const amountFen = own.parts.reduce((sum, part) => sum + part.amountFen, 0);
    // Never below what she has paid: of an order that changes, what is left to pay is the most.
    const openFen = row.billedFen - row.paidFen;
    if (openFen <= 0) return;
    const reached = lines.filter((line) => !line.levelPriced);
    const parts = amountFen <= openFen ? own.parts : spreadOverLines(openFen, reached);
    const added = await addBenefit(write, orderId, { ...own, parts });
    if (!added.ok) throw new Error(`a level's discount that fits the bill was refused: ${added.refusal.code}`);
  },
  preview: levelParts,
  async lift(write: Write, orderId: string) {
    const row = await lockForBenefit(write, orderId);
    for (const { sourceId } of row?.benefits.filter((benefit) => benefit.kind === 'level') ?? []) {
      const removed = await removeBenefit(write, orderId, { kind: 'level', sourceId });
      if (!removed.ok) throw new Error(`a level's discount that stands could not be lifted: ${removed.refusal.code}`);
    }
  },
};
