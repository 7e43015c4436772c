/** The page of a record; null: it has none. */
export function recordHref(entity: string, id: string): string | null {
  if (entity === 'customer') return `#/customers/${id}`;
  return entity === 'order' || entity === 'sale' ? `#/orders?order=${id}` : null;
}
