import type { Catalogue, Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { ConditionContext, Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import { evaluateForm } from '@zhike/domain/engines/forms/evaluate';
import type { FormFacts, FormInput, FormOutcome } from '@zhike/domain/engines/forms/input';
import { columnsOf } from '@zhike/domain/imports/columns';
import { customerForm } from '@zhike/domain/imports/forms';
import { compileScope } from '@zhike/domain/kernel/access';
import { holdersOfCustom } from '../../engines/catalogue/holders';
import { gather } from '../../platform/gather';
import type { CustomerBefore, CustomerIn } from '../customers/importing';
import { importCustomers, listUsed, unimportCustomers } from '../customers/importing';
import { contextFor } from '../forms/facts';
import { lookLabels } from './looking';
import { customersSheet } from './sheet.customers';
import type { Outcome } from './records';
import type { Doing, ReadyRow, Target } from './target';

const text = (values: ReadyRow['values'], slot: string): string | null => {
  const value = own(values, slot);
  return typeof value === 'string' ? value : null;
};
const placeOf = (importId: string, row: number) => `import_rows:before:${importId}/${row}` as const;

/** Customers as a file brings them. */
export function customersTarget(catalogue: Catalogue): Target {
  const entity = catalogue.entities.customer as Entity;
  const form = customerForm(entity);
  const world = { catalogue, forms: {} };
  const ownFields = Object.keys(form.fields).filter((slot) => slot.startsWith('cf_'));
  return {
    kind: 'customer',
    name: 'customer',
    form,
    entity,
    world,
    columns: columnsOf(form, entity),
    keySlot: 'phone',
    look: async (doing, to, texts) => (await lookLabels(doing, to, texts)) ?? new Map(),
    naturalKey: (values) => (typeof values.phone === 'string' ? `phone:${values.phone}` : null),
    judge: (doing, input, facts, knownId) => judgeCustomer(doing, { form, world, entity }, input, facts, knownId),
    check: () => Promise.resolve(new Map()),
    async write(write, doing, of, rows) {
      const ready = rows.map(({ row, knownId, values }): CustomerIn => {
        const tagIds = own(values, 'tags');
        const custom: Record<string, Value> = {};
        for (const slot of ownFields) {
          const value = own(values, slot);
          if (value !== undefined && value !== null) custom[slot] = value;
        }
        return {
          row,
          knownId,
          name: text(values, 'name') ?? '',
          phone: text(values, 'phone'),
          gender: text(values, 'gender'),
          birthday: text(values, 'birthday'),
          weddingDate: text(values, 'weddingDate'),
          source: text(values, 'source'),
          note: text(values, 'note'),
          ownerStaffId: text(values, 'owner'),
          storeId: text(values, 'store'),
          tagIds: Array.isArray(tagIds) ? tagIds : [],
          custom,
        };
      });
      const scope = compileScope(doing.actor, 'customer.write');
      const made = await importCustomers(
        write,
        doing.ports,
        { importId: of.id, scope, catalogue, existing: of.existing, storeId: of.storeId, heard: of.heard },
        ready,
      );
      return made.map(
        (one): Outcome => ({
          row: one.row,
          id: one.id,
          outcome: one.outcome,
          before: one.before && doing.ports.crypto.encrypt(JSON.stringify(one.before), placeOf(of.id, one.row)),
          problem: one.problem && { ...one.problem, facts: {} },
        }),
      );
    },
    used: (doing, of, ids) => listUsed(doing.sql, ids, of.id),
    undo: (write, doing, of, rows) =>
      unimportCustomers(
        write,
        doing.ports,
        { importId: of.id, catalogue },
        rows.map(({ row, recordId, outcome, before }) => ({
          row,
          id: recordId,
          outcome,
          before: before === null ? null : (JSON.parse(doing.ports.crypto.decrypt(before, placeOf(of.id, row))) as CustomerBefore),
        })),
      ),
    sheet: (doing) => customersSheet(doing, columnsOf(form, entity)),
  };
}

const contexts = new WeakMap<Doing, ConditionContext>();
/** The moment of a batch, the same for all of its rows. */
function contextOf(doing: Doing): ConditionContext {
  const context = contexts.get(doing) ?? contextFor(doing).context;
  contexts.set(doing, context);
  return context;
}

interface Held {
  readonly field: Field;
  readonly value: Value;
}
/** Whose a value is: the questions of rows that are judged together are one statement. */
const holders = new WeakMap<Doing, (wanted: Held) => Promise<string | null>>();

/** The form with what it asks answered: whether a value that must not come twice is another's. Names were looked up before. */
async function judgeCustomer(
  doing: Doing,
  { form, world, entity }: Pick<Target, 'form' | 'world' | 'entity'>,
  input: FormInput,
  facts: FormFacts,
  knownId: string | null,
): Promise<FormOutcome> {
  const context = contextOf(doing);
  const outcome = evaluateForm(form, world, input, facts, context);
  if (outcome.asks.length === 0) return outcome;
  const holder = holders.get(doing) ?? gather((wanted: readonly Held[]) => holdersOfCustom(doing.sql, doing.ports, 'customer', wanted));
  holders.set(doing, holder);
  const taken: Record<string, Record<string, boolean>> = {};
  let anyTaken = false;
  await Promise.all(
    outcome.asks.map(async (ask) => {
      const field = entity.fields[form.fields[ask.slot]?.field ?? ''];
      if (ask.ask !== 'unique' || !field) return;
      const id = await holder({ field, value: ask.value });
      const isTaken = id !== null && id !== knownId;
      taken[ask.slot] = { [JSON.stringify(ask.value)]: isTaken };
      anyTaken ||= isTaken;
    }),
  );
  // A value that is nobody's says nothing: the form stays as it was judged, and a second time costs as much as the first.
  if (!anyTaken) return { ...outcome, asks: outcome.asks.filter((ask) => own(taken, ask.slot) === undefined) };
  return evaluateForm(form, world, input, { ...facts, taken }, context);
}
