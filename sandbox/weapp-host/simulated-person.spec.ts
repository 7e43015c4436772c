import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { simulatedPerson } from './simulated-person';

describe('PF-03 a person of the sandbox holds the phone', () => {
  const heard: { url: string; body: unknown }[] = [];
  let refuse = false;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      heard.push({ url: request.url ?? '', body: JSON.parse(body) });
      response.statusCode = refuse ? 404 : 200;
      response.end(
        JSON.stringify(
          refuse
            ? { ok: false, problem: '没有这位顾客' }
            : request.url?.endsWith('/pay')
              ? { ok: false, errMsg: 'requestPayment:fail total fee is wrong' }
              : { ok: true, code: 'C1', result: { T1: 'accept', T2: 'reject' } },
        ),
      );
    });
  });
  let consoleUrl = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    consoleUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sim/console`;
  });
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  );

  it('PF-03 asks the simulators for codes, and decides herself', async () => {
    const mind = { payment: 'pay' as 'pay' | 'cancel', phone: 'allow' as 'allow' | 'deny', subscribe: 'accept' as const };
    const person = simulatedPerson({ consoleUrl, openid: 'o1', mind });
    expect(await person.login()).toEqual({ code: 'C1' });
    expect(await person.phoneCode()).toEqual({ code: 'C1' });
    expect(await person.requestSubscribeMessage(['T1', 'T2'])).toEqual({ T1: 'accept', T2: 'reject' });
    expect(heard[2]).toEqual({ url: '/sim/console/subscribe', body: { openid: 'o1', outcomes: { T1: 'accept', T2: 'accept' } } });
    await expect(person.requestPayment({})).rejects.toMatchObject({ reason: 'total fee is wrong' });
    mind.payment = 'cancel';
    mind.phone = 'deny';
    await expect(person.requestPayment({})).rejects.toMatchObject({ reason: 'cancel' });
    expect(await person.phoneCode()).toEqual({ errMsg: 'getPhoneNumber:fail user deny' });
    refuse = true;
    await expect(person.login()).rejects.toThrow('the simulators refused login-code: 404 没有这位顾客');
  });
});
