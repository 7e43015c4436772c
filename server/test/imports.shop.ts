import { Workbook } from 'exceljs';
import { PART_BYTES } from '@zhike/domain/imports/contract';
import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import type { Harness, Login } from './harness';

/* How a member brings a file in: what her browser does, step by step. */

type Kind = Pick<ApiInput<'imports.begin'>, 'kind' | 'formId'>;
export type Cell = string | number | Date | boolean | null | { formula: string; result: string | number };

/** A book as Excel writes one. */
export async function bookOf(rows: readonly (readonly Cell[])[], formats: Readonly<Record<number, string>> = {}): Promise<Buffer> {
  const book = new Workbook();
  const page = book.addWorksheet('表1');
  for (const row of rows) page.addRow([...row]);
  for (const [column, format] of Object.entries(formats)) page.getColumn(Number(column)).numFmt = format;
  return Buffer.from((await book.xlsx.writeBuffer()) as ArrayBuffer);
}

export async function sendFile(shop: Harness, as: Login, of: Kind, bytes: Buffer, fileName = '客户.xlsx', storeId: string | null = null): Promise<string> {
  const begun = await shop.do('imports.begin', { ...of, fileName, bytes: bytes.length, ...(storeId ? { storeId } : {}) }, as);
  for (let part = 0; part * PART_BYTES < bytes.length; part++) {
    const answer = await fetch(`${shop.url}/api/import-part?import=${begun.import.id}&part=${part}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)),
    });
    if (answer.status !== 204) throw new Error(`part ${part} was answered ${answer.status}`);
  }
  return begun.import.id;
}

type Seen = ApiOutput<'imports.get'>;
/** Waits until an import rests in a state. */
export const until = (shop: Harness, as: Login, importId: string, ...states: Seen['import']['state'][]): Promise<Seen> =>
  shop.eventually(async () => {
    const seen = await shop.do('imports.get', { importId }, as);
    return states.includes(seen.import.state) && seen;
  }, 120_000);

/** Sent, read, checked; answers what the member sees then. */
export async function checked(
  shop: Harness,
  as: Login,
  of: Kind,
  bytes: Buffer,
  more: { readonly existing?: 'update' | 'skip'; readonly heard?: boolean; readonly storeId?: string; readonly fileName?: string } = {},
): Promise<Seen> {
  const importId = await sendFile(shop, as, of, bytes, more.fileName, more.storeId ?? null);
  const { mapping } = await shop.do('imports.read', { importId }, as);
  await shop.do('imports.check', { importId, mapping, existing: more.existing ?? 'update', heard: more.heard ?? false }, as);
  return until(shop, as, importId, 'checked', 'failed');
}

export async function written(shop: Harness, as: Login, importId: string, mode: 'all' | 'good'): Promise<Seen> {
  await shop.do('imports.write', { importId, mode }, as);
  return until(shop, as, importId, 'done', 'failed', 'cancelled');
}
