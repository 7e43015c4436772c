import type { Scope } from '@zhike/domain/kernel/access';

/** Where a table keeps what a scope speaks of. */
export interface ScopeColumns {
  readonly store: string;
  /** Null: no row of it is a customer's own. */
  readonly customer: string | null;
  /** The condition under which a row is a member's own; `me` stands for her id. */
  readonly own: (me: string) => string;
}

/** The rows of a scope, as SQL: the twin of `inScope`. Adds its value to `values`. */
export function scopeSql(scope: Scope, values: unknown[], columns: ScopeColumns): string {
  switch (scope.kind) {
    case 'none':
      return 'FALSE';
    case 'all':
      return 'TRUE';
    case 'stores':
      return `${columns.store} = ANY($${values.push(scope.storeIds)}::uuid[])`;
    case 'customer':
      return columns.customer === null ? 'FALSE' : `${columns.customer} = $${values.push(scope.customerId)}::uuid`;
    case 'own':
      return `(${columns.own(`$${values.push(scope.staffId)}::uuid`)})`;
  }
}
