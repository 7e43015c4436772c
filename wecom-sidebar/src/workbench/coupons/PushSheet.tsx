import type { Audience, PushView } from '@zhike/domain/marketing/contract';
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, Field, ManyChips, useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { RefusalNote } from '../../components/states';
import { CHINA_OFFSET, instantAt, todayAt } from '../../components/time';
import { say } from '../../components/toast';
import { dayWords, yuan } from '../../features/membership/words';

const EVERYBODY: Audience = { cardKinds: [], productIds: [], storeIds: [], expiringWithinDays: null };

/** One push put together: whom, what, when; every name is read before it is sent. */
export function PushSheet({ onClose, onDone }: { onClose: () => void; onDone: (push: PushView) => void }) {
  const templates = useQuery('marketing.templates', { withRetired: false });
  const [templateId, setTemplate] = useState('');
  const [name, setName] = useState('');
  const [audience, setAudience] = useState<Audience>({ ...EVERYBODY, cardKinds: ['course'], expiringWithinDays: 30 });
  const [wording, setWording] = useState('送你一张优惠券，到店即可使用');
  const [holdOut, setHoldOut] = useState<'0' | '10' | '20'>('0');
  const holdOutPercent = Number(holdOut);
  const [viaMembers, setViaMembers] = useState(false);
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const today = todayAt(useNow(), CHINA_OFFSET);
  const [date, setDate] = useState<string>(today);
  const [time, setTime] = useState('10:00');
  const segments = useQuery('definitions.list', { kind: 'segment' });
  const push = useCommand('marketing.push');
  const preview = useQuery(
    'marketing.previewPush',
    templateId && wording.trim() ? { templateId, audience, wording: wording.trim(), holdOutPercent, cursor: null } : null,
    {
      keepPrevious: true,
    },
  );
  const seen = preview.data;
  const people = (seen?.count ?? 0) - (seen?.heldOut ?? 0);
  const forbidden = seen?.forbidden ?? [];
  const stops = !templateId
    ? '先选一种券'
    : name.trim() === ''
      ? '给这批起个名字'
      : !seen
        ? '正在找人'
        : forbidden.length > 0
          ? '文案里有不能用的词'
          : seen.count === 0
            ? '没有符合的人'
            : null;
  const submit = async () => {
    if (stops || !seen) return;
    const at = when === 'now' ? null : instantAt(date as never, time, CHINA_OFFSET);
    const answer = await push.run({
      templateId,
      audience,
      wording: wording.trim(),
      holdOutPercent,
      viaMembers,
      name: name.trim(),
      expectedCount: seen.count,
      at,
    });
    if (!answer.ok) return preview.reload();
    say(when === 'now' ? `开始发给 ${people} 人` : `会在 ${dayWords(date as never)} ${time} 发给 ${people} 人`);
    onDone(answer.value.push);
  };
  return (
    <Sheet
      open
      wide
      title="发一批券"
      onClose={onClose}
      testid="push-sheet"
      foot={
        <Button type="primary" block disabled={stops !== null} loading={push.busy} onClick={() => void submit()} data-testid="push-send">
          {stops ?? `发给 ${people} 人`}
        </Button>
      }
    >
      <Field label="这批叫什么">
        {(ids) => <Input id={ids.id} value={name} maxLength={30} onChange={(e) => setName(e.target.value)} data-testid="push-name" />}
      </Field>
      <Field label="发哪种券">
        {(ids) => (
          <Select
            id={ids.id}
            value={templateId || undefined}
            placeholder="选一种"
            style={{ width: '100%' }}
            onChange={setTemplate}
            options={(templates.data?.templates ?? []).map((one) => ({ value: one.id, label: one.terms.name }))}
            data-testid="push-template"
          />
        )}
      </Field>
      {(segments.data?.items.length ?? 0) > 0 && (
        <Field label="发给哪个客群" hint="选了客群，不持卡的也发；下面的卡和到期留空就只看客群">
          {(ids) => (
            <Select
              id={ids.id}
              allowClear
              style={{ width: '100%' }}
              placeholder="不按客群"
              value={audience.segmentId ?? null}
              options={(segments.data?.items ?? []).filter((one) => one.current > 0).map((one) => ({ value: one.id, label: one.title }))}
              onChange={(segmentId) => setAudience(segmentId ? { ...EVERYBODY, segmentId } : { ...audience, segmentId: null })}
              data-testid="push-segment"
            />
          )}
        </Field>
      )}
      <Field label="发给持有这些卡的客户" hint="不选表示任何卡">
        {() => (
          <ManyChips
            label="卡的种类"
            name="push-kind"
            value={audience.cardKinds}
            onChange={(cardKinds) => setAudience({ ...audience, cardKinds })}
            choices={[
              { key: 'stored_value', title: '储值卡' },
              { key: 'sessions', title: '次卡' },
              { key: 'course', title: '疗程卡' },
            ]}
          />
        )}
      </Field>
      <Field label="几天内到期" hint="留空表示不管到期">
        {(ids) => (
          <InputNumber
            id={ids.id}
            min={0}
            max={366}
            addonAfter="天"
            value={audience.expiringWithinDays}
            onChange={(days) => setAudience({ ...audience, expiringWithinDays: days })}
            data-testid="push-days"
          />
        )}
      </Field>
      <Field
        label="微信通知里的话"
        problem={forbidden.length > 0 ? `广告法不让用：${forbidden.map((one) => `「${one.word}」（第 ${one.at + 1} 个字）`).join('、')}` : undefined}
      >
        {(ids) => <Input id={ids.id} value={wording} maxLength={60} onChange={(e) => setWording(e.target.value)} data-testid="push-wording" />}
      </Field>
      <Field label="留一部分人不发，作对照" hint="随机留下，不通知她们；以后能看出发券多带来了多少">
        {() => (
          <Chips
            label="对照"
            name="push-hold-out"
            value={holdOut}
            onChange={setHoldOut}
            choices={[
              { key: '0', title: '不留' },
              { key: '10', title: '留 10%' },
              { key: '20', title: '留 20%' },
            ]}
          />
        )}
      </Field>
      <Field label="也请同事在企业微信里发一遍" hint="每位同事收到一条群发任务，要她自己确认才会发出">
        {(ids) => <Switch id={ids.id} checked={viaMembers} onChange={setViaMembers} data-testid="push-via-members" />}
      </Field>
      <Chips
        label="什么时候发"
        name="push-when"
        value={when}
        onChange={setWhen}
        choices={[
          { key: 'now', title: '现在就发' },
          { key: 'later', title: '定时发' },
        ]}
      />
      {when === 'later' && (
        <div className="zk-row" style={{ marginTop: 8 }}>
          <Input type="date" aria-label="日期" min={today} value={date} onChange={(e) => setDate(e.target.value)} style={{ width: 150 }} />
          <Input type="time" aria-label="时间" value={time} onChange={(e) => setTime(e.target.value)} style={{ width: 110 }} />
        </div>
      )}
      <RefusalNote refusal={push.refusal ?? preview.refusal} />
      {templateId && seen && (
        <section style={{ marginTop: 16 }} data-testid="push-preview">
          <h3>
            会发给 <b data-testid="push-count">{people}</b> 人
          </h3>
          <p className="zk-hint">
            {seen.maxCostFen === null ? '优惠多少要看她们买什么' : `全部用掉最多让利 ${yuan(seen.maxCostFen)}`}
            {seen.heldOut > 0 && `；下面 ${seen.count} 人里随机留 ${seen.heldOut} 人不发`}
            {seen.refused > 0 && `；另有 ${seen.refused} 人不想收广告，不发`}
          </p>
          <Names key={JSON.stringify([templateId, audience])} templateId={templateId} audience={audience} wording={wording.trim()} first={seen.people} />
        </section>
      )}
    </Sheet>
  );
}

