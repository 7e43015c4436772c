import { View } from '@tarojs/components';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { useEffect, useState } from 'react';
import { serverNow } from '@/api/clock';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { say } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Sheet } from '@/components/sheet';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { back, toTab } from '@/routes';
import { type Draft, draftOf, isTouched, meetFresh, withTyped } from './draft';
import { NamesCard, StatesCard, TaboosCard } from './parts';
import { AIMS, consentLine, LISTS, PROMISES } from './words';
import './index.scss';

const CHINA_MINUTES = 480;

/** 健康与禁忌: asked first, then hers to read, to change and to take back. Nothing of it stays on the phone. */
export default function Health() {
  const query = useQuery('customers.myHealth', {});
  const save = useCommand('customers.saveMyHealth');
  const withdraw = useCommand('customers.withdrawHealthConsent');
  const [draft, setDraft] = useState<Draft | null>(null);
  const [agreed, setAgreed] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const health = query.value?.health;
  const today = dateAt(serverNow(), CHINA_MINUTES);

  useEffect(() => {
    if (!health) return;
    setDraft((mine) => meetFresh(mine, health));
  }, [health]);

  if (!health || !draft)
    return (
      <Screen id="health-page">
        {query.refusal?.code === 'record.not_found' ? (
          <EmptyState
            title="完成一次预约后就能填写"
            hint="到店前告诉我们要避开什么，服务的老师就会留意。"
            action={{ id: 'to-home', label: '去预约', onTap: () => toTab('home') }}
          />
        ) : query.refusal ? (
          <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} />
        ) : (
          <PageBones />
        )}
      </Screen>
    );

  if (!health.consent && !agreed)
    return (
      <Screen
        id="health-page"
        bar={
          <>
            <ActionButton id="health-not-now" kind="quiet" label="暂不" onTap={back} />
            <View className="bar__gap" />
            <ActionButton id="health-agree" label="同意并填写" onTap={() => setAgreed(true)} />
          </>
        }
      >
        <View className="pad-page" id="health-ask">
          <View className="headline">要我们避开什么，先告诉我们</View>
          <View className="headline__hint">{consentLine(health, today) || '填写前，请先看看我们怎么对待这些信息。'}</View>
          <View className="card">
            {PROMISES.map(({ what, why }) => (
              <View className="promise" key={what}>
                <View className="promise__what">{what}</View>
                <View className="promise__why">{why}</View>
              </View>
            ))}
          </View>
        </View>
      </Screen>
    );

  const submit = async () => {
    const whole = withTyped(draft);
    setDraft(whole);
    const saved = await save.run({ version: whole.version, consent: health.consent ? 'kept' : 'given', record: whole.record });
    if (saved) {
      setDraft(draftOf(saved.health));
      say('已保存');
    }
    // After a "no" the newest record is met by the effect above; after a yes it brings the consent.
    await query.reload();
  };
  const takeBack = async () => {
    const done = await withdraw.run({});
    if (!done) return;
    setLeaving(false);
    setAgreed(false);
    setDraft(null);
    await query.reload();
    say('已撤回，内容已删除');
  };
  const touched = isTouched(draft);

  return (
    <Screen
      id="health-page"
      bar={
        <ActionButton
          id="health-save"
          label={touched ? '保存' : '没有改动'}
          busy={save.busy}
          busyLabel="正在保存"
          disabled={!touched}
          onTap={() => void submit()}
        />
      }
    >
      <View className="pad-page health">
        {draft.united ? (
          <View className="note note--mild" id="health-united">
            <View className="note__title">门店刚更新过这份档案</View>
            <View className="note__hint">两边的内容已合在一起，请看一遍再保存。</View>
          </View>
        ) : (
          <RefusalNote refusal={save.refusal} />
        )}
        {LISTS.map((list) => (
          <NamesCard key={list.field} draft={draft} onChange={setDraft} field={list.field} title={list.title} hint={list.hint} often={list.often} />
        ))}
        <StatesCard draft={draft} onChange={setDraft} today={today} />
        <TaboosCard draft={draft} onChange={setDraft} />
        <NamesCard draft={draft} onChange={setDraft} {...AIMS} />
        {health.consent ? (
          <>
            <View className="hint-text health__foot" id="health-consent-line">
              {consentLine(health, today)}
            </View>
            <View className="link link--center" id="health-withdraw" onClick={() => setLeaving(true)}>
              撤回同意并删除
            </View>
          </>
        ) : null}
      </View>
      <Sheet visible={leaving} title="撤回同意？" onClose={() => setLeaving(false)}>
        <View className="note-text">过敏、禁忌等内容会立刻删除，不能恢复。以后服务前，请当面提醒老师。</View>
        <RefusalNote refusal={withdraw.refusal} />
        <View className="sheet__actions">
          <ActionButton id="withdraw-cancel" kind="quiet" label="再想想" onTap={() => setLeaving(false)} />
          <ActionButton id="withdraw-confirm" kind="danger" label="撤回并删除" busy={withdraw.busy} busyLabel="正在删除" onTap={() => void takeBack()} />
        </View>
      </Sheet>
    </Screen>
  );
}
