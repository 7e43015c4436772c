import type { Field } from '../catalogue/definition';
import type { Value } from '../conditions/definition';
import type { Slot } from './definition';

/* Photos and files in a form: what a slot takes, and which files a value names. Read by the pages before sending and by the server after. */

export const FILE_KINDS = ['image', 'pdf', 'office', 'video'] as const;
export type FileKind = (typeof FILE_KINDS)[number];
export interface FileRules {
  readonly kinds: readonly FileKind[];
  readonly maxBytes: number;
  readonly maxCount: number;
}

const MB = 1024 * 1024;
/** Where a form says nothing. */
const USUAL = { maxMb: 20, maxCount: 9 } as const;
/** The picture of a hand is small. */
const SIGNATURE: FileRules = { kinds: ['image'], maxBytes: MB, maxCount: 1 };
const TAKES_FILES: readonly string[] = ['image', 'file', 'signature', 'annotation'];

/** What a slot takes; null: no files. */
export function fileRules(slot: Slot, field: Pick<Field, 'type'>): FileRules | null {
  if (!TAKES_FILES.includes(field.type)) return null;
  if (field.type === 'signature') return SIGNATURE;
  const { kinds, maxMb = USUAL.maxMb, maxCount = USUAL.maxCount } = slot.upload ?? {};
  const all: readonly FileKind[] = kinds ?? (field.type === 'file' ? ['image', 'pdf', 'office'] : ['image']);
  // A picture field holds pictures, whatever else its form allows.
  return { kinds: field.type === 'file' ? all : ['image'], maxBytes: Math.round(maxMb * MB), maxCount };
}

/** A point on a picture with what is said of it; x and y in thousandths of its width and height. */
export interface Mark {
  readonly file: string;
  readonly x: number;
  readonly y: number;
  readonly words: string;
}

/** A mark as it is kept: `<file> <x> <y> <words>`. */
export const writeMark = ({ file, x, y, words }: Mark): string => `${file} ${x} ${y} ${words.replace(/[\u0000-\u001f]+/g, ' ').trim()}`;

export function readMark(text: string): Mark | null {
  const [, file, x, y, words] = /^(\S{1,80}) (\d{1,4}) (\d{1,4}) (.*)$/.exec(text) ?? [];
  return file === undefined ? null : { file, x: Number(x), y: Number(y), words: words ?? '' };
}

/** The files that a value names, each once, in order. */
export function filesIn(field: Pick<Field, 'type'>, value: Value): readonly string[] {
  if (!TAKES_FILES.includes(field.type) || value === null) return [];
  const all = Array.isArray(value) ? value : [String(value)];
  return [...new Set(field.type === 'annotation' ? all.flatMap((one) => readMark(one)?.file ?? []) : all)];
}
