import type { Env } from '@zhike/config/env';
import * as z from 'zod/mini';
import type { GatewayDependencies } from '../dependencies';
import { createHttpSend, type HttpResult, jsonObject, surelyNotDone } from '../http-json';
import type { Sms, SmsOutcome } from './port';
import { authorization, CONTENT_TYPE } from './tc3';

export type SmsConfig = Pick<Env, 'SMS_API_BASE' | 'SMS_REGION' | 'SMS_SECRET_ID' | 'SMS_SECRET_KEY' | 'SMS_SDK_APP_ID' | 'SMS_SIGN_NAME'>;

const ACTION = 'SendSms';

/** Too often, or busy: the text was not taken, and may be later. */
const LATER = /^(RequestLimitExceeded|ResourceUnavailable|LimitExceeded\.(PhoneNumberThirtySecondLimit|PhoneNumberOneHourLimit|DeliveryFrequencyLimit)$)/;
/** The service does not know itself what became of it. */
const UNCLEAR = /^(InternalError|FailedOperation\.OtherError$)/;
/** A person must act; said in the log in words. Our keys or clock: nothing was said about the text, so it waits. */
const OUR_KEYS = /^(AuthFailure|InternalError\.(SigVerificationFail|SigFieldMissing|RequestTimeException)$)/;
const SET_UP = new Map([
  ['FailedOperation.SignatureIncorrectOrUnapproved', 'SMS_SIGN_NAME is not an approved signature'],
  ['FailedOperation.TemplateIncorrectOrUnapproved', 'a number in SMS_TEMPLATES is not an approved template'],
  ['FailedOperation.TemplateUnapprovedOrNotExist', 'a number in SMS_TEMPLATES is not an approved template'],
  ['FailedOperation.TemplateParamSetNotMatchApprovedTemplate', 'the wording in config/messages.ts and the approved template differ'],
  ['FailedOperation.InsufficientBalanceInSmsPackage', 'the SMS package is used up'],
  ['InvalidParameterValue.SdkAppIdNotExist', 'SMS_SDK_APP_ID is not known'],
  ['UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'SMS_SDK_APP_ID belongs to another account'],
  ['UnauthorizedOperation.SdkAppIdIsDisabled', 'SMS_SDK_APP_ID is disabled'],
  ['UnauthorizedOperation.RequestIpNotInWhitelist', "this server's address is not in the SMS application's white list"],
  ['UnauthorizedOperation.ServiceSuspendDueToArrears', 'the account owes money'],
  ['AuthFailure.SecretIdNotFound', 'SMS_SECRET_ID is wrong'],
  ['AuthFailure.SignatureFailure', 'SMS_SECRET_KEY is wrong'],
  ['AuthFailure.SignatureExpire', "this server's clock is wrong"],
  ['AuthFailure.UnauthorizedOperation', 'the keys may not send text messages'],
]);

const Answer = z.object({
  Response: z.object({
    RequestId: z.optional(z.string()),
    Error: z.optional(z.object({ Code: z.string() })),
    SendStatusSet: z.optional(z.array(z.object({ SerialNo: z.string(), Code: z.string(), SessionContext: z.optional(z.string()) }))),
  }),
});

/**
 * Tencent Cloud SMS, API 3.0, SendSms of 2021-01-11. Null when no keys are configured. Neither the number nor the text, nor what
 * the service says about them, ends in a log: its messages repeat numbers.
 */
export function createSms(config: SmsConfig, dependencies: GatewayDependencies): Sms | null {
  const { SMS_SECRET_ID: secretId, SMS_SECRET_KEY: secretKey, SMS_SDK_APP_ID: appId, SMS_SIGN_NAME: signName } = config;
  if (secretId === undefined || secretKey === undefined || appId === undefined || signName === undefined) return null;
  const { clock, log } = dependencies;
  const send = createHttpSend(dependencies.limits);
  const url = `${config.SMS_API_BASE.replace(/\/+$/, '')}/`;
  const host = new URL(url).host;

  /** Sorts what the service said. `context` of another message means that the answer is not ours. */
  function read(result: HttpResult, context: string): SmsOutcome {
    const away: 'unavailable' | 'unknown' = surelyNotDone(result) ? 'unavailable' : 'unknown';
    if (result.kind === 'failed') {
      log.warn({ service: 'sms', reason: result.reason, detail: result.detail }, 'no answer');
      return { kind: away, detail: `${result.reason} ${result.detail}` };
    }
    const parsed = Answer.safeParse(jsonObject(result.body));
    if (result.status !== 200 || !parsed.success) {
      log.warn({ service: 'sms', status: result.status }, 'no usable answer');
      return { kind: away, detail: `status ${result.status}` };
    }
    const { RequestId: requestId, Error: error, SendStatusSet: [status] = [] } = parsed.data.Response;
    const code = error?.Code ?? status?.Code;
    if (code === undefined || (status?.SessionContext !== undefined && status.SessionContext !== context)) {
      log.error({ service: 'sms', requestId }, 'the service answered something else than was asked');
      return { kind: 'unknown', detail: 'answer of an unexpected shape' };
    }
    if (code === 'Ok' && status) return { kind: 'sent', serialNo: status.SerialNo };
    return sort(code, requestId);
  }

  function sort(code: string, requestId: string | undefined): SmsOutcome {
    const help = SET_UP.get(code);
    if (help) log.error({ service: 'sms', code, requestId, help }, 'the set-up of this service is wrong');
    else log.info({ service: 'sms', code, requestId }, 'said no');
    if (OUR_KEYS.test(code) || LATER.test(code)) return { kind: 'unavailable', detail: code };
    if (UNCLEAR.test(code)) return { kind: 'unknown', detail: code };
    return { kind: 'rejected', code };
  }

  return {
    async send(message) {
      const timestamp = Math.floor(clock.now().getTime() / 1000);
      const body = JSON.stringify({
        PhoneNumberSet: [`+86${message.phone}`],
        SmsSdkAppId: appId,
        SignName: signName,
        TemplateId: message.templateId,
        TemplateParamSet: message.values,
        SessionContext: message.context,
      });
      const result = await send({
        method: 'POST',
        url,
        headers: {
          'Content-Type': CONTENT_TYPE,
          'X-TC-Action': ACTION,
          'X-TC-Version': '2021-01-11',
          'X-TC-Region': config.SMS_REGION,
          'X-TC-Timestamp': String(timestamp),
          Authorization: authorization(secretId, secretKey, { service: 'sms', host, action: ACTION, timestamp, body }),
        },
        body,
      });
      return read(result, message.context);
    },
  };
}
