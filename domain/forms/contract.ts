import * as z from 'zod/mini';
import { Cursor, Done, Empty, endpoint, Id, Instant, page, text } from '../kernel/contract';
import { DefinitionId, Found } from '../definitions/contract';
import { CatalogueEntity } from '../segments/contract';
import { FILE_KINDS } from '../engines/forms/files';

/** Every "no" about filling in a form. */
export interface FormsRefusals {
  /** What was typed is not in order; each place is told, nothing was kept. */
  'form.problems': { problems: readonly Found[] };
  /** The page is older than what holds now; `version` is what it was, `current` what it must be filled in with. */
  'form.outdated': { version: number; current: number; because: 'field_gone' | 'blocking_rule' | 'too_old' };
  /** No such form, or it is switched off. */
  'form.not_open': { formId: string };
  /** The link is no link, was taken back, is used up or over. One answer for all, so that nobody learns which. */
  'form.link_closed': { reason: 'closed' };
  /** The form does not allow links of this kind. */
  'form.kind_not_shared': { kind: string; kinds: readonly string[] };
  /** Filled in faster than a person can. */
  'form.too_fast': { seconds: number };
  /** This place takes no files. */
  'form.no_upload': { slot: string };
  /** The address for this file was used already, or is too old. */
  'form.upload_over': { reason: 'over' };
  'form.file_too_large': { limitBytes: number };
  /** By its bytes, not by its name, it is nothing that this place takes. */
  'form.file_type': { kinds: readonly string[] };
  /** Nothing came, or only a part of it, or no picture can be made of it. */
  'form.file_unreadable': { reason: 'no_file' | 'broken' };
}

const Version = z.int().check(z.gte(1), z.lte(1_000_000));
const EntityKey = z.string().check(z.regex(/^[a-z][a-zA-Z0-9_.-]{0,39}$/));
/** What stands in one slot or field as it is sent; what it means is its type's to say. */
export const Value = z.union([
  z.string().check(z.maxLength(20_000)),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().check(z.maxLength(400))).check(z.maxLength(1_000)),
]);
const Values = z.record(z.string().check(z.maxLength(60)), Value);
const Rows = z.record(z.string().check(z.maxLength(60)), z.array(z.strictObject({ id: z.optional(Id), values: Values })).check(z.maxLength(300)));
const Filled = {
  /** Made when the page opens: handing in twice is once. */
  submissionId: Id,
  version: Version,
  values: Values,
  rows: z.optional(Rows),
};
/** JSON of the engines (`FormDef`, `Catalogue`, `FormFacts`): their types say what is in it. */
const Json = z.record(z.string(), z.unknown());

export const OpenForm = z.object({
  form: Json,
  /** The forms of its tables' rows. */
  forms: z.record(z.string(), Json),
  /** As much of the catalogue as the form speaks of. */
  catalogue: Json,
  facts: Json,
  context: z.object({ today: z.string(), now: Instant, offsetMinutes: z.int(), leap: z.enum(['feb28', 'mar1']) }),
  /** Of a record that is edited. */
  recordVersion: z.nullable(z.int()),
});
export type OpenForm = z.infer<typeof OpenForm>;

const AskSchema = z.discriminatedUnion('ask', [
  z.strictObject({
    ask: z.literal('record'),
    slot: text(60),
    table: z.optional(z.string().check(z.maxLength(60))),
    id: z.string().check(z.maxLength(80)),
  }),
  z.strictObject({ ask: z.literal('unique'), slot: text(60), table: z.optional(z.string().check(z.maxLength(60))), value: Value }),
]);

/** FM-21: what one field said before and after, in words. */
export const ValueChange = z.object({
  at: Instant,
  byName: z.string(),
  cause: z.string(),
  field: z.string(),
  retired: z.boolean(),
  /** Null: empty. */
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
  /** What it said is sealed and not written down. */
  sealed: z.boolean(),
});
export type ValueChange = z.infer<typeof ValueChange>;

