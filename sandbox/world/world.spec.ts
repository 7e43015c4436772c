import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '../../config/env';
import { loadWorldKeys, worldEnv } from './keys';
import { createWorld } from './world';
import { customer, defaultPeople } from './people';
import { fitsField } from './templates';

describe('the memory of the played world', () => {
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'zhike-world-'))));
  afterEach(() => rmSync(directory, { recursive: true }));
  const clock = { now: () => new Date('2026-11-22T02:00:00Z') };

  it('many flushes at once leave one whole snapshot with everything in it', async () => {
    const stateFile = join(directory, 'deep', 'world.json');
    const world = createWorld({ clock, stateFile });
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        world.state.acceptances[`o|${String(i)}`] = i;
        await world.flush();
        expect(Object.keys((JSON.parse(readFileSync(stateFile, 'utf8')) as { acceptances: object }).acceptances)).toContain(`o|${String(i)}`);
      }),
    );
    expect(statSync(stateFile).mode & 0o077).toBe(0);
  });

  it('the next run remembers, and learns of new people without forgetting the old', async () => {
    const stateFile = join(directory, 'world.json');
    const first = createWorld({ clock, stateFile });
    first.record('console', 'test', '记下');
    await first.close();
    const people = { ...defaultPeople(), customers: [customer('new', '新客', '13900139000')] };
    const second = createWorld({ clock, stateFile, people });
    expect(second.state.journal.map((entry) => entry.text)).toEqual(['记下']);
    expect(second.state.people.customers.map((person) => person.name)).toEqual(expect.arrayContaining(['林小雨', '新客']));
  });

  it('a damaged file is an error, not an empty world', () => {
    const stateFile = join(directory, 'world.json');
    writeFileSync(stateFile, '{"version":1,"orders":[');
    expect(() => createWorld({ clock, stateFile })).toThrow(SyntaxError);
  });

  it('keys are the same after a restart, readable by their owner only, and make a configuration that production accepts', () => {
    const keys = loadWorldKeys(join(directory, 'keys'));
    expect(loadWorldKeys(join(directory, 'keys'))).toEqual(keys);
    expect(statSync(join(directory, 'keys', 'keys.json')).mode & 0o077).toBe(0);
    const certificate = new X509Certificate(keys.merchant.certificate);
    expect(certificate.serialNumber).toBe(keys.merchant.serial);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(keys.merchant.publicKey);
    const rest = {
      DATABASE_URL: 'postgresql://x',
      FIELD_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
      INDEX_KEY: Buffer.alloc(32).toString('base64'),
      SESSION_KEY: Buffer.alloc(32).toString('base64'),
    };
    const env = readEnv({ ...rest, ...worldEnv(keys, 'http://127.0.0.1:4000', 'http://127.0.0.1:3000') });
    expect(env).toMatchObject({ WECHAT_PAY_API_BASE: 'http://127.0.0.1:4000/sim/wechat-pay', WECHAT_PAY_PUBLIC_KEY_ID: keys.payPublicKey.id });
    const older = loadWorldKeys(join(directory, 'keys'), { payMode: 'platform-certificate' });
    expect(readEnv({ ...rest, ...worldEnv(older, 'http://127.0.0.1:4000', 'http://127.0.0.1:3000') }).WECHAT_PAY_PUBLIC_KEY_ID).toBeUndefined();
  });
});

describe('fields of subscribe messages', () => {
  it.each([
    ['thing1', '长'.repeat(20), true],
    ['thing1', '长'.repeat(21), false],
    ['thing1', ' ', false],
    ['time2', '2026年11月28日 10:00', true],
    ['time2', '2026-11-28 10:00', true],
    ['time2', '10:00~11:30', true],
    ['time2', '后天上午', false],
    ['amount2', '¥200.00', true],
    ['amount2', '200元', true],
    ['amount2', '二百元', false],
    ['phrase3', '已确认', true],
    ['phrase3', '已经确认好了', false],
    ['phone_number4', '138-0013-8001', true],
    ['character_string5', '预约', false],
    ['mystery1', 'x', false],
  ])('%s = %s: %s', (field, value, fits) => expect(fitsField(field, value)).toBe(fits));
});
