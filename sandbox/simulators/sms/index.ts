import { randomUUID } from 'node:crypto';
import type { Middleware, ParameterizedContext } from 'koa';
import type { World } from '../../world/world';
import type { SmsKeys } from '../../world/keys';
import { answerJson, parseFields, readRaw, textOf, textsOf } from '../http';
import { refusalOf } from './auth';
import { deliver } from './send';

const REGIONS = ['ap-beijing', 'ap-guangzhou', 'ap-nanjing'];
const MOST_NUMBERS = 200;

/** Tencent Cloud API 3.0 answers 200, whatever it has to say. */
function answer(ctx: ParameterizedContext, response: object): void {
  answerJson(ctx, 200, { Response: { ...response, RequestId: randomUUID() } });
}
const refuse = (ctx: ParameterizedContext, Code: string): void => answer(ctx, { Error: { Code, Message: `${Code}: the request was not accepted` } });

/** sms.tencentcloudapi.com under `prefix`: SendSms of 2021-01-11. */
export function smsSimulator(world: World, keys: SmsKeys, prefix: string): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'POST' || (ctx.path !== prefix && ctx.path !== `${prefix}/`)) return next();
    const raw = await readRaw(ctx.req);
    const wrong = wrongHeader(ctx, raw);
    if (wrong !== null) return refuse(ctx, wrong);
    const body = parseFields(raw.toString('utf8'));
    if (!body) return refuse(ctx, 'InvalidRequest');
    const numbers = textsOf(body, 'PhoneNumberSet');
    const [sdkAppId, templateId] = [textOf(body, 'SmsSdkAppId'), textOf(body, 'TemplateId')];
    if (sdkAppId === null || templateId === null) return refuse(ctx, 'MissingParameter');
    if (numbers.length === 0) return refuse(ctx, 'MissingParameter.EmptyPhoneNumberSet');
    if (numbers.length > MOST_NUMBERS) return refuse(ctx, 'LimitExceeded.PhoneNumberCountLimit');
    const context = textOf(body, 'SessionContext') ?? '';
    if (Buffer.byteLength(context) >= 512) return refuse(ctx, 'InvalidParameterValue');
    const order = { sdkAppId, templateId, signName: textOf(body, 'SignName') ?? '', params: textsOf(body, 'TemplateParamSet'), context };
    const SendStatusSet = numbers.map((phone) => deliver(world, keys, { ...order, phone }));
    answer(ctx, { SendStatusSet });
  };

  function wrongHeader(ctx: ParameterizedContext, raw: Buffer): string | null {
    if (ctx.get('X-TC-Action') === '' || ctx.get('X-TC-Version') === '' || ctx.get('X-TC-Region') === '') return 'MissingParameter';
    const refusal = refusalOf(ctx.req.headers, raw, keys, world.clock.now());
    if (refusal !== null) return refusal;
    if (ctx.get('X-TC-Action') !== 'SendSms') return 'InvalidAction';
    if (ctx.get('X-TC-Version') !== '2021-01-11') return 'NoSuchVersion';
    return REGIONS.includes(ctx.get('X-TC-Region')) ? null : 'UnsupportedRegion';
  }
}
