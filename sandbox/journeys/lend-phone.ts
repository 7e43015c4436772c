import type { MiniProgram } from './automator-hand';

export interface LentPhone {
  /** The simulators' console, reachable from the machine that runs DevTools. */
  readonly consoleUrl: string;
  readonly openid: string;
}

/**
 * Gives WeChat DevTools a customer of the sandbox: there `wx.login` and the payment sheet belong to the developer's own account, of
 * which the simulators know nothing. Our host needs none of this, it has a person; the mocks work there as well, which is how they
 * are tested. Trap: the functions run inside the mini-program, so they may use nothing from around them, only their arguments.
 */
export async function lendPhone(miniProgram: MiniProgram, phone: LentPhone): Promise<() => Promise<void>> {
  const ask = `function (options, consoleUrl, openid) {
    return new Promise(function (resolve) {
      wx.request({ url: consoleUrl + '/WHAT', method: 'POST', data: BODY, success: function (res) { resolve(ANSWER) }, fail: function (res) { resolve({ errMsg: 'API:fail ' + res.errMsg }) } })
    })
  }`;
  const mocks: Readonly<Record<string, { what: string; body: string; answer: string }>> = {
    login: { what: 'login-code', body: '{ openid: openid }', answer: "{ errMsg: 'login:ok', code: res.data.code }" },
    requestPayment: {
      what: 'pay',
      body: '{ openid: openid, params: { timeStamp: options.timeStamp, nonceStr: options.nonceStr, package: options.package, signType: options.signType, paySign: options.paySign } }',
      answer: '{ errMsg: res.data.errMsg }',
    },
  };
  for (const [api, { what, body, answer }] of Object.entries(mocks)) {
    await miniProgram.mockWxMethod(
      api,
      ask.replace('WHAT', what).replace('BODY', body).replace('ANSWER', answer).replace('API', api),
      phone.consoleUrl,
      phone.openid,
    );
  }
  return async () => {
    for (const api of Object.keys(mocks)) await miniProgram.restoreWxMethod(api);
  };
}