export const RecordRow = z.object({
  id: Id,
  entity: z.string(),
  name: z.string(),
  /** By field id; sealed values masked. */
  values: z.record(z.string(), Value),
  storeId: z.nullable(Id),
  ownerName: z.string(),
  createdAt: Instant,
});
export type RecordRow = z.infer<typeof RecordRow>;
export const RecordView = z.extend(RecordRow, {
  version: z.int(),
  rows: z.record(z.string(), z.array(z.object({ id: Id, values: z.record(z.string(), Value) }))),
  /** What linked records are called. */
  names: z.record(z.string(), z.string()),
  formId: z.nullable(z.string()),
  formVersion: z.nullable(z.int()),
  /** Its form says how it stands on paper. */
  printable: z.boolean(),
  can: z.array(z.enum(['edit'])),
});
export type RecordView = z.infer<typeof RecordView>;

const LinkKind = z.enum(['open', 'one_time', 'bound']);
export const FormLink = z.object({
  id: Id,
  formId: z.string(),
  kind: LinkKind,
  /** Of a bound link: whom it was made for. */
  customerId: z.nullable(Id),
  channel: z.string(),
  expiresAt: z.nullable(Instant),
  maxUses: z.nullable(z.int()),
  used: z.int(),
  /** How often its page was opened. */
  opened: z.int(),
  revoked: z.boolean(),
  createdAt: Instant,
  byName: z.string(),
});
export type FormLink = z.infer<typeof FormLink>;

export const FileView = z.object({
  id: Id,
  kind: z.enum(FILE_KINDS),
  /** Empty for pictures. */
  name: z.string(),
  width: z.nullable(z.int()),
  height: z.nullable(z.int()),
  /** Paths of this server that are good for ten minutes. */
  url: z.string(),
  thumbUrl: z.nullable(z.string()),
});
export type FileView = z.infer<typeof FileView>;
const UploadPlace = z.object({
  /** A path: one file goes there as multipart/form-data. */ url: z.string(),
  maxBytes: z.int(),
  kinds: z.array(z.enum(FILE_KINDS)),
});
const Place = { version: Version, slot: text(60), table: z.optional(z.string().check(z.maxLength(60))) };
const UPLOADED = ['form.no_upload', 'form.upload_over', 'form.file_too_large', 'form.file_type', 'form.file_unreadable'] as const;

const Token = z.string().check(z.minLength(20), z.maxLength(100));
/** What a member fills a new sheet in about: a customer, or a record that the shop made up. */
const About = z.strictObject({ entity: EntityKey, id: Id });
/** How a filler says which form: by the token of a link, or (a customer who is logged in) by what was made for her. */
const Way = { token: z.optional(Token), linkId: z.optional(Id) };
const write = { audience: 'staff', right: 'record.write' } as const;
const read = { kind: 'query', audience: 'staff', right: 'record.read' } as const;

