import { StringDecoder } from 'node:string_decoder';
import { BadFile } from './zip-read';

/** What a scanner tells of a document, in its order. Names come without their prefix. */
export interface XmlListener {
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(raw: string): void;
}

/** A tag or a text that is longer is no spreadsheet's. */
const LONGEST = 1024 * 1024;

/**
 * A scanner for the plain XML of spreadsheets, fed a piece at a time: no entities of its own, no document types (they are passed over), nothing
 * is ever looked up. What a listener gets of texts is raw; `unescapeXml` reads it.
 */
export class XmlScanner {
  private rest = '';
  private readonly decoder = new StringDecoder('utf8');
  constructor(private readonly listener: XmlListener) {}

  push(piece: Buffer): void {
    const data = this.rest + this.decoder.write(piece);
    let at = 0;
    for (;;) {
      const tag = data.indexOf('<', at);
      if (tag < 0) break;
      if (tag > at) this.listener.text(data.slice(at, tag));
      at = tag;
      const end = endOfTag(data, tag);
      if (end < 0) break;
      this.tag(data.slice(tag, end));
      at = end;
    }
    this.rest = at === 0 ? data : data.slice(at);
    if (this.rest.length > LONGEST) throw new BadFile('too_large');
  }

  private tag(tag: string): void {
    if (tag.startsWith('<![CDATA[')) return this.listener.text(tag.slice(9, -3).replace(/&/g, '&amp;'));
    if (tag[1] === '!' || tag[1] === '?') return;
    if (tag[1] === '/') return this.listener.close(plainName(tag.slice(2, -1).trim()));
    const empty = tag[tag.length - 2] === '/';
    const body = tag.slice(1, empty ? -2 : -1);
    const space = body.search(/\s/);
    const name = plainName(space < 0 ? body : body.slice(0, space));
    this.listener.open(name, space < 0 ? '' : body.slice(space));
    if (empty) this.listener.close(name);
  }
}

const plainName = (name: string): string => name.slice(name.indexOf(':') + 1);

function endOfTag(data: string, tag: number): number {
  const until = (mark: string): number => {
    const found = data.indexOf(mark, tag);
    return found < 0 ? -1 : found + mark.length;
  };
  if (data.startsWith('<!--', tag)) return until('-->');
  if (data.startsWith('<![CDATA[', tag)) return until(']]>');
  // Less than it takes to tell which it is.
  if (data[tag + 1] === '!' && data.length - tag < 9) return -1;
  return until('>');
}

/** An attribute of a tag by its name (with or without prefix); null: it has none. */
export function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found ? unescapeXml(found[1] ?? found[2] ?? '') : null;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A raw text as it is meant, also where a spreadsheet writes a sign as `_x000D_`. */
export function unescapeXml(raw: string): string {
  const plain = raw.includes('&')
    ? raw.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g, (all, hex?: string, dec?: string, name?: string) => {
        if (name !== undefined) return NAMED[name] ?? all;
        const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(dec);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
      })
    : raw;
  return plain.includes('_x') ? plain.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : plain;
}
