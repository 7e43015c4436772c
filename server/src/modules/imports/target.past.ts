import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import { columnsOf } from '@zhike/domain/imports/columns';
import { PAST_CARD, PAST_CARD_FORM, PAST_VISIT, PAST_VISIT_FORM } from '@zhike/domain/imports/forms';
import { newId } from '../../platform/ids';
import { sqlIn } from '../../platform/db';
import { contextFor } from '../forms/facts';
import { bringCardIn, listProducts, listUsedCards, takeCardOut, whyNot } from '../membership/importing';
import { lookLabels } from './looking';
import { dropVisits, insertVisits, type PastVisitIn } from './records.past';
import type { Outcome, RowProblem } from './records';
import type { Doing, ReadyRow, Target } from './target';

type Values = Readonly<Record<string, Value>>;
const text = (values: Values, slot: string): string | null => (typeof values[slot] === 'string' ? (values[slot] as string) : null);
const number = (values: Values, slot: string): number => (typeof values[slot] === 'number' ? (values[slot] as number) : 0);

/** What the two kinds have in common: a fixed form, names of the shop, no updates of what is there. */
function pastTarget(form: FormDef, entity: Entity): Pick<Target, 'form' | 'entity' | 'world' | 'columns' | 'look' | 'judge' | 'sheet'> {
  const world = { catalogue: { version: 1, entities: { [entity.id]: entity } }, forms: {} };
  return {
    form,
    entity,
    world,
    columns: columnsOf(form, entity),
    look: async (doing, to, texts) => (await lookLabels(doing, to, texts)) ?? new Map(),
    judge: (doing, input, facts) => Promise.resolve(evaluateForm(form, world, input, facts, contextFor(doing).context)),
    sheet: () => null,
  };
}

const sameAs = ({ row, knownId }: ReadyRow): Outcome => ({ row, id: knownId, outcome: 'same', before: null, problem: null });

const heldOf = (values: Values) => ({
  principalFen: number(values, 'principal'),
  bonusFen: number(values, 'bonus'),
  sessions: number(values, 'sessions'),
  unearnedFen: number(values, 'worth'),
});

/** FM-19: cards of before with what is left on them. */
export function cardsTarget(): Target {
  const productsOf = async (doing: Pick<Doing, 'sql'>, rows: readonly ReadyRow[]) => {
    const ids = [...new Set(rows.flatMap((row) => text(row.values, 'product') ?? []))];
    return new Map((await listProducts(doing.sql, ids)).map((product) => [product.id, product]));
  };
  return {
    ...pastTarget(PAST_CARD_FORM, PAST_CARD),
    kind: 'card',
    name: 'card',
    keySlot: 'number',
    naturalKey: (values) => (text(values, 'number') === null ? null : `number:${text(values, 'number')}`),
    async check(doing, rows) {
      const products = await productsOf(doing, rows);
      const problems = new Map<number, RowProblem>();
      for (const { row, values } of rows) {
        const product = products.get(text(values, 'product') ?? '');
        const why = product ? whyNot(product.terms, heldOf(values)) : null;
        if (why !== null) problems.set(row, { slot: 'product', code: 'wrong_card', facts: { why } });
      }
      return problems;
    },
    async write(write, _doing, of, rows) {
      const products = await productsOf({ sql: sqlIn(write.tx) }, rows);
      const outcomes: Outcome[] = [];
      for (const row of rows) {
        const product = products.get(text(row.values, 'product') ?? '');
        const storeId = text(row.values, 'store') ?? of.storeId;
        const customerId = text(row.values, 'customer');
        if (row.knownId !== null) outcomes.push(sameAs(row));
        else if (!product || customerId === null) outcomes.push(failed(row.row, 'product', 'taken_meanwhile'));
        else if (storeId === null) outcomes.push(failed(row.row, 'store', 'required'));
        else {
          const about = { customerId, storeId, product, held: heldOf(row.values), importId: of.id };
          const id = await bringCardIn(write, { ...about, validUntil: text(row.values, 'validUntil'), soldOn: text(row.values, 'soldOn') });
          outcomes.push({ row: row.row, id, outcome: 'created', before: null, problem: null });
        }
      }
      return outcomes;
    },
    used: (doing, _of, ids) => listUsedCards(doing.sql, ids),
    async undo(write, _doing, _of, rows) {
      const used = new Set(
        (
          await listUsedCards(
            sqlIn(write.tx),
            rows.map((row) => row.recordId),
          )
        ).map((one) => one.id),
      );
      for (const { recordId } of rows) if (!used.has(recordId)) await takeCardOut(write, recordId);
      return new Set(rows.filter((row) => used.has(row.recordId)).map((row) => row.row));
    },
  };
}

const failed = (row: number, slot: string, code: string): Outcome => ({ row, id: null, outcome: null, before: null, problem: { slot, code, facts: {} } });

/** FM-19: what customers had and paid before. */
export function visitsTarget(): Target {
  return {
    ...pastTarget(PAST_VISIT_FORM, PAST_VISIT),
    kind: 'visit',
    name: 'visit',
    keySlot: '',
    naturalKey: () => null,
    check: () => Promise.resolve(new Map()),
    async write(write, _doing, of, rows) {
      const outcomes: Outcome[] = [];
      const visits: PastVisitIn[] = [];
      for (const row of rows) {
        const customerId = text(row.values, 'customer');
        const day = text(row.values, 'on');
        if (row.knownId !== null) outcomes.push(sameAs(row));
        else if (customerId === null || day === null) outcomes.push(failed(row.row, 'customer', 'required'));
        else {
          const id = newId(write.now);
          visits.push({
            id,
            customer_id: customerId,
            store_id: text(row.values, 'store') ?? of.storeId,
            day,
            title: text(row.values, 'title') ?? '',
            amount_fen: typeof row.values.amount === 'number' ? row.values.amount : null,
            staff_name: text(row.values, 'staffName') ?? '',
            note: text(row.values, 'note') ?? '',
          });
          outcomes.push({ row: row.row, id, outcome: 'created', before: null, problem: null });
        }
      }
      await insertVisits(write.tx, of.id, visits);
      return outcomes;
    },
    used: () => Promise.resolve([]),
    async undo(write, _doing, _of, rows) {
      await dropVisits(
        write.tx,
        rows.map((row) => row.recordId),
      );
      return new Set();
    },
  };
}
