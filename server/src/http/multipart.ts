import type { IncomingMessage } from 'node:http';

/* The one shape in which browsers and WeChat send a file: multipart/form-data. Only its first file is taken; other fields are passed over. */

export interface FilePart {
  /** As the device called it, without its folders; may be empty. */
  readonly name: string;
  readonly size: number;
}
export type Received = { readonly kind: 'file'; readonly file: FilePart } | { readonly kind: 'too_large' } | { readonly kind: 'no_file' };

type State = 'between' | 'head' | 'file' | 'done';
const MOST_HEAD = 8 * 1024;
/** Beside the file: what WeChat and browsers put around it. */
const AROUND = 64 * 1024;

/** `multipart/form-data; boundary=…` → its boundary; null when it is none. */
export function boundaryOf(contentType: string): string | null {
  const match = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

function fileName(head: string): string | null {
  const line = head.split('\r\n').find((one) => /^content-disposition\s*:/i.test(one)) ?? '';
  const given = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(line)?.[1] ?? /;\s*filename=([^\s;]+)/i.exec(line)?.[1];
  if (given === undefined) return null;
  // Browsers write these three so (HTML's form encoding), and nothing else.
  const last =
    given
      .replace(/%22|%0D|%0A/gi, '')
      .split(/[\\/]/)
      .pop() ?? '';
  return [...last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069"]/g, '')].slice(0, 120).join('');
}

/**
 * Reads a body part by part and gives the file's bytes on as they come; never holds more than a chunk and a line of it.
 * What is too large is read to its end and thrown away, so that whoever sent it gets the answer.
 * @param limit bytes of the file
 */
export async function receiveFile(request: IncomingMessage, boundary: string, limit: number, sink: (chunk: Buffer) => Promise<void>): Promise<Received> {
  const mark = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // As if the first boundary stood on a line of its own like all others.
  let held: Buffer = Buffer.from('\r\n', 'latin1');
  let state = 'between' as State;
  let [name, size, total] = ['', 0, 0];
  let over = Number(request.headers['content-length'] ?? '0') > limit + AROUND;
  let found = false;

  const give = async (bytes: Buffer): Promise<void> => {
    size += bytes.length;
    if (size > limit) over = true;
    else if (bytes.length > 0) await sink(bytes);
  };
  /** One step through what is held; false: more must come first. */
  const step = async (): Promise<boolean> => {
    if (state === 'between') {
      const at = held.indexOf(mark);
      if (at < 0) {
        held = held.subarray(Math.max(0, held.length - mark.length));
        return false;
      }
      const after = held.subarray(at + mark.length);
      if (after.length < 2) return false;
      held = after;
      state = after.toString('latin1', 0, 2) === '--' ? 'done' : 'head';
      return state === 'head';
    }
    if (state === 'head') {
      const end = held.indexOf('\r\n\r\n');
      if (end < 0) {
        if (held.length > MOST_HEAD) state = 'done';
        return false;
      }
      const called = fileName(held.toString('utf8', 0, end));
      // The line before the next boundary stays: an empty part ends at once.
      held = held.subarray(end + 2);
      if (called === null) state = 'between';
      else {
        [state, name, found] = ['file', called, true];
        held = held.subarray(2);
      }
      return true;
    }
    if (state === 'file') {
      const at = held.indexOf(mark);
      if (at >= 0) {
        await give(held.subarray(0, at));
        state = 'done';
        return false;
      }
      const sure = Math.max(0, held.length - mark.length);
      await give(held.subarray(0, sure));
      held = held.subarray(sure);
    }
    return false;
  };

  for await (const chunk of request as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > limit + AROUND) over = true;
    if (over || (state as State) === 'done') continue;
    held = Buffer.concat([held, chunk]);
    while (await step());
  }
  if (over) return { kind: 'too_large' };
  // A file whose end never came is none.
  return found && (state as State) === 'done' && size > 0 ? { kind: 'file', file: { name, size } } : { kind: 'no_file' };
}
