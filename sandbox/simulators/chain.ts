import type { Middleware, Next } from 'koa';

/** One middleware out of several: each is asked in turn until one does not call `next`. */
export function chain(...parts: readonly Middleware[]): Middleware {
  return (ctx, next) => {
    const from = (index: number): ReturnType<Next> => {
      const part = parts[index];
      return part ? Promise.resolve(part(ctx, () => from(index + 1))) : next();
    };
    return from(0);
  };
}

/** `part`, for paths at or under `prefix` only; all others pass by. */
export function under(prefix: string, part: Middleware): Middleware {
  return (ctx, next) => (ctx.path === prefix || ctx.path.startsWith(`${prefix}/`) ? part(ctx, next) : next());
}
