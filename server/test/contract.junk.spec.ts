import { endpoints } from '@zhike/domain/api';
import type * as z from 'zod/mini';
import { happy, knock, NAMES, openStage, type Reply, type Stage } from './contract.stage';
import type { Login } from './harness';

/** IT-01: what a hostile or broken client puts into every single value of every call. The answer may be yes or no, never a fault. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.shop.close());

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** Every place in a value, the containers included. */
function places(value: Json, path: Path = []): { path: Path; value: Json }[] {
  const here = path.length > 0 ? [{ path, value }] : [];
  if (value === null || typeof value !== 'object') return here;
  return [...here, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, Array.isArray(value) ? Number(key) : key]))];
}

function put(root: Json, path: Path, value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root)) return root.map((item, i) => (i === key ? put(item, rest, value) : item));
  return { ...(root as { [key: string]: Json }), [key]: put((root as { [key: string]: Json })[key] ?? null, rest, value) };
}

const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');
const NO_ID = '00000000-0000-7000-8000-000000000000';
/** Values of a wrong type: valid in no field of any contract. */
const WRONG: readonly Json[] = [{ junk: [1] }, [{ junk: null }], 1e300];
const TEXTS = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  '😀\udc00',
  '\u202e\u2066',
  "'; DROP TABLE customers; --",
  '%_\\',
  '{{7*7}}<%= 7*7 %>',
  '１３８００１３８００１',
  'x'.repeat(5_000),
];
const INSTANTS = [
  '2026-13-45T25:61:61.000Z',
  '2026-02-30T00:00:00.000Z',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '1900-01-01T00:00:00Z',
  '2199-12-31T23:59:59.999Z',
];
const DATES = ['0000-01-01', '0001-01-01', '9999-12-31', '2026-02-30', '1900-01-01', '2199-12-31'];
const CURSORS = [
  cursorOf('{"startsAt":"x","id":"y"}'),
  cursorOf('{"startsAt":{},"id":[]}'),
  cursorOf('{}'),
  cursorOf('null'),
  cursorOf(`${'9'.repeat(40)} ${NO_ID}`),
  cursorOf(`2026-99-99T99:99:99.999Z ${NO_ID}`),
  cursorOf(`{"startsAt":"2026-99-99T99:99:99.999Z","id":"${NO_ID}"}`),
  cursorOf(`{"startsAt":"infinity","id":"${NO_ID}"}`),
  '!'.repeat(200),
];
/** Parts that an engine reads, whatever their shape: it says itself what is wrong with them, and where. */
const OPEN: readonly (readonly [prefix: string, key: string])[] = [
  ['definitions.', 'body'],
  ['rules.simulate', 'body'],
  ['rules.', 'given'],
  ['segments.', 'where'],
  ['standing.', 'body'],
  ['forms.', 'values'],
  ['fields.', 'values'],
  ['records.', 'where'],
  ['reports.', 'report'],
  ['templates.', 'file'],
];
const isOpen = (name: string, path: Path): boolean => OPEN.some(([prefix, key]) => name.startsWith(prefix) && path[0] === key);
const NUMBERS = [-1, 0, 0.5, 1e21, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1)];

function hostile(path: Path, value: Json): readonly Json[] {
  if (path[path.length - 1] === 'cursor') return [...CURSORS, ...TEXTS];
  if (typeof value === 'number') return NUMBERS;
  if (typeof value === 'boolean') return ['true', 0];
  if (typeof value === 'string')
    return /^\d{4}-\d\d-\d\dT/.test(value)
      ? INSTANTS
      : /^\d{4}-\d\d-\d\d$/.test(value)
        ? DATES
        : /^[0-9a-f]{8}-/.test(value)
          ? [NO_ID, ...TEXTS.slice(0, 3)]
          : TEXTS;
  return value === null ? [NO_ID, ...TEXTS] : [];
}

function expectRefusalShape(reply: Reply): void {
  expect(reply.body).toEqual({ refusal: { code: expect.stringMatching(/^[a-z]+\.[a-z_]+$/), facts: expect.any(Object) }, requestId: expect.any(String) });
}

describe.each(NAMES)('IT-01 %s', (name) => {
  const schema = endpoints[name].input as z.ZodMiniType;
  let as: Login | null;
  let input: Json;
  beforeAll(async () => {
    const call = await happy[name](stage);
    as = call.as;
    input = JSON.parse(JSON.stringify(call.input)) as Json;
  });

  test('a value of a wrong type in any place is refused by its path', async () => {
    for (const { path } of places(input))
      for (const wrong of WRONG) {
        // A field of the shop's own may be a text, a number or a truth; whether it fits its definition is the module's to say.
        if (path[0] === 'fields' && name === 'booking.saveUnit' && typeof wrong === 'number') continue;
        const reply = await knock(stage.shop, name, as, JSON.stringify(put(input, path, wrong)));
        if (isOpen(name, path) && reply.refusal?.code !== 'request.invalid') {
          expect([path, wrong, reply.status < 500]).toEqual([path, wrong, true]);
          continue;
        }
        expect([path, wrong, reply.status, reply.refusal?.code]).toEqual([path, wrong, 422, 'request.invalid']);
        const { issues } = (reply.refusal as { facts: { issues: { path: string }[] } }).facts;
        expect([path, issues.some((issue) => path.join('.').startsWith(issue.path) || issue.path.startsWith(path.join('.')))]).toEqual([path, true]);
      }
  });

  test('a hostile value of the right type is taken or refused, never a fault', async () => {
    const faults: string[] = [];
    for (const { path, value } of places(input))
      for (const bad of hostile(path, value)) {
        const what = `${path.join('.')} = ${JSON.stringify(bad)}`;
        // What the contract takes must reach the database: such a call gets facts of its own.
        const taken = schema.safeParse(put(input, path, bad)).success;
        const call = taken && endpoints[name].kind === 'command' ? await happy[name](stage) : { as, input };
        const reply = await knock(stage.shop, name, call.as, JSON.stringify(put(JSON.parse(JSON.stringify(call.input)) as Json, path, bad)));
        if (reply.status >= 500) faults.push(what.slice(0, 120));
        else if (reply.status !== 200) expectRefusalShape(reply);
        if (!taken) expect([what, reply.status]).toEqual([what, 422]);
      }
    expect(faults).toEqual([]);
  }, 90_000);
});

test('IT-01 after all that the prototype of Object is as it was, and no fault was counted', async () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).junk).toBeUndefined();
  expect(await (await fetch(`${stage.shop.url}/metrics`)).text()).not.toContain('code="server.fault"');
});
