import type pg from 'pg';
import { freePort } from '../../server/test/harness';
import { openApi, type Api } from './api';
import { startPgProxy } from './pg-proxy';
import { startProgram } from './program';
import type { Shop } from './shop';

/** One statement as the server sent it: its prepared name (empty: sent as it is), its text, its parameters in text form. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | null)[];
}

/**
 * The statements that one call makes the server send, in order, read off the wire: the honest baseline is exactly this, by plain
 * pg. A server of its own is started for it behind a proxy; the measured one has no proxy in its way.
 * @param warm calls made before, so that every statement has its name already
 */
export async function recordCalls<Name extends string>(
  shop: Shop,
  warm: (api: Api) => Promise<void>,
  calls: Readonly<Record<Name, (api: Api) => Promise<void>>>,
): Promise<Record<Name, Statement[]>> {
  const texts = new Map<string, string>();
  let heard: Statement[] = [];
  const proxy = await startPgProxy({
    target: shop.databaseUrl,
    shouldCut: () => false,
    hear(type, body) {
      if (type === 'Q') heard.push({ name: '', text: readText(body, 0).text, values: [] });
      else if (type === 'P') {
        const name = readText(body, 0);
        texts.set(name.text, readText(body, name.next).text);
      } else if (type === 'B') {
        const { name, values } = readBind(body);
        heard.push({ name, text: texts.get(name) ?? '', values });
      }
    },
  });
  const port = await freePort();
  const server = await startProgram({ entry: 'main', env: shop.envFor(port, { DATABASE_URL: proxy.url, DATABASE_POOL: '2' }), from: 'bundle' });
  const api = openApi(`http://127.0.0.1:${port}`);
  const recorded: Partial<Record<Name, Statement[]>> = {};
  try {
    await warm(api);
    for (const name of Object.keys(calls) as Name[]) {
      heard = [];
      await calls[name](api);
      recorded[name] = heard.filter((statement) => statement.text !== '');
      if (recorded[name]?.length === 0) throw new Error(`no statement of ${name} was heard`);
    }
  } finally {
    await api.close();
    await server.stop();
    await proxy.close();
  }
  return recorded as Record<Name, Statement[]>;
}

/** Sends recorded statements again on one connection, in order; `change` gives each parameter its new value. */
export async function replay(client: pg.ClientBase, statements: readonly Statement[], change: (value: string) => string = (value) => value): Promise<void> {
  for (const { name, text, values } of statements)
    await client.query(name === '' ? text : { name, text, values: values.map((value) => (value === null ? null : change(value))) });
}

/** Replaces every one of some texts wherever they stand in a parameter. */
export function substitute(pairs: ReadonlyMap<string, string>): (value: string) => string {
  const pattern = new RegExp([...pairs.keys()].map((key) => key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return (value) => value.replace(pattern, (found) => pairs.get(found) ?? found);
}

function readText(body: Buffer, from: number): { text: string; next: number } {
  const end = body.indexOf(0, from);
  return { text: body.toString('utf8', from, end), next: end + 1 };
}

/** Bind: portal, statement, formats, then each parameter with its length (-1 is NULL). pg sends parameters as text. */
function readBind(body: Buffer): { name: string; values: (string | null)[] } {
  const portal = readText(body, 0);
  const statement = readText(body, portal.next);
  let at = statement.next + 2 + 2 * body.readUInt16BE(statement.next);
  const count = body.readUInt16BE(at);
  at += 2;
  const values: (string | null)[] = [];
  for (let i = 0; i < count; i++) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return { name: statement.text, values };
}
