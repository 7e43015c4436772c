import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Ephemeral } from './ephemeral';
import { createListeners } from './ephemeral-listeners';
import type { Log } from './log';

const PREFIX = 'zhike:';
/** A crashed holder blocks the others no longer than this; a living one extends it. */
const LOCK_MS = 15_000;
const POLL_MS = 40;

/* Lua runs whole: nothing comes between the read and the write. */
const TAKE = `local v = redis.call('GET', KEYS[1]) if v then redis.call('DEL', KEYS[1]) end return v`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;
const EXTEND = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
/* A counter without an expiry would refuse for ever; it is given one whenever it is seen without. */
const HIT = `local n = redis.call('INCR', KEYS[1]) local ttl = redis.call('PTTL', KEYS[1])
if ttl < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) ttl = tonumber(ARGV[1]) end return {n, ttl}`;

/**
 * The ephemeral store shared by all nodes. Every call fails within about two seconds when Redis is away (it throws; `single`
 * runs its work anyway); the connection comes back by itself.
 */
export function createRedisEphemeral(url: string, log: Log): Ephemeral {
  const client = new Redis(url, {
    connectTimeout: 3_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  /* A subscribed connection may run no other command, and its subscriptions must outlive any outage. */
  const subscriber = client.duplicate({ maxRetriesPerRequest: null, commandTimeout: undefined });
  const listeners = createListeners(log);
  watch(client, 'commands', log);
  watch(subscriber, 'subscriptions', log);
  subscriber.on('message', (channel: string, message: string) => listeners.call(channel, message));

  /** True when this call holds the lock; null when Redis cannot say. */
  async function lock(key: string, token: string): Promise<boolean | null> {
    try {
      return (await client.set(key, token, 'PX', LOCK_MS, 'NX')) === 'OK';
    } catch {
      return null;
    }
  }

  return {
    get: (key) => client.get(PREFIX + key),
    async set(key, value, ttlSeconds) {
      await client.set(PREFIX + key, value, 'PX', Math.max(1, Math.round(ttlSeconds * 1000)));
    },
    async take(key) {
      const value: unknown = await client.eval(TAKE, 1, PREFIX + key);
      return typeof value === 'string' ? value : null;
    },
    async delete(key) {
      await client.del(PREFIX + key);
    },
    async single(key, waitMs, work) {
      const name = `${PREFIX}lock:${key}`;
      const token = randomBytes(16).toString('hex');
      const giveUpAt = performance.now() + waitMs;
      let held = await lock(name, token);
      while (held === false && performance.now() < giveUpAt) {
        await pause(Math.min(POLL_MS, Math.max(1, giveUpAt - performance.now())));
        held = await lock(name, token);
      }
      if (held !== true) return work();
      const extend = setInterval(() => void client.eval(EXTEND, 1, name, token, LOCK_MS).catch(() => undefined), LOCK_MS / 3);
      extend.unref();
      try {
        return await work();
      } finally {
        clearInterval(extend);
        /* Only with our token: a lock that ended meanwhile may belong to another node now. */
        await client.eval(RELEASE, 1, name, token).catch(() => undefined);
      }
    },
    async hit(key, limit, windowSeconds) {
      const answer = (await client.eval(HIT, 1, `${PREFIX}hit:${key}`, Math.round(windowSeconds * 1000))) as [number, number];
      const allowed = answer[0] <= limit;
      return { allowed, retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(answer[1] / 1000)) };
    },
    async publish(channel, message) {
      await client.publish(PREFIX + channel, message);
    },
    async subscribe(channel, listener) {
      const name = PREFIX + channel;
      const remove = listeners.add(name, listener);
      /* Always asked for, also by a second listener: its promise means that messages from now on arrive. */
      await subscriber.subscribe(name);
      return async () => {
        if (remove()) await subscriber.unsubscribe(name).catch(() => undefined);
      };
    },
    async ping() {
      await client.ping();
    },
    async close() {
      listeners.clear();
      subscriber.disconnect();
      await client.quit().catch(() => client.disconnect());
    },
  };
}

/** Says once that Redis went away and once that it is back; without a listener ioredis would end the process. */
function watch(connection: Redis, purpose: string, log: Log): void {
  let away = false;
  connection.on('error', (error: Error & { code?: string }) => {
    if (!away) log.warn({ purpose, code: error.code ?? error.name }, 'redis is away');
    away = true;
  });
  connection.on('ready', () => {
    if (away) log.info({ purpose }, 'redis is back');
    away = false;
  });
}
