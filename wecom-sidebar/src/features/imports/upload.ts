import { PART_BYTES } from '@zhike/domain/imports/contract';
import { readToken } from '../../api/session';

const TRIES = 4;
const PAUSE_MS = 800;

async function sendPart(importId: string, part: number, bytes: Blob): Promise<boolean> {
  const token = readToken();
  try {
    const answer = await fetch(`/api/import-part?import=${importId}&part=${part}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: bytes,
      credentials: 'omit',
    });
    return answer.status === 204;
  } catch {
    return false;
  }
}

/** Sends a file part by part; one that does not arrive is sent again. @returns whether all of it is there */
export async function uploadParts(importId: string, file: Blob, onPart: (sent: number, parts: number) => void): Promise<boolean> {
  const parts = Math.ceil(file.size / PART_BYTES);
  for (let part = 0; part < parts; part++) {
    let sent = false;
    for (let attempt = 0; !sent && attempt < TRIES; attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
      sent = await sendPart(importId, part, file.slice(part * PART_BYTES, (part + 1) * PART_BYTES));
    }
    if (!sent) return false;
    onPart(part + 1, parts);
  }
  return true;
}
