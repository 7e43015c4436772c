import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { createWecom } from '../src/gateways/wecom/http';
import { dependencies, gatewayEnv, worldKeys } from './gateways.fixtures';

const keys = worldKeys();
const deps = dependencies();
const wecom = createWecom(gatewayEnv(keys, 'http://127.0.0.1:9'), deps);
const aesKey = Buffer.from(`${keys.encodingAesKey}=`, 'base64');

/** WXBizMsgCrypt, written from the document; each part can be spoilt. */
function encrypt(message: string | Buffer, change: { corpId?: string; length?: number; padding?: Buffer; block?: number } = {}): string {
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(change.length ?? text.length);
  const plain = Buffer.concat([randomBytes(16), length, text, Buffer.from(change.corpId ?? keys.corpId)]);
  const pad = (change.block ?? 32) - (plain.length % (change.block ?? 32));
  const cipher = createCipheriv('aes-256-cbc', aesKey, aesKey.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, change.padding ?? Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64');
}
function signed(encrypted: string, timestamp = String(Math.floor(Date.now() / 1000))) {
  const nonce = randomBytes(8).toString('hex');
  const msg_signature = createHash('sha1').update([keys.callbackToken, timestamp, nonce, encrypted].sort().join('')).digest('hex');
  return { msg_signature, timestamp, nonce };
}
const open = (encrypted: string, query = signed(encrypted)) => wecom.openCallback(query, encrypted);

describe('an encrypted callback of WeCom', () => {
  it('IT-02 opens for messages of every length, and so for every padding from 1 to 32', () => {
    for (let length = 0; length < 70; length++) expect(open(encrypt('x'.repeat(length)))).toBe('x'.repeat(length));
    expect(open(encrypt('预约 👰🏻 <xml>'))).toBe('预约 👰🏻 <xml>');
    expect(open(encrypt('y'.repeat(100_000)))).toHaveLength(100_000);
  });

  it('IT-02 with another signature, token, nonce or time stamp is refused', () => {
    const encrypted = encrypt('hello');
    const query = signed(encrypted);
    for (const change of [
      { msg_signature: '' },
      { msg_signature: '0'.repeat(40) },
      { msg_signature: query.msg_signature.slice(0, 39) },
      { msg_signature: `${query.msg_signature}0` },
      { nonce: 'other' },
      { timestamp: String(Number(query.timestamp) - 1) },
      { msg_signature: 'é'.repeat(20) },
    ])
      expect(open(encrypted, { ...query, ...change })).toBeNull();
    expect(open(encrypt('other'), query)).toBeNull();
  });

  it('IT-02 recorded more than five minutes ago, though well signed, is refused', () => {
    const encrypted = encrypt('hello');
    const now = Math.floor(Date.now() / 1000);
    expect(open(encrypted, signed(encrypted, String(now - 290)))).toBe('hello');
    for (const timestamp of [String(now - 310), String(now + 310), '', 'now', '-1', '1e9']) expect(open(encrypted, signed(encrypted, timestamp))).toBeNull();
  });

  it('IT-02 for another corp is refused', () => {
    for (const corpId of ['ww0000000000000000', '', `${keys.corpId}x`, keys.corpId.slice(0, -1)]) expect(open(encrypt('hello', { corpId }))).toBeNull();
  });

  it('IT-02 whose length lies is refused', () => {
    for (const length of [0, 4, 6, 1000, 0x7fffffff, 0xffffffff]) expect(open(encrypt('hello', { length }))).toBeNull();
  });

  it('IT-02 whose padding is not whole is refused', () => {
    const body = 16 + 4 + 12 + keys.corpId.length;
    const room = 32 - (body % 32) || 32;
    const right = Buffer.alloc(room, room);
    const wrong = [
      Buffer.from(right).fill(room - 1, 0, 1),
      Buffer.alloc(room, 0),
      Buffer.alloc(room, 33),
      Buffer.alloc(room, 255),
      Buffer.concat([right.subarray(1), Buffer.from([1])]).fill(room, 0, room - 1),
    ];
    expect(open(encrypt('hello world!', { padding: right }))).toBe('hello world!');
    for (const padding of wrong.slice(0, 4)) expect(open(encrypt('hello world!', { padding }))).toBeNull();
    expect(open(encrypt('hello world!', { padding: wrong[4] }))).toBeNull();
  });

  it('IT-02 that is no base64, empty, cut, or not whole blocks is refused', () => {
    const encrypted = encrypt('hello');
    for (const text of ['', 'x', '%%%%', encrypted.slice(0, -4), encrypted.slice(0, 20), 'AAAA', `${encrypted}AAAA`]) expect(open(text)).toBeNull();
    expect(open('A'.repeat(2_000_000))).toBeNull();
  });

  it('IT-02 of which any bit was turned is refused or at least never opens as something else of ours', () => {
    const packed = Buffer.from(encrypt('<xml><Event>change_external_contact</Event></xml>'), 'base64');
    let opened = 0;
    for (let bit = 0; bit < packed.length * 8; bit++) {
      const changed = Buffer.from(packed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const query = signed(packed.toString('base64'));
      if (open(changed.toString('base64'), query) !== null) opened += 1;
    }
    expect(opened).toBe(0);
  });

  it('IT-02 that is not UTF-8 is refused', () => {
    expect(open(encrypt(Buffer.from([0xff, 0xfe, 0x41])))).toBeNull();
  });

  it('IT-02 the echo of the address check comes back exactly, a leading BOM or line break included', () => {
    for (const echo of ['1616140317555161061', '\ufeffabc', 'a\n', ' a ']) expect(open(encrypt(echo))).toBe(echo);
  });
});

describe('the XML of a callback', () => {
  const read = (xml: string) => wecom.parseCallbackXml(xml);

  it('IT-02 gives the fields as text: no number, no trimming of zeros', () => {
    expect(
      read(
        '<xml><ToUserName><![CDATA[ww1]]></ToUserName><CreateTime>0016140317</CreateTime><AgentID>1000002</AgentID><Encrypt><![CDATA[a+/=]]></Encrypt><State></State></xml>',
      ),
    ).toEqual({
      ToUserName: 'ww1',
      CreateTime: '0016140317',
      AgentID: '1000002',
      Encrypt: 'a+/=',
      State: '',
    });
  });

  it('IT-02 a document type is refused, an entity stays as it is', () => {
    expect(read('<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Event>&b;</Event></xml>')).toEqual({});
    expect(read('<?xml version="1.0"?><!doctype x SYSTEM "file:///etc/passwd"><xml><Event>1</Event></xml>')).toEqual({});
    expect(read('<xml><Event>&lt;b&gt; &#65; &xxe;</Event></xml>')).toEqual({ Event: '&lt;b&gt; &#65; &xxe;' });
  });

  it('IT-02 an element that occurs twice, or holds others, is left out', () => {
    expect(read('<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt><Event>e</Event><Items><Item>1</Item></Items></xml>')).toEqual({ Event: 'e' });
  });

  it('IT-02 names that mean something to JavaScript do no harm', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const fields = read(`<xml><${name}><polluted>1</polluted></${name}><Event>e</Event></xml>`);
      expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(Object.keys(fields).filter((field) => field !== 'Event')).toEqual([]);
    }
  });

  it('IT-02 what is no such XML gives no fields and does not throw', () => {
    for (const text of [
      '',
      'text',
      '{"xml":1}',
      '<xml>',
      '<xml/>',
      '<xml></xml',
      '<a><b>1</b></a>',
      '<xml>text</xml>',
      '<xml><a></xml></a>',
      '<xml>'.repeat(5_000),
      '\u0000',
      '<xml><xml/></xml><xml/>',
    ])
      expect(Object.keys(read(text)).filter((name) => name === 'Encrypt')).toEqual([]);
  });
});
