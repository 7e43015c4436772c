import { copyText } from '../../components/copy';
import type { ApiOutput } from '@zhike/domain/api';
import type { FormLink } from '@zhike/domain/forms/contract';
import { Button, Input, InputNumber, QRCode, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Field, useNow } from '../../components/parts';
import { useRoute } from '../../components/route';
import { useMe } from '../../components/SessionGate';
import { Sheet } from '../../components/Sheet';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { HeldList } from './HeldList';
import { DAYS_OF_A_LINK, embedOf, LINK_KINDS, linkState } from './link-words';

type Form = ApiOutput<'forms.list'>['forms'][number];
type Made = ApiOutput<'forms.share'>;

/** 表单链接: which forms strangers may fill in, by which links, and how often each was opened and sent. */
export function FormLinksPage() {
  const { parts } = useRoute();
  const forms = useQuery('forms.list', {});
  return (
    <div className="zk-page narrow" data-testid="form-links-page">
      <HeldList />
      <Loaded query={forms} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ forms: all }) => {
          const shared = all.filter((form) => form.kinds.some((kind) => kind !== 'bound'));
          const form = shared.find((one) => one.id === decodeURIComponent(parts[1] ?? '')) ?? shared[0];
          return form ? (
            <LinksOf key={form.id} form={form} forms={shared} />
          ) : (
            <Nothing title="还没有可以分享的表单" hint="在「搭建 › 表单」里打开一张表单，勾上「可以分享链接」并发布，就能在这里建链接和二维码。" />
          );
        }}
      </Loaded>
    </div>
  );
}

function LinksOf({ form, forms }: { form: Form; forms: readonly Form[] }) {
  const links = useQuery('forms.links', { id: form.id });
  const [making, setMaking] = useState(false);
  return (
    <>
      <header className="zk-page-head">
        <h1>表单链接</h1>
        <div className="zk-row wrap">
          <Select
            aria-label="表单"
            value={form.id}
            popupMatchSelectWidth={false}
            options={forms.map((one) => ({ value: one.id, label: one.title }))}
            onChange={(id) => {
              window.location.hash = `#/form-links/${encodeURIComponent(id)}`;
            }}
            data-testid="links-form"
          />
          <Button type="primary" onClick={() => setMaking(true)} data-testid="new-link">
            新建链接
          </Button>
        </div>
      </header>
      <p className="zk-second" style={{ marginBottom: 12 }}>
        每个渠道建一条，客户从哪条进来，档案的来源就写哪个渠道。链接收回后立刻打不开，已经交来的不受影响。
      </p>
      <Loaded query={links} skeleton={<RowsSkeleton rows={3} tall />}>
        {({ links: list }) =>
          list.length === 0 ? (
            <Nothing title={`「${form.title}」还没有链接`} hint="新建一条，把二维码贴在前台，或把网址放进公众号菜单。" />
          ) : (
            list.map((link) => <LinkCard key={link.id} link={link} onRevoked={links.reload} />)
          )
        }
      </Loaded>
      {making && <NewLink form={form} onClose={() => setMaking(false)} onMade={links.reload} />}
    </>
  );
}

function LinkCard({ link, onRevoked }: { link: FormLink; onRevoked: () => void }) {
  const now = useNow();
  const unshare = useCommand('forms.unshare');
  const [sure, setSure] = useState(false);
  const moment = (at: string) => momentOf(at, CHINA_OFFSET, now);
  const state = linkState(link, now);
  const press = async () => {
    if (!sure) return setSure(true);
    setSure(false);
    const answer = await unshare.run({ linkId: link.id });
    say(answer.ok ? '链接已收回，现在打不开了' : wordRefusal(answer.refusal), answer.ok ? {} : { tone: 'bad' });
    onRevoked();
  };
  return (
    <section className={state.open ? 'zk-card' : 'zk-card zk-faded'} data-testid="form-link" data-channel={link.channel}>
      <div className="zk-row">
        <div className="zk-grow">
          <h2>{link.channel || (link.kind === 'bound' ? '发给客户的' : '没写渠道')}</h2>
          <span className="zk-hint zk-block" data-testid="link-counts">
            打开 {link.opened} 次 · 提交 {link.used} 份{link.maxUses === null || link.kind !== 'open' ? '' : `（最多 ${link.maxUses} 份）`}
          </span>
          <span className="zk-hint zk-block">
            {LINK_KINDS[link.kind].title} · {link.byName || '系统'}建于 {moment(link.createdAt)}
            {link.expiresAt ? ` · ${moment(link.expiresAt)}到期` : ''}
          </span>
        </div>
        {state.open ? (
          <Button
            danger
            type={sure ? 'primary' : 'default'}
            loading={unshare.busy}
            onBlur={() => setSure(false)}
            onClick={() => void press()}
            data-testid="revoke-link"
          >
            {sure ? '确定收回？' : '收回'}
          </Button>
        ) : (
          <span className="zk-booking-state grey">{state.word}</span>
        )}
      </div>
    </section>
  );
}

