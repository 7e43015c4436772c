import Taro from '@tarojs/taro';
import type { FileView } from '@zhike/domain/forms/contract';
import type { FileKind } from '@zhike/domain/engines/forms/files';
import type { AnyRefusal, CallResult } from '@/api/refusals';

/** Choosing files on the phone and sending them. */
const onHost = process.env.TARO_ENV === 'h5';
const TIMEOUT_MS = 120_000;

/** A file that was chosen: in WeChat where it lies for the moment, on h5 the browser's own. */
export interface Chosen {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly place: string | Blob;
}

const ACCEPT: Readonly<Record<FileKind, string>> = {
  image: 'image/jpeg,image/png,image/webp',
  pdf: 'application/pdf',
  office: '.doc,.docx,.xls,.xlsx,.ppt,.pptx',
  video: 'video/mp4',
};

/** Asks for photos (the phone makes them smaller) or, where others are taken too, for files of a chat. Nothing chosen: an empty list. */
export async function chooseFiles(kinds: readonly FileKind[], most: number, cameraOnly: boolean): Promise<readonly Chosen[]> {
  if (onHost) return chooseInBrowser(kinds, most);
  try {
    if (kinds.every((kind) => kind === 'image')) {
      const { tempFiles } = await Taro.chooseMedia({
        count: Math.min(most, 9),
        mediaType: ['image'],
        sizeType: ['compressed'],
        sourceType: cameraOnly ? ['camera'] : ['album', 'camera'],
      });
      return tempFiles.map((file) => ({ name: 'photo.jpg', size: file.size, place: file.tempFilePath }));
    }
    const { tempFiles } = await Taro.chooseMessageFile({ count: Math.min(most, 9), type: 'all' });
    return tempFiles.map((file) => ({ name: file.name, size: file.size, place: file.path }));
  } catch {
    // She changed her mind, or said no to WeChat's question.
    return [];
  }
}

function chooseInBrowser(kinds: readonly FileKind[], most: number): Promise<readonly Chosen[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = kinds.map((kind) => ACCEPT[kind]).join();
    input.multiple = most > 1;
    input.style.display = 'none';
    // Some browsers only open it for an element of the page, and tell nothing when nothing was chosen.
    document.body.appendChild(input);
    input.onchange = () => {
      const files = Array.from(input.files ?? []).slice(0, most);
      input.remove();
      resolve(files.map((file) => ({ name: file.name, size: file.size, place: file })));
    };
    input.click();
  });
}

/** A drawing (PNG in base64) as a file that can be sent. */
export function drawingFile(base64: string): Chosen {
  const size = Math.floor((base64.length * 3) / 4);
  if (onHost) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    return { name: 'signature.png', size, place: new Blob([bytes], { type: 'image/png' }) };
  }
  const place = `${Taro.env.USER_DATA_PATH ?? ''}/signature-${Date.now()}.png`;
  Taro.getFileSystemManager().writeFileSync(place, base64, 'base64');
  return { name: 'signature.png', size, place };
}

const refused = (refusal: AnyRefusal): CallResult<FileView> => ({ ok: false, refusal });

/** Sends one file to the address that the server gave for it. */
export async function sendFile(path: string, chosen: Chosen): Promise<CallResult<FileView>> {
  try {
    const text = typeof chosen.place === 'string' ? await sendFromWechat(path, chosen.place) : await sendFromBrowser(path, chosen.place, chosen.name);
    const body = JSON.parse(text) as { file?: FileView; refusal?: AnyRefusal };
    if (body.file) return { ok: true, value: body.file };
    return refused(body.refusal ?? { code: 'client.unreadable', facts: { status: 0 } });
  } catch (problem) {
    const detail = typeof problem === 'object' && problem !== null && 'errMsg' in problem ? String(problem.errMsg) : String(problem);
    return refused({ code: 'client.offline', facts: { detail } });
  }
}

async function sendFromWechat(path: string, place: string): Promise<string> {
  return (await Taro.uploadFile({ url: `${API_BASE}${path}`, filePath: place, name: 'file', timeout: TIMEOUT_MS })).data;
}

async function sendFromBrowser(path: string, place: Blob, name: string): Promise<string> {
  const body = new FormData();
  body.append('file', place, name);
  return (await fetch(`${API_BASE}${path}`, { method: 'POST', body, credentials: 'omit' })).text();
}

/** Where a tap landed on an element, in thousandths of its width and height; null while nobody knows how large it is. */
export function placeOnElement(id: string, event: unknown): Promise<{ readonly x: number; readonly y: number } | null> {
  const tap = event as { clientX?: number; clientY?: number; detail?: { x?: number; y?: number }; changedTouches?: { clientX: number; clientY: number }[] };
  const [touch] = tap.changedTouches ?? [];
  const at = { x: touch?.clientX ?? tap.clientX ?? tap.detail?.x, y: touch?.clientY ?? tap.clientY ?? tap.detail?.y };
  return new Promise((resolve) => {
    Taro.createSelectorQuery()
      .select(`#${id}`)
      .boundingClientRect()
      .exec(([box]: readonly ({ left: number; top: number; width: number; height: number } | null)[]) => {
        if (!box?.width || !box.height || at.x === undefined || at.y === undefined) return resolve(null);
        const part = (way: number, size: number): number => Math.min(1000, Math.max(0, Math.round((way / size) * 1000)));
        resolve({ x: part(at.x - box.left, box.width), y: part(at.y - box.top, box.height) });
      });
  });
}

/** Shows a picture in full; a paper is opened by the browser or by WeChat's own viewer. */
export function showFile(file: FileView): void {
  const url = `${API_BASE}${file.url}`;
  if (file.kind === 'image') void Taro.previewImage({ urls: [url], current: url }).catch(() => undefined);
  else if (onHost) window.open(url, '_blank', 'noopener');
  else
    void Taro.downloadFile({ url })
      .then(({ tempFilePath }) => Taro.openDocument({ filePath: tempFilePath, showMenu: true }))
      .catch(() => undefined);
}
