import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { ImportColumn } from '@zhike/domain/imports/columns';
import { writeCell } from '@zhike/domain/imports/cells';
import { maskPhone } from '@zhike/domain/kernel/phone';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { openCustom } from '../../engines/catalogue/custom-values';
import { paged, type Sheet } from '../../platform/sheet';
import { type CustomerLineOut, listWhole } from '../customers/exporting';
import type { Doing } from './target';

const BATCH = 1_000;

/** Customers in the columns of the template: brought in again they change nothing. A number is whole only for whoever may see it. */
export function customersSheet(doing: Doing, columns: readonly ImportColumn[], ids: readonly string[] | null = null): Sheet {
  const { sql, ports, actor } = doing;
  const scope = compileScope(actor, 'customer.read');
  const reveal = compileScope(actor, 'customer.reveal_phone');
  const shown = columns.filter((column) => column.field !== null);
  const cellOf = (line: CustomerLineOut, column: ImportColumn): string => {
    const { field } = column;
    if (!field) return '';
    if (column.key === 'tags') return line.tags.join('、');
    if (column.key === 'owner') return line.ownerName ?? '';
    if (column.key === 'store') return line.storeName ?? '';
    if (column.key === 'phone') {
      const phone = line.phone(ports);
      const whole = inScope(reveal, { customerId: line.id, storeId: line.storeId, staffIds: line.ownerStaffId ? [line.ownerStaffId] : [] });
      return phone === null ? '' : whole ? phone : maskPhone(phone);
    }
    if (column.key.startsWith('cf_')) return writeCell(field, openCustom(line.custom, field, 'customer', line.id, ports));
    const value = line.values[column.key] ?? null;
    // Nobody said which: an empty cell, as it came.
    return column.key === 'gender' && value === 'unknown' ? '' : writeCell(field, value as Value);
  };
  return {
    name: '客户',
    columns: shown.map((column) => ({ title: column.title, width: Math.max(12, column.title.length * 2 + 4), kind: 'text' })),
    batches: async function* () {
      for await (const lines of paged<CustomerLineOut>(BATCH, (after, limit) => listWhole(sql, scope, ids, after, limit)))
        yield lines.map((line) => shown.map((column) => cellOf(line, column) || null));
    },
  };
}
