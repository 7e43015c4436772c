/** `ORDER_PAID` and `ORDERPAID` are the same code in newer and older documents: upper case, no underscores. '' when there is none. */
export function plainCode(code: unknown): string {
  return typeof code === 'string' ? code.replace(/_/g, '').toUpperCase() : '';
}

/** WeChat Pay answers these with 500 although repeating cannot help. */
const FINAL_DESPITE_500 = new Set(['OPENIDMISMATCH', 'INVALIDTRANSACTIONID']);

/** Nothing was said about the order itself. SIGNERROR: our key or clock is wrong and the request was not looked at. */
const NOT_ABOUT_THE_ORDER = new Set(['SYSTEMERROR', 'BANKERROR', 'FREQUENCYLIMITED', 'RATELIMITEXCEEDED', 'SIGNERROR']);

/** True when the same request may be sent again at once. */
export function worthRepeating(status: number, code: string): boolean {
  return status === 429 || (status >= 500 && !FINAL_DESPITE_500.has(code));
}

/** True when the answer is a final no about the order or refund that was asked for. An answer without a code (a redirect, a proxy's page) never is. */
export function isFinal(status: number, code: string): boolean {
  return status >= 400 && code !== '' && !worthRepeating(status, code) && !NOT_ABOUT_THE_ORDER.has(code);
}
