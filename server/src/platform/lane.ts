import type { Duplex } from 'node:stream';
import type pg from 'pg';
import type { Tx } from './db';

/** A running transaction: its connection, until it ends. */
export interface Lane {
  /** Null from the moment it ends: a late statement throws instead of running outside of the transaction. */
  connection: pg.PoolClient | null;
  /** The first error that the database answered; what comes after it only says that the transaction is aborted. */
  failure: Error | null;
  /** Prisma's own transaction on this connection, once somebody has asked for it. */
  guest: { readonly tx: Promise<Tx>; leave(): Promise<unknown> } | null;
  end(by: 'COMMIT' | 'ROLLBACK'): Promise<void>;
  /** Gives the connection back, or throws it away when nobody knows what state it is in. */
  close(): void;
}

const lineOf = (connection: pg.PoolClient): Duplex => (connection as unknown as { connection: { stream: Duplex } }).connection.stream;

/** What is sent in one turn of the event loop leaves in one packet: each system call here costs as much as composing the statement. */
export function inOnePacket(connection: pg.PoolClient): void {
  const line = lineOf(connection);
  if (line.writableCorked > 0) return;
  line.cork();
  process.nextTick(() => line.uncork());
}

/** @param maxRunMs one that takes longer is cut off and rolled back, so that nobody waits behind it for ever */
export function openLane(connection: pg.PoolClient, maxRunMs: number): Lane {
  let isSound = true;
  // Its query fails when the line breaks, and that is heard; without a listener the event would take the process down.
  const deaf = (): undefined => undefined;
  connection.on('error', deaf);
  const timer = setTimeout(() => {
    lane.connection = null;
    lane.failure ??= new Error('the transaction took too long');
    isSound = false;
    // The server rolls back, and lets go of every lock, when the line is cut.
    lineOf(connection).destroy();
  }, maxRunMs);
  const lane: Lane = {
    connection,
    failure: null,
    guest: null,
    async end(by) {
      await lane.guest?.leave();
      if (!lane.connection && by === 'ROLLBACK') return;
      if (!lane.connection) throw lane.failure ?? new Error('the transaction is over');
      lane.connection = null;
      inOnePacket(connection);
      const answer = await connection.query(by).catch((error: Error) => {
        // Whoever gets an answer knows how the connection stands.
        isSound = 'severity' in error;
        return by === 'COMMIT' ? Promise.reject(lane.failure ?? error) : null;
      });
      // PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which something failed.
      if (by === 'COMMIT' && answer?.command !== 'COMMIT') throw lane.failure ?? new Error('the database rolled back instead of committing');
    },
    close() {
      clearTimeout(timer);
      lane.connection = null;
      connection.removeListener('error', deaf);
      connection.release(!isSound);
    },
  };
  return lane;
}