type People = { readonly items: readonly { customerId: string; name: string; cardName: string; validUntil: string | null }[]; readonly next: string | null };

/** Every name, page by page: a manager reads whom she sends to. */
function Names({ templateId, audience, wording, first }: { templateId: string; audience: Audience; wording: string; first: People }) {
  const [behind, setBehind] = useState<People[]>([]);
  const last = behind[behind.length - 1] ?? first;
  const [asked, setAsked] = useState<string | null>(null);
  const more = useQuery('marketing.previewPush', asked ? { templateId, audience, wording, holdOutPercent: 0, cursor: asked } : null);
  useEffect(() => {
    if (!asked || !more.data) return;
    setBehind((pages) => [...pages, more.data?.people ?? { items: [], next: null }]);
    setAsked(null);
  }, [asked, more.data]);
  return (
    <>
      {[first, ...behind]
        .flatMap((page) => page.items)
        .map((one) => (
          <div key={one.customerId} className="zk-account" style={{ cursor: 'default' }} data-testid="push-person">
            <span>{one.name}</span>
            <span className="zk-hint">
              {one.cardName}
              {one.validUntil && ` · ${dayWords(one.validUntil as never)} 到期`}
            </span>
          </div>
        ))}
      {last.next && (
        <Button loading={asked !== null} onClick={() => setAsked(last.next)}>
          再看一些
        </Button>
      )}
    </>
  );
}
