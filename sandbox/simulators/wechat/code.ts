import type { ParameterizedContext } from 'koa';
import { toBuffer } from 'qrcode';
import type { World } from '../../world/world';
import { rateLimit, textOf } from '../http';
import { authorised, bodyOf, refuseWechat } from './answers';
import { isPage, type PublishedPages } from './subscribe';

/** pngjs without its search for the best filter: twenty times as quick, a few kilobytes larger. The QR writer adds the size to it, hence the copies. */
const QUICK = { filterType: 0, deflateLevel: 1, deflateStrategy: 0 };
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/;

/**
 * POST /wxa/getwxacodeunlimit. Image bytes, or JSON on an error: look at the content type. The picture is an ordinary QR
 * code of `page?scene=…`, so that the demo's phone can scan it; the real one is WeChat's own round pattern.
 */
export function unlimitedCode(world: World, published: PublishedPages): (ctx: ParameterizedContext) => Promise<void> {
  const calls = rateLimit(5000, 60_000);
  return async (ctx) => {
    if (!authorised(world, ctx)) return;
    const body = await bodyOf(ctx);
    if (!body) return;
    if (!calls('code', world.clock.now())) return refuseWechat(ctx, 45009);
    const scene = textOf(body, 'scene');
    if (scene === null || scene.length > 32) return refuseWechat(ctx, 40169);
    if (!SCENE.test(scene)) return refuseWechat(ctx, 40129);
    const page = textOf(body, 'page') ?? published.pages?.[0] ?? 'pages/index/index';
    const checked = body.check_path !== false;
    if (page.includes('?') || !isPage(checked ? published : { pages: null }, page)) return refuseWechat(ctx, 41030);
    const version = body.env_version ?? 'release';
    if (version !== 'release' && version !== 'trial' && version !== 'develop') return refuseWechat(ctx, 40097);
    const width = typeof body.width === 'number' ? Math.min(1280, Math.max(280, Math.round(body.width))) : 430;
    ctx.status = 200;
    ctx.type = 'image/png';
    ctx.body = await toBuffer(`${page}?scene=${encodeURIComponent(scene)}`, {
      type: 'png',
      width,
      margin: 2,
      errorCorrectionLevel: 'M',
      rendererOpts: { ...QUICK },
    });
  };
}
