import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh } from '@tarojs/taro';
import type { Decision } from '@zhike/domain/kernel/decision';
import { useEffect, useState } from 'react';
import type { AnyRefusal, OwnRefusal } from '@/api/refusals';
import { endSession, ensureToken, keepMe, session } from '@/api/session';
import { useStores } from '@/api/shop';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { telephone } from '@/bridge/device';
import { PhoneButton } from '@/bridge/phone-button';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Sheet } from '@/components/sheet';
import { open, pages, toTab } from '@/routes';
import { PhoneSheet } from './phone-sheet';
import './index.scss';

/** 我的: who I am to the shop, my code, my privacy, and the way out. */
export default function Mine() {
  const { me, signedOut } = session.use();
  const query = useQuery('access.me', signedOut ? null : {});
  const { store } = useStores();
  const bind = useCommand('access.bindPhone');
  const logout = useCommand('access.logout');
  const [phoneRefusal, setPhoneRefusal] = useState<AnyRefusal | null>(null);
  const [leaving, setLeaving] = useState(false);
  const [texting, setTexting] = useState(false);
  const [loggingIn, setLoggingIn] = useState(false);

  useEffect(() => {
    if (query.value) keepMe(query.value.me);
  }, [query.value]);
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));

  const login = async () => {
    if (loggingIn) return;
    setLoggingIn(true);
    const answer = await ensureToken();
    setLoggingIn(false);
    setPhoneRefusal(answer.ok ? null : answer.refusal);
  };
  const onCode = async (answer: Decision<string, OwnRefusal>) => {
    setPhoneRefusal(answer.ok ? null : answer.refusal);
    if (!answer.ok) return;
    const bound = await bind.run({ code: answer.value });
    if (bound) keepMe(bound.me);
  };
  const leave = async () => {
    // The session ends on this phone even when the server cannot be told.
    await logout.run({});
    endSession();
    setLeaving(false);
  };

  return (
    <Screen id="mine">
      <View className="me">
        <View className="me__face">{Array.from(me?.name ?? '')[0] ?? '客'}</View>
        <View className="grow">
          <View className="me__name" id="my-name">
            {signedOut ? '未登录' : (me?.name ?? (me ? '微信用户' : '…'))}
          </View>
          <View className="me__phone" id="my-phone">
            {me?.maskedPhone
              ? `${me.maskedPhone}${me.phoneVerified ? ' · 已验证' : ''}`
              : signedOut
                ? '登录后可以查看预约和会员码'
                : me
                  ? '还没有绑定手机号'
                  : ' '}
          </View>
        </View>
        {signedOut ? (
          <ActionButton id="login" label="登录" busy={loggingIn} kind="plain" onTap={() => void login()} />
        ) : me && !me.phoneVerified ? (
          <PhoneButton id="bind-phone" label="绑定手机号" busy={bind.busy} onCode={(a) => void onCode(a)} />
        ) : null}
      </View>
      <View className="pad-page">
        <RefusalNote refusal={phoneRefusal ?? bind.refusal ?? (me ? null : query.refusal)} />
        {signedOut ? null : <Holdings />}
        <View className="card rows">
          <Row
            id="my-code"
            label="会员码"
            hint={me?.memberCode ?? (signedOut || !me ? '' : '预约或绑定手机号后生成')}
            onTap={me?.memberCode ? () => open(pages.code()) : undefined}
          />
          <Row id="my-bookings" label="我的预约" hint="" onTap={() => toTab('bookings')} />
          {signedOut ? null : <Row id="my-waitlist" label="我的候补" hint="" onTap={() => open(pages.waitlist())} />}
          {store ? <Row id="queue-up" label="现场排队" hint={store.name} onTap={() => open(pages.queue({ storeId: store.id }))} /> : null}
        </View>
        <View className="card rows">
          {signedOut || !me ? null : (
            <Row id="my-number" label="手机号" hint={me.phoneVerified ? '换一个号码' : '用短信验证码绑定'} onTap={() => setTexting(true)} />
          )}
          {store ? <Row id="call-store" label="联系门店" hint={store.phone} onTap={() => telephone(store.phone)} /> : null}
          <Row
            id="my-health"
            label="健康与禁忌"
            hint={me?.memberCode ? '过敏、要避开的' : signedOut || !me ? '' : '预约或绑定手机号后可填'}
            onTap={me?.memberCode ? () => open(pages.health()) : undefined}
          />
          <Row id="privacy" label="隐私" hint="我们用到哪些信息" onTap={() => open(pages.privacy())} />
        </View>
        {signedOut ? null : (
          <View className="card rows">
            <Row id="logout" label="退出登录" hint="" onTap={() => setLeaving(true)} />
          </View>
        )}
      </View>
      <PhoneSheet visible={texting} onClose={() => setTexting(false)} />
      <Sheet visible={leaving} title="退出登录？" onTabPage onClose={() => setLeaving(false)}>
        <View className="note-text">这台手机上记住的姓名和手机号会一并清除；预约都还在，用同一个微信登录就能看到。</View>
        <View className="sheet__actions">
          <ActionButton id="logout-cancel" kind="quiet" label="再想想" onTap={() => setLeaving(false)} />
          <ActionButton id="logout-confirm" label="退出登录" busy={logout.busy} busyLabel="正在退出" onTap={() => void leave()} />
        </View>
      </Sheet>
    </Screen>
  );
}

/** Her cards and her orders, with how many there are. Only for somebody who is logged in: looking around needs no login. */
function Holdings() {
  const { token } = session.use();
  const cards = useQuery('membership.myCards', token ? {} : null);
  const orders = useQuery('orders.mine', token ? { cursor: null } : null);
  const waiting = useQuery('forms.mine', token ? {} : null).value?.items.length ?? 0;
  const asks = useQuery('flows.asks', token ? {} : null).value?.asks.length ?? 0;
  const held = cards.value?.cards.filter((card) => card.state === 'active' || card.state === 'frozen').length ?? 0;
  const items = orders.value?.items ?? [];
  const owing = items.filter((order) => order.phase === 'open' && order.owedFen > 0).length;
  const running = items.filter((order) => order.phase === 'open' || order.phase === 'waiting').length;
  return (
    <View className="card rows">
      <Row id="my-wallet" label="卡包" hint={held > 0 ? `${held} 张` : ''} onTap={() => open(pages.wallet())} />
      {waiting > 0 ? <Row id="my-forms" label="待填写" hint={`${waiting} 份`} onTap={() => open(pages.forms())} /> : null}
      {asks > 0 ? <Row id="my-asks" label="待我处理" hint={`${asks} 件`} onTap={() => open(pages.asks())} /> : null}
      <Row
        id="my-orders"
        label="我的订单"
        hint={owing > 0 ? `${owing} 个待付款` : running > 0 ? `${running} 个进行中` : ''}
        onTap={() => open(pages.orders())}
      />
    </View>
  );
}

function Row({ id, label, hint, onTap }: { id: string; label: string; hint: string; onTap?: (() => void) | undefined }) {
  return (
    <View className="row" id={id} onClick={onTap}>
      <Text className="grow">{label}</Text>
      <Text className="hint-text figures">{hint}</Text>
      {onTap ? <View className="row__arrow" /> : null}
    </View>
  );
}
