import { readFileSync } from 'node:fs';
import { endpoints, type EndpointName } from '@zhike/domain/api';
import type * as z from 'zod/mini';
import { statusOf } from '../src/http/errors';
import type { Login } from './harness';
import { happy, knock, NAMES, openStage, type Reply, type Stage } from './contract.stage';

let stage: Stage;
let openApi: OpenApi;
beforeAll(async () => {
  stage = await openStage();
  openApi = (await (await fetch(`${stage.shop.url}/openapi.json`)).json()) as OpenApi;
}, 60_000);
afterAll(() => stage?.shop.close());

interface Operation {
  readonly responses: Record<
    string,
    { readonly content: { 'application/json': { schema: { properties?: { refusal?: { properties: { code: { enum: string[] } } } } } } } }
  >;
  readonly parameters: readonly { name: string; required: boolean }[];
  readonly security: readonly object[];
}
interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
}

const documented = (operation: Operation | undefined, status: number): string[] =>
  operation?.responses[status]?.content['application/json'].schema.properties?.refusal?.properties.code.enum ?? [];

/** Every "no" has the same shape, names its request, and is one that the document announces for this endpoint. */
function expectRefusal(name: EndpointName, reply: Reply, status: number, code: string): void {
  expect([name, reply.status, reply.refusal?.code]).toEqual([name, status, code]);
  expect(reply.body).toEqual({ refusal: { code, facts: expect.any(Object) }, requestId: reply.headers.get('x-request-id') });
  expect(documented(openApi.paths[`/api/${name}`]?.post, status)).toContain(code);
}

/** What cannot work in a shop that is in use, and how it is refused here; its own test calls it in another one and checks its answer. */
const ELSEWHERE: Partial<Record<EndpointName, string>> = { 'templates.practice': 'templates.shop_in_use' };

describe.each(NAMES)('IT-01 %s', (name) => {
  const { audience, kind, output } = endpoints[name];
  let as: Login | null;
  let body: string;
  beforeAll(async () => {
    const call = await happy[name](stage);
    as = call.as;
    body = JSON.stringify(call.input);
  });

  if (audience !== 'public')
    test('refuses who is not logged in', async () => {
      expectRefusal(name, await knock(stage.shop, name, null, body), 401, 'access.login_required');
      expectRefusal(name, await knock(stage.shop, name, { token: 'x' }, body), 401, 'access.login_required');
    });

  if (audience === 'staff' || audience === 'customer')
    test('refuses the wrong kind of person, whatever she sends', async () => {
      const stranger = audience === 'staff' ? stage.lin : stage.boss;
      expectRefusal(name, await knock(stage.shop, name, stranger, body), 403, 'access.forbidden');
      expectRefusal(name, await knock(stage.shop, name, stranger, '{"nonsense":1}'), 403, 'access.forbidden');
    });

  if (kind === 'command')
    test('refuses a command without a usable key', async () => {
      for (const key of ['', 'short', 'with spaces in it', 'k'.repeat(101)])
        expectRefusal(name, await knock(stage.shop, name, as, body, { headers: { 'idempotency-key': key } }), 400, 'request.idempotency_key_missing');
    });

  test('refuses a body that is too large, no JSON, no object, of another type, or has a field too many', async () => {
    expectRefusal(name, await knock(stage.shop, name, as, JSON.stringify({ ...JSON.parse(body), note: 'x'.repeat(1024 * 1024) })), 413, 'request.too_large');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expectRefusal(name, await knock(stage.shop, name, as, body, { headers: { 'content-type': type } }), 415, 'request.not_json');
    const open = body === '{}' ? '{' : `${body.slice(0, -1)},`;
    const bodies = [
      '',
      '{"a":',
      'null',
      '[]',
      '"text"',
      '12',
      '[{}]',
      `${open}"unheardOf":1}`,
      `${open}"__proto__":{"kind":"staff"}}`,
      `${open}"constructor":{"prototype":{}}}`,
    ];
    for (const text of bodies) expectRefusal(name, await knock(stage.shop, name, as, text), 422, 'request.invalid');
    expect((Object.prototype as Record<string, unknown>).kind).toBeUndefined();
  });

  test('is reached by POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const reply = await knock(stage.shop, name, as, body, { method });
      expect([method, reply.status, reply.refusal?.code]).toEqual([method, 404, 'request.unknown_endpoint']);
    }
  });

  test('answers a working call with exactly what the contract says: nothing missing, nothing more', async () => {
    const reply = await knock(stage.shop, name, as, body);
    const refused = ELSEWHERE[name];
    if (refused !== undefined) return expect(reply.refusal?.code).toBe(refused);
    expect([reply.status, reply.refusal]).toEqual([200, null]);
    const parsed = (output as z.ZodMiniType).safeParse(reply.body);
    expect(parsed.error?.issues ?? []).toEqual([]);
    expect(parsed.data).toEqual(reply.body);
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });
});

