import { type FormDef, slotsOf } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormWorld } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import type { Actor } from '@zhike/domain/kernel/actor';
import { hashToken } from '../../platform/crypto';
import type { Sql } from '../../platform/db';
import { answerAsks, type Filler, linkedRecords } from './facts';
import { findLink, findLinkByHash, isMadeFor, type LinkRecord } from './records.submissions';

/** The link by which somebody comes: by its token, or (what was made for her) by its id, when she is logged in. Null: none, or not hers. */
export async function linkFor(
  sql: Sql,
  actor: Actor,
  by: { readonly token?: string | undefined; readonly linkId?: string | undefined },
): Promise<LinkRecord | null> {
  if (by.token !== undefined) return findLinkByHash(sql, hashToken(by.token));
  if (by.linkId === undefined || actor.kind !== 'customer' || actor.customerId === null) return null;
  return (await isMadeFor(sql, by.linkId, actor.customerId)) ? findLink(sql, by.linkId) : null;
}

/** What a link was made for, by entity: its customer, the booking that a survey is about. */
export function aboutOf(link: Pick<LinkRecord, 'customerId' | 'aboutEntity' | 'aboutId'>, customerId = link.customerId): Readonly<Record<string, string>> {
  return {
    ...(link.aboutEntity !== null && link.aboutId !== null ? { [link.aboutEntity]: link.aboutId } : {}),
    ...(customerId === null ? {} : { customer: customerId }),
  };
}

/** The slots that say what a form is about, filled with what its link was made for. Strangers cannot type them: such slots are read-only. */
export function boundTo(form: FormDef, world: FormWorld, about: Readonly<Record<string, string>>): Readonly<Record<string, Value>> {
  const entity = world.catalogue.entities[form.entity];
  if (!entity) return {};
  return Object.fromEntries(
    Object.entries(form.fields).flatMap(([id, slot]) => {
      const value = own(about, fieldOfSlot(slot, entity)?.to ?? '');
      return value !== undefined && slot.readonlyIf === true ? [[id, value] as const] : [];
    }),
  );
}

/** The kinds of records that a form's questions lead to. */
export function aboutKinds(form: FormDef, world: FormWorld): readonly string[] {
  const entity = world.catalogue.entities[form.entity];
  return entity ? [...new Set(Object.values(form.fields).flatMap((slot) => fieldOfSlot(slot, entity)?.to ?? []))] : [];
}

/**
 * FM-15: what a member's new sheet begins with when she fills it in about something, by slot; null: it is not there for her. What is about
 * a record is also about that record's customer, if it has one. Of several questions that lead to the same kind the read-only ones are
 * meant, else the first of the page: the one who brought her is not her.
 */
export async function openedAbout(
  sql: Sql,
  form: FormDef,
  world: FormWorld,
  filler: Filler,
  about: { readonly entity: string; readonly id: string },
): Promise<Readonly<Record<string, Value>> | null> {
  const [found] = await linkedRecords(sql, world, filler, about.entity, { ids: [about.id] });
  const entity = world.catalogue.entities[form.entity];
  if (!found || !entity) return null;
  const hers = Object.values(world.catalogue.entities[about.entity]?.fields ?? {}).find((field) => field.type === 'ref' && field.to === 'customer');
  const customerId = about.entity === 'customer' || !hers ? null : own(found.values, hers.id);
  const [customer] = typeof customerId === 'string' ? await linkedRecords(sql, world, filler, 'customer', { ids: [customerId] }) : [];
  const known: Record<string, string> = { ...(customer ? { customer: customer.id } : {}), [about.entity]: about.id };
  const asked = form.layout.flatMap(slotsOf);
  return Object.fromEntries(
    Object.entries(known).flatMap(([kind, id]) => {
      const leading = asked.filter((slot) => {
        const field = form.fields[slot] && fieldOfSlot(form.fields[slot], entity);
        return field?.to === kind && (field.type === 'ref' || field.type === 'refs');
      });
      const fixed = leading.filter((slot) => form.fields[slot]?.readonlyIf === true);
      return (fixed.length > 0 ? fixed : leading.slice(0, 1)).map((slot) => {
        const many = form.fields[slot] && fieldOfSlot(form.fields[slot], entity)?.type === 'refs';
        return [slot, many ? [id] : id] as const;
      });
    }),
  );
}

const fillsOf = (form: FormDef) => Object.entries(form.fields).flatMap(([slot, { ref }]) => (ref?.fill ?? []).map((fill) => ({ slot, ...fill })));

/** Records that slots are filled from (the booking, its technician) are looked up before a stranger's form is judged: it may not ask for them. */
export async function boundFacts(sql: Sql, form: FormDef, world: FormWorld, filler: Filler, about: Readonly<Record<string, string>>): Promise<FormFacts> {
  const entity = world.catalogue.entities[form.entity];
  const ask = (slot: string, id: string) => ({ ask: 'record' as const, slot, entity: '', id, paths: [] });
  const first = Object.entries(boundTo(form, world, about)).map(([slot, id]) => ask(slot, String(id)));
  if (first.length === 0 || !entity) return {};
  let facts = await answerAsks(sql, form, world, { ...filler, bound: about }, first, {});
  for (const { slot, to, from } of fillsOf(form)) {
    const target = form.fields[to];
    const kind = target && fieldOfSlot(target, entity)?.to;
    const id = Object.values(facts.linked?.[slot] ?? {})[0]?.values[from];
    if (kind && typeof id === 'string') facts = await answerAsks(sql, form, world, { ...filler, bound: { ...about, [kind]: id } }, [ask(to, id)], facts);
  }
  return facts;
}

/** Of what a link was made for, what its page may show: the slots that the form reveals, by their names and what is filled from them. */
export async function shownOf(
  sql: Sql,
  form: FormDef,
  world: FormWorld,
  filler: Filler,
  about: Readonly<Record<string, string>>,
): Promise<{ readonly facts: FormFacts; readonly opened: Record<string, unknown> }> {
  const reveal = form.public?.reveal ?? [];
  const fills = fillsOf(form).filter((fill) => reveal.includes(fill.to));
  const isShown = (slot: string): boolean => reveal.includes(slot) || fills.some((fill) => fill.slot === slot);
  const { linked = {} } = await boundFacts(sql, form, world, filler, about);
  const shown = Object.entries(linked).flatMap(([slot, records]) => {
    const paths = new Set([...(form.fields[slot]?.ref?.show ?? []), ...fills.filter((fill) => fill.slot === slot).map((fill) => fill.from)]);
    const bare = Object.entries(records).map(([id, one]) => [
      id,
      one && { ...one, values: Object.fromEntries(Object.entries(one.values).filter(([path]) => paths.has(path))) },
    ]);
    return isShown(slot) ? [[slot, Object.fromEntries(bare)] as const] : [];
  });
  const opened = Object.fromEntries(Object.entries(boundTo(form, world, about)).filter(([slot]) => isShown(slot)));
  return { facts: { linked: Object.fromEntries(shown) as NonNullable<FormFacts['linked']> }, opened };
}

/** The kinds of records whose list a public form opens. */
export function listsOf(form: FormDef, world: FormWorld): readonly string[] {
  const entity = world.catalogue.entities[form.entity];
  return (form.public?.publicLists ?? []).flatMap((id) => {
    const slot = form.fields[id];
    const field = slot && entity ? fieldOfSlot(slot, entity) : null;
    return field?.to ? [field.to] : field?.type === 'store' ? ['store'] : [];
  });
}
