/** A mainland mobile number: 11 digits, 1[3-9]. */
const MOBILE = /^1[3-9]\d{9}$/;

/** Full-width digits, spaces, dashes and a +86 prefix are accepted from people and removed; anything else stays and fails `isMobile`. */
export function normalisePhone(text: string): string {
  const half = text.replace(/[０-９＋]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  return half.replace(/[\s\-()（）]/g, '').replace(/^(?:\+|00)?86(?=1\d{10}$)/, '');
}

/** True for a normalised mainland mobile number. */
export function isMobile(phone: string): boolean {
  return MOBILE.test(phone);
}

/** `138****8000`: what everyone without the right sees. */
export function maskPhone(phone: string): string {
  return phone.length < 8 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
