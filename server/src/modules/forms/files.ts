import type { ApiRefusal } from '@zhike/domain/api';
import { type FileRules, fileRules, filesIn } from '@zhike/domain/engines/forms/files';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormOutcome, FormProblem, FormWorld } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { toFileView, waitForUpload } from '../../http/uploads';
import { type Sql, sqlOf } from '../../platform/db';
import { claimUploads, findUploads, releaseUploads, type Upload } from '../../platform/uploads';
import { TryAgain } from '../../http/route';
import type { Write } from '../../platform/write';
import { linkedCustomers } from '../customers/queries.links';
import { linkFor } from './bound';
import { loadVersion, loadWorld } from './catalogue';
import type { Input } from './input';
import { findReachable } from './records';

/* Photos and files of forms: who may send one where, who may look at which, and whose it becomes when its form is handed in. */

type Place = Pick<Input<'forms.upload'>, 'version' | 'slot' | 'table'>;

/** What a place of a form takes. */
async function rulesOf(sql: Sql, world: FormWorld, formId: string, { version, slot, table }: Place): Promise<Decision<FileRules, ApiRefusal>> {
  const none = refuse('form.no_upload', { slot });
  const found = await loadVersion(sql, formId, version);
  const inner = table === undefined ? undefined : found?.form.fields[table]?.rows?.form;
  const form = table === undefined ? found?.form : inner === undefined ? undefined : world.forms[inner];
  const asked = form && Object.hasOwn(form.fields, slot) ? form.fields[slot] : undefined;
  const entity = form && world.catalogue.entities[form.entity];
  const field = asked && entity ? fieldOfSlot(asked, entity) : null;
  const rules = asked && field ? fileRules(asked, field) : null;
  return rules ? allow(rules) : none;
}

export async function getUploadPlace(ask: Ask<ActorOf<'forms.upload'>>, input: Input<'forms.upload'>): Answer<'forms.upload'> {
  const sql = sqlOf(ask.ports.db);
  const world = await loadWorld(sql);
  if (!world.open.get(input.id)?.on) return refuse('form.not_open', { formId: input.id });
  const rules = await rulesOf(sql, world, input.id, input);
  if (!rules.ok) return rules;
  return placeOf(ask, { formId: input.id, slot: input.slot, rules: rules.value, staffId: ask.actor.staffId, linkId: null });
}

export async function getPlaceByLink(ask: Ask<ActorOf<'forms.uploadByLink'>>, input: Input<'forms.uploadByLink'>): Answer<'forms.uploadByLink'> {
  const sql = sqlOf(ask.ports.db);
  const link = await linkFor(sql, ask.actor, input);
  const world = await loadWorld(sql);
  const over = !link || link.revokedAt || (link.expiresAt && link.expiresAt <= ask.now) || (link.maxUses !== null && link.used >= link.maxUses);
  if (over || !world.forms[link.formId]?.public || !world.open.get(link.formId)?.on) return refuse('form.link_closed', { reason: 'closed' as const });
  const rules = await rulesOf(sql, world, link.formId, input);
  if (!rules.ok) return rules;
  return placeOf(ask, { formId: link.formId, slot: input.slot, rules: rules.value, staffId: null, linkId: link.id });
}

async function placeOf(ask: Ask, wish: Parameters<typeof waitForUpload>[1]) {
  const place = await waitForUpload(ask.ports, wish);
  return place.ok ? allow({ ...place.value, kinds: [...place.value.kinds] }) : place;
}

