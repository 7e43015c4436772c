import { createPublicKey, sign } from 'node:crypto';

/** One DER value: tag, length, content. Lengths above 127 take the long form. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), body]);
}

const sequence = (...items: Buffer[]): Buffer => der(0x30, ...items);
const NULL = der(0x05);

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let high = part >>> 7; high > 0; high >>>= 7) groups.unshift((high & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

/** A positive INTEGER: a leading zero keeps the sign bit clear. */
function unsigned(bytes: Buffer): Buffer {
  return der(0x02, bytes[0] !== undefined && bytes[0] >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** UTCTime: good for years 1950 to 2049 only. */
function utcTime(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`, 'latin1'));
}

function distinguishedName(commonName: string): Buffer {
  const attribute = (type: string, value: string) => der(0x31, sequence(oid(type), der(0x0c, Buffer.from(value, 'utf8'))));
  return sequence(attribute('2.5.4.3', commonName), attribute('2.5.4.10', 'Zhike Sandbox'), attribute('2.5.4.6', 'CN'));
}

function toPem(label: string, body: Buffer): string {
  return `-----BEGIN ${label}-----\n${(body.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
}

/**
 * A self-signed X.509 v3 certificate (RSA, SHA-256) in PEM.
 * @param serial hexadecimal, even length; the first digit must be 1–7, so that serial numbers read the same in every tool
 */
export function selfSignedCertificate(subject: {
  readonly privateKey: string;
  readonly commonName: string;
  readonly serial: string;
  readonly from: Date;
  readonly to: Date;
}): string {
  const algorithm = sequence(oid('1.2.840.113549.1.1.11'), NULL);
  const name = distinguishedName(subject.commonName);
  const basicConstraints = sequence(oid('2.5.29.19'), der(0x01, Buffer.from([0xff])), der(0x04, sequence()));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    unsigned(Buffer.from(subject.serial, 'hex')),
    algorithm,
    name,
    sequence(utcTime(subject.from), utcTime(subject.to)),
    name,
    createPublicKey(subject.privateKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(basicConstraints)),
  );
  const signature = sign('sha256', body, subject.privateKey);
  return toPem('CERTIFICATE', sequence(body, algorithm, der(0x03, Buffer.from([0]), signature)));
}
