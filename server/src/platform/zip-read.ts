import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** Why a file that a person sent cannot be read. */
export type FileProblem = 'not_a_sheet' | 'too_large' | 'encrypted' | 'broken';
export class BadFile extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem);
  }
}

export interface ZipEntry {
  readonly name: string;
  /** 0: as it is, 8: deflated. */
  readonly method: number;
  readonly packed: number;
  readonly at: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MOST_ENTRIES = 2_000;
const MOST_DIRECTORY = 4 * 1024 * 1024;

/** What an entry may unpack to: bytes at all, and times its packed size once it is more than a few megabytes. Sizes that the archive states are not believed. */
const MOST_BYTES = 3 * 1024 ** 3;
const MOST_RATIO = 300;
const RATIO_FROM = 8 * 1024 * 1024;

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  if (bytesRead < length) throw new BadFile('broken');
  return buffer;
}

/** The entries of an archive, by its directory. */
export async function zipEntries(path: string): Promise<ZipEntry[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = Math.min(size, END_BYTES + 65_535);
    if (tail < END_BYTES) throw new BadFile('not_a_sheet');
    const last = await bytesAt(file, size - tail, tail);
    let end = last.length - END_BYTES;
    while (end >= 0 && last.readUInt32LE(end) !== END) end -= 1;
    if (end < 0) throw new BadFile('not_a_sheet');
    const [count, length, start] = [last.readUInt16LE(end + 10), last.readUInt32LE(end + 12), last.readUInt32LE(end + 16)];
    if (count > MOST_ENTRIES || length > MOST_DIRECTORY) throw new BadFile('too_large');
    return directory(await bytesAt(file, start, length), count);
  } finally {
    await file.close();
  }
}

function directory(bytes: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0, n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw new BadFile('broken');
    const [flags, nameLength] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 28)];
    if (flags & 1) throw new BadFile('encrypted');
    entries.push({
      name: bytes
        .toString('utf8', at + 46, at + 46 + nameLength)
        .replace(/\\/g, '/')
        .replace(/^\//, ''),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      at: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * An entry unpacked, a piece at a time, and never more than it may be: an archive of forty kilobytes can hold gigabytes of nothing.
 * Throws `BadFile`.
 */
export async function* unzip(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.method !== 0 && entry.method !== 8) throw new BadFile('broken');
  const file = await open(path, 'r');
  let packed: Readable | null = null;
  try {
    const head = await bytesAt(file, entry.at, 30);
    if (head.readUInt32LE(0) !== LOCAL) throw new BadFile('broken');
    if (entry.packed === 0) return;
    const start = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
    packed = file.createReadStream({ start, end: start + entry.packed - 1, autoClose: false });
    const most = Math.min(MOST_BYTES, Math.max(RATIO_FROM, entry.packed * MOST_RATIO));
    let bytes = 0;
    const source: Readable = entry.method === 8 ? packed.pipe(createInflateRaw()) : packed;
    for await (const piece of source as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > most) throw new BadFile('too_large');
      yield piece;
    }
  } catch (error) {
    throw error instanceof BadFile ? error : new BadFile('broken');
  } finally {
    packed?.destroy();
    await file.close();
  }
}
