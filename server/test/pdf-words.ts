import { inflateSync } from 'node:zlib';

/** The words of a PDF as a reader would copy them: its streams unpacked, glyphs looked up in the fonts' tables. */
export function wordsOf(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap(([, body = '']) => {
    try {
      return [inflateSync(Buffer.from(body, 'latin1')).toString('latin1')];
    } catch {
      return [];
    }
  });
  const table = new Map<number, string>();
  for (const map of streams.filter((text) => text.includes('beginbfrange')))
    for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi))
      for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]+)>/gi)].entries())
        table.set(Number.parseInt(from, 16) + index, Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
  return streams
    .filter((text) => text.includes('TJ'))
    .flatMap((text) => [...text.matchAll(/\[([^\]]*)\] TJ/g)].map(([, line = '']) => [...line.matchAll(/<([0-9a-f]+)>/gi)].map(([, hex = '']) => hex).join('')))
    .map((hex) => (hex.match(/.{4}/g) ?? []).map((code) => table.get(Number.parseInt(code, 16)) ?? '?').join(''))
    .join('');
}
