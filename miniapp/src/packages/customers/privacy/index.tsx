import { View } from '@tarojs/components';
import { useState } from 'react';
import { useShop, useStores } from '@/api/shop';
import { say, telephone } from '@/bridge/device';
import { openPrivacyContract } from '@/bridge/privacy';
import { forget } from '@/bridge/storage';
import { ActionButton } from '@/components/action-button';
import { Screen } from '@/components/screen';
import { Wishes } from './wishes';
import './index.scss';

const USES = [
  { what: '微信身份', why: '认出是你，让你看到自己的预约。不读取你的好友和聊天。' },
  { what: '姓名、手机号', why: '为你留位，临时有变时联系你。店里的人默认只看到打码的号码，查看完整号码会留下记录。' },
  { what: '婚期、备注', why: '只用于安排这次服务，可以不填。' },
  { what: '健康与禁忌', why: '只在你同意后记录，加密保存，只给为你安排和服务的人看；在「我的 › 健康与禁忌」里可以随时修改或撤回。' },
  { what: '手写签名', why: '只在你签合同时用，连同姓名和时间存进那份合同。' },
  { what: '支付结果', why: '由微信支付告诉我们付了多少、是否成功；看不到你的银行卡。' },
  { what: '大概位置', why: '只在你点「按离我的距离排序」时用一次，用来把近的门店排在前面，不保存。' },
  { what: '日历、剪贴板', why: '只在你点「加到手机日历」「复制」时用一次。' },
];

/** 隐私: what is used and why, in plain words; and what she can do about it. */
export default function Privacy() {
  const shop = useShop();
  const { store } = useStores();
  const [cleared, setCleared] = useState(false);
  const hasContract = process.env.TARO_ENV !== 'h5';
  return (
    <Screen id="privacy-page">
      <View className="pad-page">
        <View className="headline">{`${shop?.name ?? '我们'}用到的信息`}</View>
        <View className="card facts">
          {USES.map(({ what, why }) => (
            <View className="use" key={what}>
              <View className="use__what">{what}</View>
              <View className="use__why">{why}</View>
            </View>
          ))}
        </View>
        <Wishes />
        <View className="card pad">
          <View className="card__title">你可以</View>
          <View className="prose">查看、更正、导出或删除你的资料，或撤回同意：告诉门店即可，法律要求保留的订单记录除外。</View>
          <View className="stack">
            {store ? <ActionButton id="call-about-privacy" kind="plain" label={`联系门店 ${store.phone}`} onTap={() => telephone(store.phone)} /> : null}
            <ActionButton
              id="forget"
              kind="quiet"
              label={cleared ? '这台手机上的已清除' : '清除这台手机记住的姓名和手机号'}
              disabled={cleared}
              onTap={() => {
                forget('zk.contact');
                setCleared(true);
                say('已清除');
              }}
            />
            {hasContract ? <ActionButton id="privacy-contract" kind="quiet" label="查看《用户隐私保护指引》" onTap={() => void openPrivacyContract()} /> : null}
          </View>
        </View>
      </View>
    </Screen>
  );
}
