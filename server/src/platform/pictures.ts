import sharp from 'sharp';
import type { FileKind } from '@zhike/domain/engines/forms/files';
import { createLimit } from './limit';

/* Pictures from outside: taken apart to their pixels and put together anew, so that nothing else that came with them (places, names, programs) stays. */

// The library reads two dozen formats; what is not asked for here is closed, whatever a file says it is.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });
sharp.cache(false);
sharp.concurrency(1);

export interface Picture {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly bytes: Buffer;
  /** JPEG, at most THUMB pixels a side. */
  readonly thumb: Buffer;
  /** Of `bytes`, turned the way it is looked at. */
  readonly width: number;
  readonly height: number;
}

/** More pixels than any phone's camera gives a picture that is sent on; a bomb has more. */
const MOST_PIXELS = 64_000_000;
/** Enough for a screen and a print of a hand's size. */
const LONGEST_SIDE = 2560;
const THUMB = 360;
const QUALITY = 84;

/** Two at a time: each holds a decoded picture in memory. */
const inTurn = createLimit(2);

/** The picture in a file, anew; null when it is none that can be read whole. */
export function renewPicture(file: string): Promise<Picture | null> {
  return inTurn(async () => {
    try {
      const source = () => sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true });
      const { hasAlpha, format } = await source().metadata();
      if (!['jpeg', 'png', 'webp'].includes(format)) return null;
      const turned = source().autoOrient().resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true });
      const { data, info } = await (hasAlpha ? turned.png({ compressionLevel: 8 }) : turned.jpeg({ quality: QUALITY, mozjpeg: false })).toBuffer({
        resolveWithObject: true,
      });
      const thumb = await sharp(data)
        .resize(THUMB, THUMB, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#fff' })
        .jpeg({ quality: 76 })
        .toBuffer();
      return { mediaType: hasAlpha ? 'image/png' : 'image/jpeg', bytes: data, thumb, width: info.width, height: info.height };
    } catch {
      return null;
    }
  });
}

const starts = (head: Buffer, hex: string, at = 0): boolean => head.subarray(at, at + hex.length / 2).toString('hex') === hex;

const PICTURES = ['image/jpeg', 'image/png', 'image/webp'];
interface Sniffed {
  readonly kind: FileKind;
  readonly mediaType: string;
}

/** What a file is by its first bytes (the more the better, 64 kB do), never by its name; null: nothing that is taken. */
export function sniff(head: Buffer): Sniffed | null {
  const mediaType = mediaTypeOf(head);
  if (!mediaType) return null;
  const kind: FileKind = PICTURES.includes(mediaType) ? 'image' : mediaType === 'application/pdf' ? 'pdf' : mediaType === 'video/mp4' ? 'video' : 'office';
  return { kind, mediaType };
}

const OFFICE: readonly (readonly [part: string, mediaType: string])[] = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];

function mediaTypeOf(head: Buffer): string | null {
  if (starts(head, 'ffd8ff')) return 'image/jpeg';
  if (starts(head, '89504e470d0a1a0a')) return 'image/png';
  if (starts(head, '52494646') && starts(head, '57454250', 8)) return 'image/webp';
  if (starts(head, '255044462d')) return 'application/pdf';
  if (starts(head, '66747970', 4) && head.length >= 12) return 'video/mp4';
  if (starts(head, 'd0cf11e0a1b11ae1')) return 'application/x-ole-storage';
  // An office file is a ZIP that says so; any other ZIP is none.
  if (starts(head, '504b0304') && head.includes('[Content_Types].xml')) return OFFICE.find(([part]) => head.includes(part))?.[1] ?? null;
  return null;
}
