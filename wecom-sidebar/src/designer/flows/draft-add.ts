import type { Effect } from '@zhike/domain/engines/effects';
import type { CatalogueAnswer } from '../conditions/catalogue';

type Add = Extract<Effect, { do: 'record.add' }>;

/** A number that a step may add to: of the record itself, or of the one that its field `on` leads to. */
export interface AddPlace {
  readonly on: string | undefined;
  readonly field: string;
  readonly label: string;
}

/** Only records of a kind that the shop made up keep numbers that an engine may add to. */
const isMade = (entity: string | undefined): boolean => entity?.startsWith('rt_') ?? false;

/** Where numbers stand that a flow about this entity may change. */
export function placesToAdd({ entities }: CatalogueAnswer, entityId: string): readonly AddPlace[] {
  const of = (id: string | undefined) => entities.find((one) => one.id === id);
  const numbers = (id: string | undefined) => (isMade(id) ? (of(id)?.fields ?? []).filter((field) => field.type === 'number' && !field.retired) : []);
  const own = numbers(entityId).map((field): AddPlace => ({ on: undefined, field: field.id, label: field.label }));
  const links = (of(entityId)?.fields ?? []).filter((field) => field.type === 'ref' && !field.retired);
  const led = links.flatMap((link) => numbers(link.to).map((field): AddPlace => ({ on: link.id, field: field.id, label: `${link.label}的${field.label}` })));
  return [...led, ...own];
}

/** The same step at another number. */
export function withPlace({ on: _, ...effect }: Add, place: AddPlace): Add {
  return { ...effect, field: place.field, ...(place.on === undefined ? {} : { on: place.on }) };
}

/** One taken away, as long as there is one: what most shops mean by stock. */
export const beginAdd = (place: AddPlace): Add => withPlace({ do: 'record.add', field: place.field, by: 1, times: -1, least: 0 }, place);
