import type { IncomingMessage } from 'node:http';
import type { ParameterizedContext } from 'koa';

/** Reads the body exactly as it came: signatures are computed over these bytes. Throws above the limit. */
export async function readRaw(request: IncomingMessage, limitBytes = 1_048_576): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limitBytes) throw new Error('the body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object in a JSON text; null when the text is no JSON or holds something else. */
export function parseFields(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** A string field, or null when it is absent, empty or not a string. */
export function textOf(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A list of strings; anything else in it is left out. */
export function textsOf(fields: Fields, name: string): string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** One value of the query; the first when it is repeated; null when absent or empty. */
export function queryOf(ctx: ParameterizedContext, name: string): string | null {
  const value = ctx.query[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === '' ? null : first;
}

/** Sets a JSON answer whose text is exactly `JSON.stringify(body)`. */
export function answerJson(ctx: ParameterizedContext, status: number, body: unknown): void {
  ctx.status = status;
  ctx.type = 'application/json; charset=utf-8';
  ctx.body = JSON.stringify(body);
}

/** Text for HTML and XML, safe in elements and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${String(c.charCodeAt(0))};`);
}

/** Counts hits per key in a fixed window of the world's clock. */
export function rateLimit(limit: number, windowMs: number): (key: string, now: Date) => boolean {
  const windows = new Map<string, { start: number; hits: number }>();
  return (key, now) => {
    const at = now.getTime();
    const known = windows.get(key);
    const window = known && at - known.start < windowMs ? known : { start: at, hits: 0 };
    window.hits += 1;
    windows.set(key, window);
    return window.hits <= limit;
  };
}