describe('IT-01 the API document', () => {
  test('lists exactly the endpoints of the contract, each with its security, its key and its refusals under their status', () => {
    const { openapi, paths } = openApi;
    expect(openapi).toMatch(/^3\./);
    expect(Object.keys(paths).sort()).toEqual(NAMES.map((name) => `/api/${name}`).sort());
    for (const name of NAMES) {
      const definition = endpoints[name];
      const methods = paths[`/api/${name}`] ?? {};
      expect(Object.keys(methods)).toEqual(['post']);
      const operation = methods.post;
      expect(operation?.security).toHaveLength(definition.audience === 'public' ? 0 : 1);
      expect(operation?.parameters.map((parameter) => [parameter.name, parameter.required])).toEqual(
        definition.kind === 'command'
          ? [
              ['Idempotency-Key', true],
              ['Accepted-Warnings', false],
            ]
          : [],
      );
      for (const status of Object.keys(operation?.responses ?? {}).map(Number))
        for (const code of documented(operation, status)) expect([name, code, statusOf[code as keyof typeof statusOf]]).toEqual([name, code, status]);
      for (const code of definition.refusals) expect(documented(operation, statusOf[code as keyof typeof statusOf])).toContain(code);
    }
  });

  test('has an object schema for every input and output, and no reference that leads nowhere', async () => {
    const text = await (await fetch(`${stage.shop.url}/openapi.json`)).text();
    expect(text).not.toMatch(/"\$ref":"(?!#)/);
    interface Shape {
      type?: string;
      anyOf?: Shape[];
      oneOf?: Shape[];
    }
    const { paths } = JSON.parse(text) as { paths: Record<string, { post: { requestBody: { content: Record<string, { schema: Shape }> } } }> };
    // One of several objects is an object.
    const isObject = (shape: Shape | undefined): boolean => {
      const either = shape?.anyOf ?? shape?.oneOf ?? [];
      return shape?.type === 'object' || (either.length > 0 && either.every(isObject));
    };
    for (const [path, { post }] of Object.entries(paths)) expect([path, isObject(post.requestBody.content['application/json']?.schema)]).toEqual([path, true]);
  });

  test('every refusal of the contract has a status of the 4xx or 5xx kind, and every one of a noun belongs to an endpoint', () => {
    const used = new Set<string>(NAMES.flatMap((name) => [...endpoints[name].refusals]));
    for (const [code, status] of Object.entries(statusOf)) {
      expect([code, status >= 400 && status < 600]).toEqual([code, true]);
      // The log-in's redirects answer these two; they are no endpoint of the API. A check before saving can stop every command.
      if (!/^((request|server|service|record|lifecycle|access)\.|rule\.guard_)/.test(code)) expect([code, used.has(code)]).toEqual([code, true]);
    }
  });
});

describe('IT-01 around the API', () => {
  test('health, readiness and metrics answer', async () => {
    const get = async (path: string) => {
      const answer = await fetch(`${stage.shop.url}${path}`);
      return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
    };
    expect(await get('/healthz')).toMatchObject({ status: 200, text: '{"ok":true}' });
    const ready = await get('/readyz');
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { ok: true, database: 'ok', ephemeral: 'ok' }]);
    const metrics = await get('/metrics');
    expect(metrics.type).toContain('text/plain');
    expect(metrics.text).toMatch(/zhike_request_seconds_count\{endpoint="booking.services",status="200"\} \d+/);
    expect(metrics.text).toMatch(/zhike_refusals_total\{endpoint="booking.request",code="access.login_required"\} \d+/);
  });

  test('SC-06 every answer has its security headers and a request id of its own', async () => {
    const answers = await Promise.all(
      ['/healthz', '/openapi.json', '/api/stores.list', '/nowhere', '/sidebar/'].map((path) => fetch(`${stage.shop.url}${path}`)),
    );
    for (const { headers, url } of answers) {
      expect([url, headers.get('x-content-type-options')]).toEqual([url, 'nosniff']);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*object-src 'none'/);
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(answers.length);
  });

  test('SC-11 a name that Object has is no endpoint', async () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', '%5f%5fproto__', 'booking.request%00', '..%2fhealthz']) {
      const answer = await fetch(`${stage.shop.url}/api/${name}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
      expect([name, answer.status]).toEqual([name, 404]);
    }
  });

  test('the document in the repository that names endpoints names existing ones', () => {
    const names = new Set<string>(NAMES);
    const text = readFileSync(`${__dirname}/../../docs/ARCHITECTURE.md`, 'utf8');
    for (const [, name] of text.matchAll(/POST \/api\/([a-z]+\.[a-zA-Z]+)/g)) expect([name, names.has(name ?? '')]).toEqual([name, true]);
  });
});
