import type { MessageSettings, SettingsView } from '@zhike/domain/messaging/contract';
import { Button, Checkbox, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { CountField, YuanField } from '../../components/inputs';
import { Field } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { FlagList, Marked } from './Marked';
import { LEVEL_WORDS } from './words';

/** 消息设置: how often, when, for how much, and with which words; of the whole shop, or of one store. */
export function MessageSettingsPage() {
  const stores = useQuery('stores.list', {});
  const [storeId, setStoreId] = useState<string | null>(null);
  const query = useQuery('messaging.settings', { storeId }, { keepPrevious: true });
  return (
    <div className="zk-page narrow" data-testid="message-settings-page">
      <header className="zk-page-head">
        <h1>消息设置</h1>
        <Select
          aria-label="哪里的设置"
          value={storeId ?? ''}
          style={{ minWidth: 160 }}
          options={[{ value: '', label: '总部（各店通用）' }, ...(stores.data?.stores ?? []).map((store) => ({ value: store.id, label: store.name }))]}
          onChange={(next) => setStoreId(next === '' ? null : next)}
        />
      </header>
      <Loaded query={query} skeleton={<RowsSkeleton rows={6} />}>
        {({ view }) => <Form key={`${view.storeId ?? ''} ${view.version}`} view={view} onSaved={(next) => query.put({ view: next })} />}
      </Loaded>
      <TryText />
    </div>
  );
}

const CHANNELS = [
  ['sms', '短信'],
  ['weapp', '微信'],
  ['wecom', '企业微信'],
  ['email', '邮件'],
] as const;

function Form({ view, onSaved }: { view: SettingsView; onSaved: (view: SettingsView) => void }) {
  const may = useMay('message.manage');
  const save = useCommand('messaging.saveSettings');
  const [draft, setDraft] = useState<MessageSettings>(view.settings);
  const changed = JSON.stringify(draft) !== JSON.stringify(view.settings);
  const put = (more: Partial<MessageSettings>) => setDraft({ ...draft, ...more });
  const submit = async (settings: MessageSettings | null) => {
    const before = view.own ? view.settings : null;
    const answer = await save.run({ storeId: view.storeId, version: view.version, settings });
    if (!answer.ok) return;
    const { view: next } = answer.value;
    onSaved(next);
    const back = async () => {
      const undone = await save.run({ storeId: next.storeId, version: next.version, settings: before ?? (next.storeId === null ? view.settings : null) });
      if (undone.ok) onSaved(undone.value.view);
    };
    say('已保存，下一条消息起按这个来', { undo: () => void back() });
  };
  return (
    <>
      {view.storeId !== null && (
        <p className="zk-hint" data-testid="settings-own">
          {view.own ? '这家店有自己的设置；总部的词在这里一样管用。' : '这家店现在按总部的来；改了保存，就有自己的设置。'}
          {view.own && may && (
            <Button type="link" size="small" onClick={() => void submit(null)}>
              改回按总部的来
            </Button>
          )}
        </p>
      )}
      <section className="zk-card">
        <h2>营销消息最多发多少</h2>
        <p className="zk-hint">预约确认、提醒、退款这些客户要知道的，不受这里限制。</p>
        <div className="zk-settings-grid">
          {CHANNELS.map(([key, title]) => (
            <CountField
              key={key}
              label={`${title}，24 小时内`}
              unit="条"
              min={0}
              max={100}
              value={draft.caps.perDay[key]}
              onChange={(n) => put({ caps: { ...draft.caps, perDay: { ...draft.caps.perDay, [key]: n } } })}
              testid={`cap-${key}`}
            />
          ))}
          <CountField
            label="每位客户 7 天内一共"
            unit="条"
            min={0}
            max={100}
            value={draft.caps.perWeek}
            onChange={(perWeek) => put({ caps: { ...draft.caps, perWeek } })}
            testid="cap-week"
          />
          <CountField
            label="两条之间至少隔"
            unit="分钟"
            min={0}
            max={10_080}
            step={10}
            value={draft.caps.gapMinutes}
            onChange={(gapMinutes) => put({ caps: { ...draft.caps, gapMinutes } })}
          />
        </div>
      </section>
      <section className="zk-card">
        <h2>夜里不打扰</h2>
        <div className="zk-row wrap">
          <Field label="从">
            {(ids) => (
              <Input
                id={ids.id}
                type="time"
                value={draft.quiet.from}
                onChange={(e) => e.target.value && put({ quiet: { ...draft.quiet, from: e.target.value } })}
                data-testid="quiet-from"
              />
            )}
          </Field>
          <Field label="到第二天">
            {(ids) => (
              <Input
                id={ids.id}
                type="time"
                value={draft.quiet.until}
                onChange={(e) => e.target.value && put({ quiet: { ...draft.quiet, until: e.target.value } })}
                data-testid="quiet-until"
              />
            )}
          </Field>
        </div>
        <p className="zk-hint">这段时间的营销消息等到早上，半小时内分开发出；发之前再看一遍还该不该发。</p>
        <Checkbox checked={draft.serviceToo} onChange={(e) => put({ serviceToo: e.target.checked })}>
          服务通知也不打扰、也算次数
        </Checkbox>
      </section>
      <section className="zk-card">
        <h2>短信预算</h2>
        <Checkbox
          checked={draft.budget.monthFen !== null}
          onChange={(e) => put({ budget: { ...draft.budget, monthFen: e.target.checked ? 50_000 : null } })}
          data-testid="budget-on"
        >
          每个月的营销短信不超过一笔钱
        </Checkbox>
        <div className="zk-settings-grid">
          {draft.budget.monthFen !== null && (
            <YuanField
              label="每月最多"
              fen={draft.budget.monthFen}
              onChange={(monthFen) => put({ budget: { ...draft.budget, monthFen } })}
              testid="budget-month"
            />
          )}
          <YuanField label="每条短信" fen={draft.budget.smsFen} onChange={(smsFen) => put({ budget: { ...draft.budget, smsFen } })} />
        </div>
      </section>
      <section className="zk-card">
        <h2>要留意的词</h2>
        <p className="zk-hint">写文案时会标出来，发送时再查一遍。点一个词，换到另一边或拿掉。</p>
        {(['block', 'approve'] as const).map((level) => (
          <WordList key={level} level={level} words={draft.words} onChange={(words) => put({ words })} />
        ))}
      </section>
      <RefusalNote refusal={save.refusal} />
      <div className="zk-verbs zk-settings-save">
        <Button type="primary" size="large" disabled={!may || !changed} loading={save.busy} onClick={() => void submit(draft)} data-testid="save-settings">
          保存
        </Button>
        {changed && <Button onClick={() => setDraft(view.settings)}>放弃修改</Button>}
      </div>
      {!may && <p className="zk-hint">只能看，改设置要「消息设置」的权限。</p>}
    </>
  );
}

const OTHER = { block: 'approve', approve: 'block' } as const;

function WordList({
  level,
  words,
  onChange,
}: {
  level: 'block' | 'approve';
  words: MessageSettings['words'];
  onChange: (words: MessageSettings['words']) => void;
}) {
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  const list = words[level];
  const without = (word: string): MessageSettings['words'] => ({
    block: words.block.filter((one) => one !== word),
    approve: words.approve.filter((one) => one !== word),
  });
  const add = () => {
    const word = typed.trim();
    if (word === '') return;
    const rest = without(word);
    onChange({ ...rest, [level]: [...rest[level], word] });
    setTyped('');
  };
  const shown = whole ? list : list.slice(0, 24);
  return (
    <div data-testid={`words-${level}`}>
      <h3>
        {LEVEL_WORDS[level]}（{list.length} 个）
      </h3>
      <div className="zk-word-list">
        {shown.map((word) => (
          <button key={word} type="button" aria-pressed={picked === word} onClick={() => setPicked(picked === word ? null : word)}>
            {word}
          </button>
        ))}
        {list.length > shown.length && (
          <Button type="link" size="small" onClick={() => setWhole(true)}>
            看全部
          </Button>
        )}
      </div>
      {picked !== null && list.includes(picked) && (
        <div className="zk-row wrap" role="group" aria-label={`「${picked}」`}>
          <span>「{picked}」</span>
          <Button
            size="small"
            onClick={() => {
              const rest = without(picked);
              onChange({ ...rest, [OTHER[level]]: [...rest[OTHER[level]], picked] });
            }}
          >
            改为{LEVEL_WORDS[OTHER[level]]}
          </Button>
          <Button size="small" danger onClick={() => onChange(without(picked))}>
            拿掉
          </Button>
        </div>
      )}
      <div className="zk-word-add">
        <Input
          value={typed}
          maxLength={20}
          aria-label={`加一个${LEVEL_WORDS[level]}的词`}
          placeholder="加一个词"
          onChange={(e) => setTyped(e.target.value)}
          onPressEnter={add}
          data-testid={`word-${level}`}
        />
        <Button onClick={add} disabled={typed.trim() === ''} data-testid={`add-word-${level}`}>
          加上
        </Button>
      </div>
    </div>
  );
}

/** A text to try, by the settings that hold: nothing of it is kept. */
function TryText() {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery('messaging.checkText', asked.trim() === '' ? null : { text: asked }, { keepPrevious: true });
  const words = asked === text ? (found.data?.words ?? []) : [];
  return (
    <section className="zk-card">
      <h2>试一段文案</h2>
      <Input.TextArea
        value={text}
        maxLength={2_000}
        autoSize={{ minRows: 2 }}
        aria-label="试一段文案"
        placeholder="全城最佳，根治敏感肌"
        onChange={(e) => setText(e.target.value)}
        data-testid="try-text"
      />
      {text.trim() !== '' && words.length > 0 && <Marked text={text} words={words} />}
      <FlagList words={words} />
      {asked.trim() !== '' && asked === text && found.data && words.length === 0 && <p className="zk-hint">没有要留意的词。</p>}
    </section>
  );
}
