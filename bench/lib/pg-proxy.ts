import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A road between a program and PostgreSQL that can be cut where it hurts most. Speaks version 3 of the protocol, without TLS. */
export interface PgProxy {
  /** The database's URL by this road. */
  readonly url: string;
  /** How often a line was cut after PostgreSQL had committed and before the program heard of it. */
  cuts(): number;
  /** Commits of the product's own transactions (not the job queue's) that came by, cut ones included. */
  commits(): number;
  /** Cuts every line now. */
  cutAll(): void;
  close(): Promise<void>;
}

export interface PgProxyOptions {
  /** The real database. */
  readonly target: string;
  /** Asked at each commit of the product's own transactions, after PostgreSQL has confirmed it. */
  readonly shouldCut: () => boolean;
  /** Sees every message of the product's own connections to the server. */
  readonly hear?: (type: string, body: Buffer) => void;
}

/** pg-boss names its connections so; its bookkeeping is not what the cuts are for. */
const JOB_CONNECTIONS = 'application_name\0zhike-jobs\0';
const HEADER_BYTES = 5;

/**
 * Forwards bytes both ways and reads the server's side message by message. The cut replaces `CommandComplete COMMIT`: what the
 * database did is durable by then, and the program cannot know it.
 */
export async function startPgProxy(options: PgProxyOptions): Promise<PgProxy> {
  const target = new URL(options.target);
  const sockets = new Set<Socket>();
  let cuts = 0;
  let commits = 0;

  const server = createServer((client) => {
    const database = connect(Number(target.port || 5432), target.hostname);
    const cut = (): void => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', cut);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    let product: boolean | null = null;
    client.on('data', (chunk: Buffer) => {
      // The first message is the start-up packet; it is small and comes whole.
      if (product === null) product = !chunk.toString('latin1').includes(JOB_CONNECTIONS);
      else if (product && options.hear) listenIn(chunk);
      database.write(chunk);
    });
    const listenIn = createReader((type, body) => {
      options.hear?.(type, body);
      return true;
    });
    const read = createReader((type, body) => {
      if (product !== true || type !== 'C' || body.toString('latin1') !== 'COMMIT\0') return true;
      commits += 1;
      if (!options.shouldCut()) return true;
      cuts += 1;
      cut();
      return false;
    });
    database.on('data', (chunk: Buffer) => {
      if (read(chunk)) client.write(chunk);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = new URL(options.target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.toString(),
    cuts: () => cuts,
    commits: () => commits,
    cutAll,
    async close() {
      cutAll();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Splits bytes into messages: one type byte, four bytes of length (themselves included), the body. False from `see` ends the reading. */
function createReader(see: (type: string, body: Buffer) => boolean): (chunk: Buffer) => boolean {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const size = 1 + rest.readUInt32BE(1);
      if (rest.length < size) return true;
      const body = rest.subarray(HEADER_BYTES, size);
      const type = String.fromCharCode(rest[0] ?? 0);
      rest = rest.subarray(size);
      if (!see(type, body)) return false;
    }
    return true;
  };
}
