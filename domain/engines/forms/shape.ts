import * as z from 'zod/mini';
import type { Formula } from '../catalogue/definition';
import type { Cond, Operand, Problem } from '../conditions/definition';
import { CONTROL_IDS, FORM_LIMITS, type FormBody, PATTERNS, SLOT_ID } from './definition';

/** The shape of a form's body, which comes from outside. Conditions and formulas are looked into by their own checks. */
const short = z.string().check(z.maxLength(FORM_LIMITS.label));
const long = z.string().check(z.maxLength(FORM_LIMITS.text));
const named = z.string().check(z.minLength(1), z.maxLength(FORM_LIMITS.label));
const slotId = z.string().check(z.regex(SLOT_ID));
const path = z.string().check(z.minLength(1), z.maxLength(200));
const count = z.int().check(z.gte(0), z.lte(100_000));
const cond = z.custom<Cond>((value) => typeof value === 'object' && value !== null);
const formula = z.custom<Formula>((value) => typeof value === 'object' && value !== null);
const operand = z.custom<Operand>((value) => value !== undefined);
const scalar = z.union([
  z.string().check(z.maxLength(5_000)),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().check(z.maxLength(200))).check(z.maxLength(50)),
]);
const yes = z.literal(true);
const few = <T extends z.ZodMiniType>(of: T, most: number) => z.array(of).check(z.maxLength(most));
const webUrl = z.string().check(z.regex(/^https:\/\/[^\s"'<>]+$/), z.maxLength(300));

const Section = z.strictObject({
  id: slotId,
  title: z.optional(short),
  help: z.optional(long),
  visibleIf: z.optional(cond),
  cols: z.union([z.literal(1), z.literal(2)]),
  slots: few(z.union([slotId, z.strictObject({ row: few(slotId, 4) }), z.strictObject({ note: long })]), FORM_LIMITS.slots),
  page: z.optional(yes),
});

const message = z.optional(long);
const Check = z.union([
  z.strictObject({ is: z.literal('pattern'), p: z.union([z.enum(PATTERNS), z.strictObject({ mask: z.string().check(z.maxLength(200)) })]), msg: message }),
  z.strictObject({ is: z.literal('range'), min: z.optional(operand), max: z.optional(operand), msg: message }),
  z.strictObject({ is: z.enum(['length', 'count']), min: z.optional(count), max: z.optional(count), msg: message }),
  z.strictObject({ is: z.literal('unique'), scope: z.enum(['org', 'store']), among: z.optional(cond), msg: message }),
  z.strictObject({ is: z.literal('cond'), ok: cond, msg: long }),
]);

const Default = z.union([
  z.strictObject({ value: scalar }),
  z.strictObject({ formula }),
  z.strictObject({ var: z.union([z.enum(['today', 'now', 'actor', 'actor.store']), z.templateLiteral(['query.', z.string()])]) }),
  z.strictObject({ from: z.strictObject({ slot: slotId, path }) }),
]);

const scale = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
const Option = z.strictObject({ id: named, label: named, color: z.optional(short), retired: z.optional(yes) });
const Scratch = z.strictObject({
  scale: z.optional(scale),
  options: z.optional(few(Option, 200)),
  to: z.optional(named),
  sensitivity: z.optional(z.enum(['public', 'internal', 'personal', 'sensitive'])),
});

const Fill = z.strictObject({ to: slotId, from: path, mode: z.enum(['copy', 'live']) });
const Ref = z.strictObject({
  filter: z.optional(cond),
  show: few(path, 10),
  order: z.optional(path),
  fill: few(Fill, FORM_LIMITS.fills),
  create: z.optional(path),
  limit: z.literal('active'),
});
const Total = z.strictObject({ slot: slotId, agg: z.enum(['sum', 'count']), of: z.optional(slotId) });
const Rows = z.strictObject({
  form: path,
  min: z.optional(count),
  max: z.optional(z.int().check(z.gte(1), z.lte(FORM_LIMITS.rows))),
  total: z.optional(few(Total, 10)),
});
const Upload = z.strictObject({
  kinds: few(z.enum(['image', 'pdf', 'office', 'video']), 4).check(z.minLength(1)),
  maxMb: z.number().check(z.gt(0), z.lte(200)),
  maxCount: z.int().check(z.gte(1), z.lte(50)),
  camera: z.optional(z.enum(['only', 'allowed'])),
  watermark: z.optional(z.boolean()),
});
const Text = z.strictObject({ text: named, version: z.int().check(z.gte(1)) });

const Slot = z.strictObject({
  field: z.string().check(z.minLength(1), z.maxLength(120)),
  scratch: z.optional(Scratch),
  label: z.optional(short),
  help: z.optional(long),
  placeholder: z.optional(short),
  control: z.optional(z.enum(CONTROL_IDS)),
  visibleIf: z.optional(cond),
  requiredIf: z.optional(z.union([yes, cond])),
  readonlyIf: z.optional(z.union([yes, cond])),
  keepHidden: z.optional(yes),
  clearStored: z.optional(yes),
  default: z.optional(Default),
  defaultWhen: z.optional(z.enum(['open', 'untouched'])),
  compute: z.optional(formula),
  checks: z.optional(few(Check, FORM_LIMITS.checks)),
  ref: z.optional(Ref),
  rows: z.optional(Rows),
  upload: z.optional(Upload),
  sign: z.optional(Text),
  consent: z.optional(Text),
});

const Rule = z.strictObject({
  id: slotId,
  ok: cond,
  msg: long.check(z.minLength(1)),
  at: few(slotId, 10).check(z.minLength(1)),
  ifFilled: z.optional(yes),
  level: z.enum(['error', 'warn']),
  blocking: z.optional(yes),
  everywhere: z.optional(yes),
});

const Submit = z.strictObject({
  button: named,
  after: z.enum(['thanks', 'record', 'url']),
  thanks: z.optional(long),
  url: z.optional(webUrl),
  archiveTo: z.optional(few(slotId, 5)),
  startFlow: z.optional(path),
  event: z.optional(path),
});

const Public = z.strictObject({
  kinds: few(z.enum(['open', 'one_time', 'bound']), 3).check(z.minLength(1)),
  frames: z.optional(few(webUrl, 10)),
  minSeconds: z.optional(z.int().check(z.gte(0), z.lte(120))),
  reveal: z.optional(few(slotId, 20)),
  publicLists: z.optional(few(slotId, 10)),
});

const Print = z.strictObject({
  title: named,
  leaveOut: z.optional(few(slotId, FORM_LIMITS.slots)),
  signatures: z.optional(few(named, 6)),
  footer: z.optional(long),
});

const Body = z.strictObject({
  title: named,
  entity: named,
  mode: z.enum(['create', 'edit', 'createOrUpdate']),
  match: z.optional(few(slotId, 5)),
  layout: few(Section, FORM_LIMITS.sections),
  fields: z.record(slotId, Slot).check(z.refine((fields) => Object.keys(fields).length <= FORM_LIMITS.slots)),
  rules: few(Rule, FORM_LIMITS.rules),
  submit: Submit,
  public: z.optional(Public),
  print: z.optional(Print),
});

/** The body as a form, or where it is none (`/fields/phone/checks/0`), at most ten places. */
export function readFormBody(body: unknown): { readonly form: FormBody } | { readonly problems: readonly Problem<'shape'>[] } {
  const parsed = z.safeParse(Body, body);
  // Zod leaves the types of the trees to their own checks, and a record's key may have any name: the pattern holds.
  if (parsed.success) return { form: parsed.data as FormBody };
  const problems = parsed.error.issues.slice(0, 10).map(
    (issue): Problem<'shape'> => ({
      code: 'shape',
      path: issue.path.map((step) => `/${String(step).slice(0, 60)}`).join(''),
      level: 'error',
      facts: { problem: issue.code },
    }),
  );
  return { problems };
}
