import type { Outcome } from '../outcome';

/** What we need of WeChat Pay API v3. Amounts in whole fen. */
export interface WechatPay {
  /** POST /v3/pay/transactions/jsapi. The same outTradeNo with the same parameters may be repeated. The value is ready for wx.requestPayment. */
  openJsapi(order: JsapiOrder): Promise<Outcome<RequestPaymentParams>>;
  /** POST /v3/pay/transactions/native: as openJsapi, and nobody in particular pays. The value goes into a QR code. */
  openNative(order: Omit<JsapiOrder, 'openid'>): Promise<Outcome<{ readonly codeUrl: string }>>;
  /** GET by out_trade_no. `null`: WeChat Pay does not know the number. */
  query(outTradeNo: string): Promise<Outcome<PayTransaction | null>>;
  /** POST close. `rejected` with code ORDERPAID when money came first; closing twice, or an unknown number, is ok. */
  close(outTradeNo: string): Promise<Outcome<null>>;
  /** POST /v3/refund/domestic/refunds; the same outRefundNo refunds once however often it is sent. */
  refund(request: RefundRequest): Promise<Outcome<PayRefund>>;
  queryRefund(outRefundNo: string): Promise<Outcome<PayRefund | null>>;
  /**
   * A day's trade bill (ALL), China time, as WeChat Pay wrote it; its hash is checked. `null`: nothing happened that day. `rejected`: it is not
   * made yet (from 10:00 of the next day), or no longer kept (three months).
   */
  tradeBill(date: string): Promise<Outcome<string | null>>;
  /**
   * Checks a notification: known serial, signature over the raw body, time stamp within five minutes, AES-256-GCM with its
   * tag, our merchant and app id. Nothing of it may be used before this says ok.
   */
  readNotification(headers: Record<string, string | undefined>, rawBody: string): Promise<NotificationResult>;
}

export interface JsapiOrder {
  readonly outTradeNo: string;
  readonly description: string;
  readonly amountFen: number;
  readonly openid: string;
  readonly expiresAt: Date;
  readonly notifyUrl: string;
}

export interface RequestPaymentParams {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
}

export interface PayTransaction {
  readonly outTradeNo: string;
  readonly transactionId: string | null;
  readonly state: 'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR' | 'ACCEPT';
  readonly appid: string;
  readonly mchid: string;
  /** Absent until paid. */
  readonly amountFen: number | null;
  readonly currency: string | null;
  readonly payerOpenid: string | null;
  readonly successAt: Date | null;
}

export interface RefundRequest {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly refundFen: number;
  readonly totalFen: number;
  readonly reason: string;
  readonly notifyUrl: string;
}

export interface PayRefund {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly refundId: string;
  readonly status: 'SUCCESS' | 'CLOSED' | 'PROCESSING' | 'ABNORMAL';
  readonly refundFen: number;
  readonly successAt: Date | null;
}

export type NotificationResult =
  | { readonly kind: 'payment'; readonly id: string; readonly transaction: PayTransaction }
  | { readonly kind: 'refund'; readonly id: string; readonly refund: PayRefund }
  /** A valid notification of a type we do not handle: answer 200 and ignore. */
  | { readonly kind: 'other'; readonly id: string; readonly eventType: string }
  /** Answer 401 and change nothing. WeChat Pay sends wrong signatures on purpose to see whether we look. */
  | { readonly kind: 'refused'; readonly reason: 'headers' | 'timestamp' | 'serial' | 'signature' | 'body' | 'ciphertext' | 'merchant' };