/** Files that the reader reaches: parts of records and customers within her scope, and what she sent herself a moment ago. */
export async function getFiles(ask: Ask<ActorOf<'forms.files'>>, input: Input<'forms.files'>): Answer<'forms.files'> {
  const sql = sqlOf(ask.ports.db);
  const uploads = await findUploads(sql, input.ids);
  const of = (entity: 'customer' | 'records') =>
    uploads.flatMap(({ recordId, ...one }) => (recordId !== null && (one.entity === 'customer') === (entity === 'customer') ? [recordId] : []));
  const seen = new Set(await findReachable(sql, ask.scope, of('records')));
  const reach = compileScope(ask.actor, 'customer.read');
  const customers = of('customer');
  if (customers.length > 0 && reach.kind !== 'none')
    for (const { id } of await linkedCustomers(sql, ask.ports, reach, { ids: customers }, ask.now)) seen.add(id);
  const mine = (one: Upload): boolean => (one.recordId === null ? one.staffId === ask.actor.staffId : seen.has(one.recordId));
  const order = new Map(input.ids.map((id, index) => [id, index]));
  const shown = uploads.filter(mine).sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  return allow({ files: shown.map((one) => toFileView(one, ask.ports)) });
}

interface Named {
  readonly path: string;
  readonly label: string;
  readonly kinds: FileRules['kinds'];
  readonly ids: readonly string[];
}

/** The files that the output of a form names, by the place where they stand. */
function namedIn(form: FormDef, world: FormWorld, output: FormOutcome['output'], before = ''): Named[] {
  const entity = world.catalogue.entities[form.entity];
  if (!entity) return [];
  return Object.entries(form.fields).flatMap(([slot, asked]) => {
    const field = fieldOfSlot(asked, entity);
    const inner = asked.rows && world.forms[asked.rows.form];
    if (inner) return (output.rows[slot] ?? []).flatMap(({ values }, index) => namedIn(inner, world, { values, rows: {} }, `${before}/${slot}/${index}`));
    const rules = field && fileRules(asked, field);
    const ids = field ? filesIn(field, output.values[slot] ?? null) : [];
    return rules && ids.length > 0 ? [{ path: `${before}/${slot}`, label: asked.label ?? field.label, kinds: rules.kinds, ids }] : [];
  });
}

export const fileIdsIn = (form: FormDef, world: FormWorld, outcome: FormOutcome): string[] => [
  ...new Set(namedIn(form, world, outcome.output).flatMap((one) => one.ids)),
];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whose files a form may name: those that whoever fills it in has sent for it, and those that its record has already. */
export interface Sender {
  readonly staffId: string | null;
  readonly linkId: string | null;
  readonly recordId: string | null;
}

/** What is wrong with the files that a form names: made up, somebody else's, of a kind that the place does not take. */
export async function fileProblems(sql: Sql, form: FormDef, world: FormWorld, outcome: FormOutcome, sender: Sender): Promise<FormProblem[]> {
  const named = namedIn(form, world, outcome.output);
  const ids = named.flatMap((one) => one.ids).filter((id) => UUID.test(id));
  const known = new Map((ids.length > 0 ? await findUploads(sql, ids) : []).map((one) => [one.id, one]));
  const mine = (upload: Upload | undefined): boolean => {
    if (!upload) return false;
    if (upload.recordId !== null) return upload.recordId === sender.recordId;
    return sender.linkId !== null ? upload.linkId === sender.linkId : sender.staffId !== null && upload.staffId === sender.staffId;
  };
  return named.flatMap(({ path, label, kinds, ids: at }) =>
    at.every((id) => {
      const upload = known.get(id);
      return mine(upload) && (upload?.recordId !== null || kinds.includes(upload.kind));
    })
      ? []
      : [{ code: 'not_a_file' as const, path, level: 'error' as const, facts: { label } }],
  );
}

/** The files of a form that was written become a part of its record; what the record does not name any more goes after a while. */
export async function takeFiles(
  write: Write,
  ids: readonly string[],
  to: { readonly entity: string; readonly id: string; readonly isNew: boolean },
): Promise<void> {
  const missing = await claimUploads(write.tx, ids, { entity: to.entity, id: to.id, at: write.now });
  // Looked at a moment ago: another form was faster. The second look tells it at its place.
  if (missing > 0) throw new TryAgain('a file was taken meanwhile');
  if (!to.isNew) await releaseUploads(write.tx, to.id, write.now);
}
