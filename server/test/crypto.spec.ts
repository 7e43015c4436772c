import { randomBytes } from 'node:crypto';
import { createFieldCrypto, type FieldContext, FieldCryptoError, hashToken, newToken, signState, verifyState } from '../src/platform/crypto';

const key = () => randomBytes(32).toString('base64');
const old = key();
const recent = key();
const indexKey = key();
const crypto = createFieldCrypto({ fieldKeys: `k2:${recent},k1:${old}`, indexKey });
const before = createFieldCrypto({ fieldKeys: `k1:${old}`, indexKey });
const PLACE: FieldContext = 'Customer:phone:0192aa';
const PHONE = '13800138000';

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FieldCryptoError) return error.reason;
    throw error;
  }
  return 'opened';
}

describe('encrypted fields', () => {
  it('SC-07 a field comes back as it was, Chinese and emoji included, and its ciphertext shows nothing of it', () => {
    for (const plain of [PHONE, '', '林小满 👰🏻', 'x'.repeat(10_000)]) {
      const stored = crypto.encrypt(plain, PLACE);
      expect(crypto.decrypt(stored, PLACE)).toBe(plain);
      expect(stored).toMatch(/^k2\.[A-Za-z0-9+/]+=*$/);
    }
    const stored = crypto.encrypt(PHONE, PLACE);
    expect(stored).not.toContain(PHONE);
    expect(Buffer.from(stored.slice(3), 'base64').includes(PHONE)).toBe(false);
  });

  it('SC-07 the same text sealed twice looks different', () => {
    expect(crypto.encrypt(PHONE, PLACE)).not.toBe(crypto.encrypt(PHONE, PLACE));
  });

  it('SC-07 a ciphertext moved to another row, column or table does not open', () => {
    const stored = crypto.encrypt(PHONE, PLACE);
    for (const elsewhere of ['Customer:phone:0192ab', 'Customer:note:0192aa', 'Staff:phone:0192aa'] as const)
      expect(reasonOf(() => crypto.decrypt(stored, elsewhere))).toBe('not_authentic');
  });

  it('SC-07 every single flipped bit of a ciphertext is noticed', () => {
    const packed = Buffer.from(crypto.encrypt(PHONE, PLACE).slice(3), 'base64');
    for (let bit = 0; bit < packed.length * 8; bit++) {
      const changed = Buffer.from(packed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(reasonOf(() => crypto.decrypt(`k2.${changed.toString('base64')}`, PLACE))).toBe('not_authentic');
    }
  });

  it('SC-07 what is cut short, foreign or empty is refused by its reason', () => {
    const stored = crypto.encrypt(PHONE, PLACE);
    expect(reasonOf(() => crypto.decrypt('', PLACE))).toBe('format');
    expect(reasonOf(() => crypto.decrypt(PHONE, PLACE))).toBe('format');
    expect(reasonOf(() => crypto.decrypt(stored.slice(0, 20), PLACE))).toBe('format');
    expect(reasonOf(() => crypto.decrypt(`k9${stored.slice(2)}`, PLACE))).toBe('unknown_key');
    expect(reasonOf(() => crypto.decrypt(`k1${stored.slice(2)}`, PLACE))).toBe('not_authentic');
  });

  it('SC-07 key rotation: the old key still opens, the first key seals, and the rotation job can tell them apart', () => {
    const stored = before.encrypt(PHONE, PLACE);
    expect(crypto.decrypt(stored, PLACE)).toBe(PHONE);
    expect(crypto.isCurrent(stored)).toBe(false);
    const renewed = crypto.encrypt(crypto.decrypt(stored, PLACE), PLACE);
    expect(crypto.isCurrent(renewed)).toBe(true);
    expect(reasonOf(() => before.decrypt(renewed, PLACE))).toBe('unknown_key');
  });

  it('SC-07 an error says neither the text nor the key', () => {
    try {
      crypto.decrypt(crypto.encrypt(PHONE, PLACE), 'Customer:phone:other');
    } catch (error) {
      expect(String(error)).toBe('Error: encrypted field: not_authentic');
    }
  });

  it('SC-07 the blind index finds equal values, differs by purpose and by key, and survives a rotation of the field keys', () => {
    expect(crypto.blindIndex(PHONE, 'Customer.phone')).toMatch(/^[0-9a-f]{64}$/);
    expect(crypto.blindIndex(PHONE, 'Customer.phone')).toBe(before.blindIndex(PHONE, 'Customer.phone'));
    expect(crypto.blindIndex(PHONE, 'Customer.phone')).not.toBe(crypto.blindIndex(PHONE, 'Staff.phone'));
    const other = createFieldCrypto({ fieldKeys: `k1:${old}`, indexKey: key() });
    expect(crypto.blindIndex(PHONE, 'Customer.phone')).not.toBe(other.blindIndex(PHONE, 'Customer.phone'));
  });

  it('SC-07 a key of a wrong length is refused at the start', () => {
    expect(() => createFieldCrypto({ fieldKeys: `k1:${randomBytes(16).toString('base64')}`, indexKey })).toThrow('32 bytes');
    expect(() => createFieldCrypto({ fieldKeys: `k1:${old}`, indexKey: 'short' })).toThrow('32 bytes');
  });
});

describe('tokens and the state of a login', () => {
  const sessionKey = key();
  const now = new Date('2026-11-22T02:00:00Z');
  const soon = new Date(now.getTime() + 600_000);

  it('SC-11 tokens have 256 bits and only their hash needs to be stored', () => {
    const tokens = new Set(Array.from({ length: 1000 }, newToken));
    expect(tokens.size).toBe(1000);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('SC-11 the state of a login comes back unchanged until it is over', () => {
    const signed = signState('nonce|/workbench/日历', sessionKey, soon);
    expect(verifyState(signed, sessionKey, now)).toBe('nonce|/workbench/日历');
    expect(verifyState(signed, sessionKey, soon)).toBeNull();
  });

  it('SC-11 a state that was changed, lengthened in time or signed with another key is nothing', () => {
    const signed = signState('nonce', sessionKey, soon);
    const [text = '', until = '', mac = ''] = signed.split('.');
    const forged = [
      `${Buffer.from('other').toString('base64url')}.${until}.${mac}`,
      `${text}.${String(Number(until) + 1)}.${mac}`,
      `${text}.${until}.${mac.slice(0, -2)}AA`,
      `${text}.${until}.`,
      `${text}.${until}`,
      '',
      `${signed}.x`,
      signState('nonce', key(), soon),
    ];
    for (const state of forged) expect(verifyState(state, sessionKey, now)).toBeNull();
  });
});
