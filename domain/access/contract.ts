import * as z from 'zod/mini';
import { Done, Empty, endpoint, Id, Instant, Phone } from '../kernel/contract';

export const CustomerMe = z.object({
  identityId: Id,
  customerId: z.nullable(Id),
  name: z.nullable(z.string()),
  maskedPhone: z.nullable(z.string()),
  /** True when WeChat itself vouched for the phone, or she read us what was texted to it. */
  phoneVerified: z.boolean(),
  /** Short code that staff type or scan to open the same record. Null until there is a record. */
  memberCode: z.nullable(z.string()),
});
export type CustomerMe = z.infer<typeof CustomerMe>;

export const StaffMe = z.object({
  staffId: Id,
  wecomUserId: z.string(),
  name: z.string(),
  title: z.string(),
  roles: z.array(z.object({ key: z.string(), name: z.string() })),
  stores: z.array(z.object({ id: Id, name: z.string() })),
  /** Rights held anywhere: for drawing menus only; every call is decided again on the server. */
  rights: z.array(z.string()),
  /** The most that she may give off an order by herself, in percent: above it the order waits for somebody who may. */
  discountPercent: z.int(),
});
export type StaffMe = z.infer<typeof StaffMe>;

const Session = { token: z.string(), expiresAt: Instant };
const Signature = z.object({ timestamp: z.int(), nonceStr: z.string(), signature: z.string() });

export interface AccessRefusals {
  /** WeChat did not accept the login code (used, expired, or blocked user). */
  'access.code_rejected': { provider: 'wechat' | 'wecom'; reason: 'invalid' | 'blocked' | 'busy' };
  /** Not what was texted. `sent`: a code is out for this number; otherwise none was asked for, or its ten minutes are over. */
  'access.phone_code_wrong': { sent: boolean };
  'access.phone_code_not_sent': { reason: 'not_set_up' | 'rejected' | 'unavailable' };
  'access.ticket_rejected': { reason: 'unknown_or_used_or_expired' };
  /** The WeCom member is not on the staff list, or has left. */
  'access.not_staff': { wecomUserId: string };
  'access.state_mismatch': { wayOut: 'start_again' };
  /** The page that asks for a signature is not one of ours. */
  'access.url_not_ours': { host: string };
}

/**
 * Besides these: `GET /api/access/wecom/start?entry=sidebar|workbench` sends the browser to WeCom's OAuth page,
 * `GET /api/access/wecom/callback?code&state` checks the state and returns to the entry with `#/login?ticket=…`.
 * A ticket lives 60 seconds and is exchanged once by `access.redeemTicket`.
 */
export const accessEndpoints = {
  'access.customerLogin': endpoint({
    kind: 'command',
    audience: 'public',
    right: null,
    summary: 'Log in with the code of wx.login.',
    input: z.strictObject({ code: z.string().check(z.minLength(1), z.maxLength(200)) }),
    output: z.object({ ...Session, me: CustomerMe }),
    refusals: ['access.code_rejected'],
  }),
  'access.bindPhone': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Exchange the code of the getPhoneNumber button for a verified phone; binds to the customer who already has it.',
    input: z.strictObject({ code: z.string().check(z.minLength(1), z.maxLength(200)) }),
    output: z.object({ me: CustomerMe, /** The whole verified number, shown to its owner only. */ phone: z.string() }),
    refusals: ['access.code_rejected'],
  }),
  'access.sendPhoneCode': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Text a six-figure code to a number, to bind it: one a minute, five a day to one number.',
    input: z.strictObject({ phone: Phone }),
    output: z.object({ resendAfterSeconds: z.int(), expiresAt: Instant }),
    refusals: ['access.phone_code_not_sent'],
  }),
  'access.bindPhoneByCode': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Bind a number by the code that was texted to it: five guesses in ten minutes, however many codes were sent.',
    input: z.strictObject({ phone: Phone, code: z.string().check(z.regex(/^\d{6}$/)) }),
    output: z.object({ me: CustomerMe, /** The whole verified number, shown to its owner only. */ phone: z.string() }),
    refusals: ['access.phone_code_wrong'],
  }),
  'access.me': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'Who I am, for the mini-program.',
    input: Empty,
    output: z.object({ me: CustomerMe }),
    refusals: [],
  }),
  'access.redeemTicket': endpoint({
    kind: 'command',
    audience: 'public',
    right: null,
    summary: 'Exchange the one-time ticket of the WeCom login for a session.',
    input: z.strictObject({ ticket: z.string().check(z.minLength(20), z.maxLength(200)) }),
    output: z.object({ ...Session, me: StaffMe }),
    refusals: ['access.ticket_rejected'],
  }),
  'access.staffMe': endpoint({
    kind: 'query',
    audience: 'staff',
    right: null,
    summary: 'Who I am, for the sidebar and the workbench.',
    input: Empty,
    output: z.object({ me: StaffMe }),
    refusals: [],
  }),
  'access.logout': endpoint({ kind: 'command', audience: 'signed-in', right: null, summary: 'Revoke this session.', input: Empty, output: Done, refusals: [] }),
  'access.jsapiSignature': endpoint({
    kind: 'query',
    audience: 'staff',
    right: null,
    summary: 'Signatures for ww.register (config and agentConfig) of one of our own pages.',
    input: z.strictObject({ url: z.string().check(z.maxLength(500)) }),
    output: z.object({ corpId: z.string(), agentId: z.string(), config: Signature, agentConfig: Signature }),
    refusals: ['access.url_not_ours'],
  }),
  'access.liveTicket': endpoint({
    kind: 'command',
    audience: 'staff',
    right: null,
    summary: 'A one-time ticket (60 s) for GET /api/live?ticket=…, the stream of changes.',
    input: Empty,
    output: z.object({ ticket: z.string() }),
    refusals: [],
  }),
};
