/* Shared with the mini-program, which must not carry the contract's schemas. */

/** The six figures that are texted to a number to see whose it is. */
export const PHONE_CODE = {
  /** Its key in SMS_TEMPLATES; the approved text takes the code and the minutes. */
  template: 'phone_code',
  digits: 6,
  minutes: 10,
  /** Per person and number within those minutes, however many codes are sent. */
  guesses: 5,
  resendSeconds: 60,
  /** Codes to one number a day; one person may ask for twice as many, over all numbers. */
  perDay: 5,
} as const;
