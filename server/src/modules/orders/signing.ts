import { dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { keepFile } from '../../platform/files';
import type { Pdf } from '../../platform/pdf';
import { cleanPng } from '../../platform/png';
import type { Write } from '../../platform/write';

export const PDF_TYPE = 'application/pdf';
const MOST_PIXELS = 2_000_000;

/** A paper as it was read, and who signs it where. */
export interface Signing {
  readonly title: string;
  readonly text: string;
  readonly sha256: string;
  readonly zone: string;
  readonly signerName: string;
  /** Base64 of a PNG. */
  readonly signature: string;
}

/** `2026-11-26 10:00` by the store's clock. */
export function momentIn(zone: string, at: Date): string {
  const offset = offsetMinutesAt(zone, at.getTime());
  return `${dateAt(at.getTime(), offset)} ${timeAt(at.getTime(), offset)}`;
}

/** Puts her name, the picture of her hand, the time and the hash of what she read into a file of its own. Null: the picture is none. */
export async function signPaper(
  write: Write,
  pdf: Pdf,
  paper: Signing,
): Promise<{ readonly signatureId: string; readonly signedFileId: string; readonly sha256: string } | null> {
  const png = cleanPng(Buffer.from(paper.signature, 'base64'), MOST_PIXELS);
  if (!png) return null;
  const at = momentIn(paper.zone, write.now);
  const lines = [`签署人：${paper.signerName}`, `签署时间：${at}`, `签署的原文（SHA-256）：${paper.sha256}`];
  const bytes = await pdf.write({ title: paper.title, text: paper.text, createdAt: write.now, signature: { png, lines } });
  const signature = await keepFile(write.tx, { mediaType: 'image/png', bytes: png, now: write.now });
  const signed = await keepFile(write.tx, { mediaType: PDF_TYPE, bytes, now: write.now });
  return { signatureId: signature.id, signedFileId: signed.id, sha256: signed.sha256 };
}
