import type { IncomingMessage } from 'node:http';

export const BODY_LIMIT_BYTES = 256 * 1024;

export type Body = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'too_large' };

/** Reads a body as text, never holding more than the limit: a bigger one is drained to nothing and refused. */
export function readBody(request: IncomingMessage, limit = BODY_LIMIT_BYTES): Promise<Body> {
  const declared = Number(request.headers['content-length'] ?? '0');
  if (declared > limit) {
    request.resume();
    return Promise.resolve({ kind: 'too_large' });
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let over = false;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        over = true;
        chunks.length = 0;
      } else if (!over) chunks.push(chunk);
    });
    request.on('end', () => resolve(over ? { kind: 'too_large' } : { kind: 'text', text: Buffer.concat(chunks).toString('utf8') }));
    request.on('error', reject);
  });
}