function NewLink({ form, onClose, onMade }: { form: Form; onClose: () => void; onMade: () => void }) {
  const me = useMe();
  const now = useNow();
  const share = useCommand('forms.share');
  const kinds = form.kinds.filter((kind) => kind !== 'bound');
  const [kind, setKind] = useState<'open' | 'one_time'>(kinds.includes('open') ? 'open' : 'one_time');
  const [channel, setChannel] = useState('');
  const [storeId, setStoreId] = useState(me.stores[0]?.id ?? '');
  const [days, setDays] = useState(0);
  const [most, setMost] = useState<number | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const submit = async () => {
    if (made) return;
    const answer = await share.run({
      id: form.id,
      kind,
      channel: channel.trim(),
      ...(storeId ? { storeId } : {}),
      ...(days > 0 ? { expiresAt: new Date(now + days * 86_400_000).toISOString() } : {}),
      ...(kind === 'open' && most !== null ? { maxUses: most } : {}),
    });
    if (!answer.ok) return;
    setMade(answer.value);
    onMade();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={made ? '链接建好了' : `新建链接 · ${form.title}`}
      testid="new-link-sheet"
      onSubmit={() => void submit()}
      foot={
        made ? (
          <Button block size="large" type="primary" onClick={onClose} data-testid="link-kept">
            已经存好了
          </Button>
        ) : (
          <Button block size="large" type="primary" loading={share.busy} onClick={() => void submit()} data-testid="link-submit">
            生成链接
          </Button>
        )
      }
    >
      {made ? (
        <MadeLink made={made} form={form} />
      ) : (
        <>
          <Field label="渠道" hint="例如：公众号菜单、前台立牌、抖音主页">
            {(ids) => <Input {...ids} autoFocus value={channel} maxLength={20} onChange={(e) => setChannel(e.target.value)} data-testid="link-channel" />}
          </Field>
          <Field label="怎么用" hint={LINK_KINDS[kind].hint}>
            {(ids) => (
              <Select
                id={ids.id}
                style={{ width: '100%' }}
                value={kind}
                onChange={setKind}
                options={kinds.map((one) => ({ value: one as 'open' | 'one_time', label: LINK_KINDS[one].title }))}
                data-testid="link-kind"
              />
            )}
          </Field>
          <Field label="门店" hint="交来的归这家门店">
            {(ids) => (
              <Select
                id={ids.id}
                style={{ width: '100%' }}
                value={storeId}
                onChange={setStoreId}
                options={me.stores.map((one) => ({ value: one.id, label: one.name }))}
              />
            )}
          </Field>
          <Field label="有效期">
            {(ids) => <Select id={ids.id} style={{ width: '100%' }} value={days} onChange={setDays} options={[...DAYS_OF_A_LINK]} data-testid="link-days" />}
          </Field>
          {kind === 'open' && (
            <Field label="最多收几份" hint="不填就不限">
              {(ids) => (
                <InputNumber
                  id={ids.id}
                  style={{ width: '100%' }}
                  min={1}
                  max={100_000}
                  precision={0}
                  value={most}
                  onChange={setMost}
                  data-testid="link-most"
                />
              )}
            </Field>
          )}
          <RefusalNote refusal={share.refusal} />
        </>
      )}
    </Sheet>
  );
}

function MadeLink({ made, form }: { made: Made; form: Form }) {
  const embed = embedOf(made.url, form.title);
  return (
    <div className="zk-stack">
      <p className="zk-notice">网址和二维码只在这里显示这一次，请现在保存。丢了就再建一条。</p>
      <div style={{ display: 'flex', justifyContent: 'center' }} data-testid="link-qr">
        <QRCode value={made.url} size={220} />
      </div>
      <Input.TextArea readOnly autoSize value={made.url} aria-label="网址" onFocus={(e) => e.target.select()} data-testid="link-url" />
      <Button onClick={() => void copyText(made.url)} data-testid="copy-link">
        复制网址
      </Button>
      <b>放进自己的网站</b>
      {form.frames.length > 0 ? (
        <>
          <Input.TextArea readOnly autoSize value={embed} aria-label="嵌入代码" onFocus={(e) => e.target.select()} data-testid="link-embed" />
          <Button onClick={() => void copyText(embed)}>复制嵌入代码</Button>
          <span className="zk-hint">只在这些网站里能显示：{form.frames.join('、')}</span>
        </>
      ) : (
        <span className="zk-hint">要嵌进网站，先在表单的设置里填上允许显示它的网站并发布。公众号菜单和文章直接用网址。</span>
      )}
    </div>
  );
}
