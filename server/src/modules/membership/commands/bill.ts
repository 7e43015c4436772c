import type { LevelTerms } from '@zhike/domain/membership/contract';
import { levelDiscount } from '@zhike/domain/membership/levels';
import { spreadOverLines } from '@zhike/domain/kernel/spread';
import { sqlIn } from '../../../platform/db';
import type { OwnBenefits } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { levelOf, levelsNow } from '../../customers/levels';
import { addBenefit, lockForBenefit, removeBenefit } from '../../orders/commands/benefit';

/** `金卡 9 折`, `金卡 8.5 折`: as people say it. */
const nameOf = ({ name, discountPercent }: LevelTerms): string => `${name} ${(100 - discountPercent) / 10} 折`;

/**
 * CD-03: what an order's customer pays less by her level, line by line. It comes by itself when the order is billed; when its lines
 * change it is lifted and worked out anew, by the level that she has then.
 */
export const levelBenefit: OwnBenefits = {
  async add(write: Write, orderId: string) {
    const row = await lockForBenefit(write, orderId);
    if (row?.phase !== 'open' || row.benefits.some((benefit) => benefit.kind === 'level')) return;
    const sql = sqlIn(write.tx);
    const key = await levelOf(sql, row.customerId);
    const level = (await levelsNow(sql)).levels.find((one) => one.key === key);
    if (!level) return;
    const parts = levelDiscount(
      level,
      row.lines.filter((line) => line.state === 'sold'),
    );
    const amountFen = parts.reduce((sum, part) => sum + part.amountFen, 0);
    // Never below what she has paid: of an order that changes, what is left to pay is the most.
    const openFen = row.billedFen - row.paidFen;
    const fitting =
      amountFen <= openFen
        ? parts
        : spreadOverLines(
            openFen,
            row.lines.filter((line) => line.state === 'sold'),
          );
    if (Math.min(amountFen, openFen) <= 0) return;
    const added = await addBenefit(write, orderId, { kind: 'level', sourceId: level.key, name: nameOf(level), parts: fitting });
    if (!added.ok) throw new Error(`a level's discount that fits the bill was refused: ${added.refusal.code}`);
  },
  async lift(write: Write, orderId: string) {
    const row = await lockForBenefit(write, orderId);
    for (const { sourceId } of row?.benefits.filter((benefit) => benefit.kind === 'level') ?? []) {
      const removed = await removeBenefit(write, orderId, { kind: 'level', sourceId });
      if (!removed.ok) throw new Error(`a level's discount that stands could not be lifted: ${removed.refusal.code}`);
    }
  },
};