export const formsEndpoints = {
  'forms.catalogue': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'design.read',
    input: Empty,
    output: z.object({ version: z.int(), entities: z.array(CatalogueEntity) }),
    summary: 'What a form may ask for: the kinds of records that the shop made up first, then what they may link to.',
    refusals: [],
  }),
  'forms.list': endpoint({
    ...write,
    kind: 'query',
    input: z.strictObject({}),
    output: z.object({
      forms: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          entity: z.string(),
          entityLabel: z.string(),
          shared: z.boolean(),
          /** The kinds of links that may be made for it. */
          kinds: z.array(LinkKind),
          /** What its records may be about: the kinds that its questions lead to. */
          about: z.array(z.string()),
          /** Sites that may show it in a frame. */
          frames: z.array(z.string()),
        }),
      ),
    }),
    summary: 'The forms that a member may fill in.',
    refusals: [],
  }),
  'forms.read': endpoint({
    ...write,
    kind: 'query',
    input: z.strictObject({ id: DefinitionId, recordId: z.optional(Id), about: z.optional(About) }),
    output: z.object({ open: OpenForm, /** By slot: what it begins with, because of `about`. */ opened: Json }),
    summary: 'A form as it is in force, ready to be filled in; with `recordId` what is stored; FM-15: with `about` linked already, for a new one.',
    refusals: ['form.not_open', 'record.not_found'],
  }),
  'forms.facts': endpoint({
    ...write,
    kind: 'query',
    input: z.strictObject({ id: DefinitionId, version: Version, recordId: z.optional(Id), asks: z.array(AskSchema).check(z.maxLength(50)) }),
    output: z.object({ facts: Json }),
    summary: 'What a form that is being filled in asks: records that were picked, whether a value is taken.',
    refusals: ['form.not_open'],
  }),
  'forms.pick': endpoint({
    ...write,
    kind: 'query',
    input: z.strictObject({
      id: DefinitionId,
      version: Version,
      slot: text(60),
      search: z.optional(text(40)),
      values: Values,
    }),
    output: z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), values: z.record(z.string(), Value) })) }),
    summary: 'What a link slot may be set to, at most twenty.',
    refusals: ['form.not_open'],
  }),
  'forms.submit': endpoint({
    ...write,
    kind: 'command',
    input: z.strictObject({
      id: DefinitionId,
      ...Filled,
      recordId: z.optional(Id),
      recordVersion: z.optional(z.int().check(z.gte(0), z.lte(2_000_000_000))),
      storeId: z.optional(Id),
      /** As the page was opened with: what it says of read-only questions holds. */
      about: z.optional(About),
    }),
    output: z.object({ recordId: Id, warnings: z.array(Found) }),
    summary: 'Hands a form in: makes a record or changes one. Checked by the same evaluator as the page.',
    refusals: ['form.not_open', 'form.problems', 'form.outdated', 'record.not_found', 'record.changed', 'access.forbidden'],
  }),
  'forms.records': endpoint({
    ...read,
    input: z.strictObject({ entity: EntityKey, search: z.optional(text(40)), cursor: Cursor }),
    output: z.extend(page(RecordRow), { entity: Json }),
    summary: 'Records of a kind, the newest first; `search` looks into texts that are not sealed.',
    refusals: ['record.not_found'],
  }),
  'forms.record': endpoint({
    ...read,
    input: z.strictObject({ id: Id }),
    output: z.object({ record: RecordView, entity: Json }),
    summary: 'One record with its rows and what it links to.',
    refusals: ['record.not_found'],
  }),
  'forms.history': endpoint({
    ...read,
    input: z.strictObject({ id: Id }),
    output: z.object({ items: z.array(ValueChange) }),
    summary: 'FM-21: what a record and the rows of its tables said before, also in fields that are renamed or no longer used; the newest hundred.',
    refusals: ['record.not_found'],
  }),
  'forms.about': endpoint({
    ...read,
    input: z.strictObject({ entity: EntityKey, id: Id }),
    output: z.object({ items: z.array(z.extend(RecordRow, { entityLabel: z.string() })) }),
    summary: 'Records that link to a customer (or another record), the newest first, at most fifty.',
    refusals: [],
  }),
  'forms.upload': endpoint({
    ...write,
    kind: 'query',
    input: z.strictObject({ id: DefinitionId, ...Place }),
    output: UploadPlace,
    summary: 'Where to send a file for a place of a form, once; the address answers the file as `forms.files` does, or one of the refusals here.',
    refusals: ['form.not_open', ...UPLOADED],
  }),
  'forms.files': endpoint({
    ...read,
    input: z.strictObject({ ids: z.array(Id).check(z.minLength(1), z.maxLength(100)) }),
    output: z.object({ files: z.array(FileView) }),
    summary: 'Photos and files to look at; those that the reader may not see are left out.',
    refusals: [],
  }),
  'forms.share': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'form.share',
    input: z
      .strictObject({
        id: DefinitionId,
        kind: LinkKind,
        /** Of a bound link, and of no other. */
        customerId: z.optional(Id),
        /** Of a bound link: what it is about beside her, as a project; the form's read-only links lead to it. */
        about: z.optional(About),
        channel: text(40),
        storeId: z.optional(Id),
        expiresAt: z.optional(Instant),
        maxUses: z.optional(z.int().check(z.gte(1), z.lte(100_000))),
      })
      .check(z.refine((input) => (input.kind === 'bound') === (input.customerId !== undefined), { path: ['customerId'], error: 'only_for_bound' }))
      .check(z.refine((input) => input.about === undefined || input.kind === 'bound', { path: ['about'], error: 'only_for_bound' })),
    output: z.object({ link: FormLink, /** Shown once: only its hash is kept. */ token: z.string(), /** The address that carries it. */ url: z.string() }),
    summary: 'Makes a link by which strangers fill a form in, or one customer does: hers is used once, and a new one takes the place of an older one.',
    refusals: ['form.not_open', 'form.kind_not_shared', 'record.not_found'],
  }),
  'forms.links': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'form.share',
    input: z.strictObject({ id: DefinitionId }),
    output: z.object({ links: z.array(FormLink) }),
    summary: 'The links of a form and how often each was used.',
    refusals: [],
  }),
  'forms.unshare': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'form.share',
    input: z.strictObject({ linkId: Id }),
    output: Done,
    summary: 'Takes a link back at once.',
    refusals: ['record.not_found'],
  }),
  'forms.held': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.write',
    input: Empty,
    output: z.object({
      items: z.array(
        z.object({
          id: Id,
          formTitle: z.string(),
          at: Instant,
          channel: z.string(),
          /** Whom the shop knows by what was typed; null: nobody, or out of the reader's reach. */
          customer: z.nullable(z.object({ id: Id, name: z.string() })),
          /** What was typed, in words; numbers masked. */
          said: z.array(z.object({ label: z.string(), value: z.string() })),
          canTake: z.boolean(),
        }),
      ),
    }),
    summary: 'What strangers handed in by links that met somebody who is known: kept aside, the newest first, at most a hundred.',
    refusals: [],
  }),
  'forms.settleHeld': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'customer.write',
    input: z.strictObject({ submissionId: Id, take: z.boolean() }),
    output: Done,
    summary: 'Takes over into the customer what was kept aside (what is empty says nothing), or lets it go.',
    refusals: ['record.not_found', 'form.problems'],
  }),
  'forms.openLink': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    input: z.strictObject(Way),
    output: z.object({ open: OpenForm, /** By slot: what the link was made for, as far as the form shows it. */ opened: Json, submitted: z.boolean() }),
    summary: 'A form by its link: its questions and nothing else of the shop.',
    refusals: ['form.link_closed'],
  }),
  'forms.pickByLink': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    input: z.strictObject({ ...Way, version: Version, slot: text(60), search: z.optional(text(40)) }),
    output: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
    summary: 'What a stranger may set a link slot to, where its form opens that list (`publicLists`); at most twenty.',
    refusals: ['form.link_closed'],
  }),
  'forms.mine': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    input: Empty,
    output: z.object({
      items: z.array(z.object({ linkId: Id, title: z.string(), storeName: z.nullable(z.string()), at: Instant, expiresAt: z.nullable(Instant) })),
    }),
    summary: 'What a customer was asked to fill in and has not yet, the newest first, at most fifty.',
    refusals: [],
  }),
  'forms.uploadByLink': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    input: z.strictObject({ ...Way, ...Place }),
    output: UploadPlace,
    summary: 'Where a stranger sends a file for a place of the form that she fills in by a link.',
    refusals: ['form.link_closed', ...UPLOADED],
  }),
  'forms.submitLink': endpoint({
    kind: 'command',
    audience: 'public',
    right: null,
    input: z.strictObject({
      ...Way,
      ...Filled,
      /** Left empty by people. */ website: z.optional(z.string().check(z.maxLength(200))),
      seconds: z.int().check(z.gte(0), z.lte(2_000_000_000)),
    }),
    output: z.object({ thanks: z.string() }),
    summary: 'Hands a form in by its link. The answer is the same whether what was typed was new or known.',
    refusals: ['form.link_closed', 'form.problems', 'form.outdated', 'form.too_fast'],
  }),
};
