import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BadFile } from './zip-read';

const BLOCK = 64 * 1024;
/** Blocks that stay in memory: sixteen megabytes. */
const KEPT = 256;
const MOST_TEXTS = 20_000_000;

/**
 * The texts that a spreadsheet's cells share, by their number. What is more than some megabytes lies in a file of its own, of which the parts
 * last asked for are kept: cells ask nearly in the order in which the texts lie there.
 */
export class SharedTexts {
  private readonly kept = new Map<number, Buffer>();
  private ends = new Float64Array(1024);
  private count = 0;
  private bytes = 0;
  private filling = Buffer.alloc(BLOCK);
  private file: { readonly name: string; readonly fd: number } | null = null;

  add(text: string): void {
    if (this.count >= MOST_TEXTS) throw new BadFile('too_large');
    let data = Buffer.from(text, 'utf8');
    while (data.length > 0) {
      const at = this.bytes % BLOCK;
      const part = Math.min(data.length, BLOCK - at);
      data.copy(this.filling, at, 0, part);
      this.bytes += part;
      data = data.subarray(part);
      if (this.bytes % BLOCK === 0) this.put();
    }
    if (this.count === this.ends.length) {
      const longer = new Float64Array(this.ends.length * 2);
      longer.set(this.ends);
      this.ends = longer;
    }
    this.ends[this.count++] = this.bytes;
  }

  get(index: number): string {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return '';
    let at = index === 0 ? 0 : (this.ends[index - 1] ?? 0);
    const end = this.ends[index] ?? at;
    const parts: Buffer[] = [];
    while (at < end) {
      const block = this.block(Math.floor(at / BLOCK));
      const from = at % BLOCK;
      const part = block.subarray(from, Math.min(BLOCK, from + end - at));
      parts.push(part);
      at += part.length;
    }
    return (parts.length === 1 ? parts[0] : Buffer.concat(parts))?.toString('utf8') ?? '';
  }

  close(): void {
    if (!this.file) return;
    closeSync(this.file.fd);
    unlinkSync(this.file.name);
    this.file = null;
  }

  private put(): void {
    const number = this.bytes / BLOCK - 1;
    if (number >= KEPT && !this.file) {
      const name = path.join(tmpdir(), `zhike-texts-${randomUUID()}`);
      this.file = { name, fd: openSync(name, 'wx+', 0o600) };
      for (const [one, block] of this.kept) writeSync(this.file.fd, block, 0, BLOCK, one * BLOCK);
    }
    if (this.file) writeSync(this.file.fd, this.filling, 0, BLOCK, number * BLOCK);
    this.remember(number, this.filling);
    this.filling = Buffer.alloc(BLOCK);
  }

  private remember(number: number, block: Buffer): void {
    this.kept.set(number, block);
    if (this.kept.size <= KEPT) return;
    const [oldest] = this.kept.keys();
    if (oldest !== undefined) this.kept.delete(oldest);
  }

  private block(number: number): Buffer {
    if (number >= Math.floor(this.bytes / BLOCK)) return this.filling;
    const kept = this.kept.get(number);
    if (kept || !this.file) return kept ?? Buffer.alloc(BLOCK);
    const block = Buffer.alloc(BLOCK);
    readSync(this.file.fd, block, 0, BLOCK, number * BLOCK);
    this.remember(number, block);
    return block;
  }
}
