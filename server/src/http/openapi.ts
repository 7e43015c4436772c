import { endpoints } from '@zhike/domain/api';
import * as z from 'zod/mini';
import { ACCEPTED_HEADER } from './accepted';
import { statusOf } from './errors';

/** The API document, generated from the contracts: nothing in it is written by hand. */
export function openApiDocument(serverUrl: string): object {
  const paths: Record<string, object> = {};
  for (const [name, definition] of Object.entries(endpoints)) {
    const refusals = new Map<number, string[]>();
    const common = [
      'request.invalid',
      'request.too_large',
      'request.not_json',
      'request.rate_limited',
      ...(definition.audience === 'public' ? [] : ['access.login_required', 'access.forbidden']),
      ...(definition.kind === 'command'
        ? ['request.idempotency_key_missing', 'request.idempotency_key_reused', 'rule.guard_refused', 'rule.guard_warned']
        : []),
    ];
    for (const code of [...common, ...definition.refusals]) {
      const status = statusOf[code as keyof typeof statusOf];
      refusals.set(status, [...(refusals.get(status) ?? []), code]);
    }
    paths[`/api/${name}`] = {
      post: {
        operationId: name,
        tags: [name.split('.')[0]],
        summary: definition.summary,
        description: `Audience: ${definition.audience}.${definition.right ? ` Right: ${definition.right}.` : ''}`,
        security: definition.audience === 'public' ? [] : [{ session: [] }],
        parameters:
          definition.kind === 'command'
            ? [
                { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 8, maxLength: 100 } },
                {
                  name: ACCEPTED_HEADER,
                  in: 'header',
                  required: false,
                  schema: { type: 'string', description: 'After rule.guard_warned: {"<guardId>":"<reason>"}, percent-encoded.' },
                },
              ]
            : [],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: z.toJSONSchema(definition.input, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' }) } },
        },
        responses: {
          200: {
            description: 'Done',
            content: { 'application/json': { schema: z.toJSONSchema(definition.output, { target: 'openapi-3.0', unrepresentable: 'any' }) } },
          },
          ...Object.fromEntries(
            [...refusals].map(([status, codes]) => [
              status,
              { description: codes.join(', '), content: { 'application/json': { schema: refusalSchema(codes) } } },
            ]),
          ),
        },
      },
    };
  }
  return {
    openapi: '3.0.3',
    info: { title: '知客 Zhike', version: '0.1.0' },
    servers: [{ url: serverUrl }],
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function refusalSchema(codes: string[]): object {
  return {
    type: 'object',
    required: ['refusal', 'requestId'],
    properties: {
      requestId: { type: 'string' },
      refusal: { type: 'object', required: ['code', 'facts'], properties: { code: { type: 'string', enum: codes }, facts: { type: 'object' } } },
    },
  };
}
