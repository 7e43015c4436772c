/** koa-router 14 ships no types; this declares the part that we use. */
declare module 'koa-router' {
  import type { Middleware, ParameterizedContext, DefaultState, DefaultContext } from 'koa';
  type Handler = (ctx: ParameterizedContext<DefaultState, DefaultContext & { params: Record<string, string> }>, next: () => Promise<unknown>) => unknown;
  class Router {
    constructor(options?: { prefix?: string });
    get(path: string, ...handlers: Handler[]): this;
    post(path: string, ...handlers: Handler[]): this;
    put(path: string, ...handlers: Handler[]): this;
    delete(path: string, ...handlers: Handler[]): this;
    all(path: string, ...handlers: Handler[]): this;
    use(...handlers: Handler[]): this;
    routes(): Middleware;
    allowedMethods(): Middleware;
  }
  export = Router;
}
