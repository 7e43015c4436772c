import type { ApiOutput } from '@zhike/domain/api';
import { Button } from 'antd';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type AppRefusal, call, newIntent, whenLoginRequired } from '../api/call';
import { forgetQueries } from '../api/hooks';
import { startLive } from '../api/live';
import { goToLogin, keepToken, type LoginProblem, readToken, takeLoginProblem, takeLoginTicket, takeReturnHash } from '../api/session';
import { wordRefusal } from '../words';
import { HeadSkeleton } from './states';

export type Me = ApiOutput<'access.staffMe'>['me'];

const MeContext = createContext<Me | null>(null);

/** Who is signed in; screens are only drawn when somebody is. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is for screens inside the session gate');
  return me;
}

/** Rights are for drawing menus only; the server decides every call again. */
export function useMay(right: string): boolean {
  return useMe().rights.includes(right);
}

const PROBLEMS: Record<LoginProblem, AppRefusal> = {
  not_staff: { code: 'access.not_staff', facts: { wecomUserId: '' } },
  rejected: { code: 'access.code_rejected', facts: { provider: 'wecom', reason: 'invalid' } },
  unavailable: { code: 'service.unavailable', facts: { service: 'wecom', retryAfterSeconds: 10 } },
};

let entering: Promise<Me | AppRefusal | 'leaving'> | null = null;

/** One walk through the door a page load, however often React mounts the gate: a ticket can be redeemed only once. */
function enter(): Promise<Me | AppRefusal | 'leaving'> {
  entering ??= walkIn();
  return entering;
}

async function walkIn(): Promise<Me | AppRefusal | 'leaving'> {
  const ticket = takeLoginTicket();
  if (ticket) {
    const redeemed = await call('access.redeemTicket', { ticket }, newIntent());
    if (!redeemed.ok) return redeemed.refusal;
    keepToken(redeemed.value.token);
    forgetQueries();
    history.replaceState(null, '', `${location.pathname}${location.search}${takeReturnHash()}`);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    return redeemed.value.me;
  }
  const problem = takeLoginProblem();
  if (problem) return PROBLEMS[problem];
  if (!readToken()) return goToLogin(false) ? 'leaving' : { code: 'access.login_required', facts: { reason: 'missing' } };
  const asked = await call('access.staffMe', {});
  return asked.ok ? asked.value.me : asked.refusal;
}

/** Draws its children for a signed-in member of staff, and leads everybody else to WeCom's login. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [me, setMe] = useState<Me | null>(null);
  const [refusal, setRefusal] = useState<AppRefusal | null>(null);

  useEffect(() => {
    let gone = false;
    whenLoginRequired(() => {
      if (!goToLogin(false)) setRefusal({ code: 'access.login_required', facts: { reason: 'unknown' } });
    });
    void enter().then((outcome) => {
      if (gone || outcome === 'leaving') return;
      if ('staffId' in outcome) {
        setMe(outcome);
        startLive(outcome.staffId);
      } else if (outcome.code !== 'access.login_required' || !goToLogin(false)) setRefusal(outcome);
    });
    return () => {
      gone = true;
    };
  }, []);

  if (refusal && !me) {
    const unreachable = refusal.code === 'client.unreachable' || refusal.code === 'server.fault';
    return (
      <div className="zk-state" role="alert" data-testid="login-problem">
        <p className="zk-state-title">{unreachable ? '暂时打不开' : '没有登录成功'}</p>
        <p className="zk-state-hint">
          {refusal.code === 'access.login_required' ? '企业微信登录后又被退回。请再试一次，或从企业微信里重新打开。' : wordRefusal(refusal)}
        </p>
        <Button type="primary" size="large" onClick={() => (unreachable ? location.reload() : goToLogin(true))} data-testid="login-again">
          {unreachable ? '重试' : '重新登录'}
        </Button>
      </div>
    );
  }
  if (!me) return <HeadSkeleton />;
  return <MeContext.Provider value={me}>{children}</MeContext.Provider>;
}

/** For component tests: a signed-in member without a server. */
export function SignedIn({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext.Provider value={me}>{children}</MeContext.Provider>;
}
