import { partsOf, TEXT_LIMITS, type MessageText } from '@zhike/domain/engines/messages/text';
import { Input, Select } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useMemo, useRef } from 'react';
import { useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { toCatalogue } from '../conditions/catalogue';
import { type Designed, withCatalogue } from '../conditions/WithCatalogue';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { textOf, trimmed, variableChoices, withVariable } from './draft-text';

/** 文案: what the shop says in its own words, with variables that are filled in for each customer. */
export const TextDesigner = withCatalogue(Designer);

function Designer({ definition, answer }: Designed) {
  const draft = useDraft(definition);
  const area = useRef<TextAreaRef>(null);
  const text = textOf(draft.body);
  const catalogue = useMemo(() => toCatalogue(answer), [answer]);
  const forms = useQuery('forms.list', {}).data?.forms.filter((form) => form.kinds.includes('bound'));
  const choices = variableChoices(text.entity, catalogue, forms);
  const groups = [...new Set(choices.map((choice) => choice.group))];
  const set = (next: MessageText) => draft.change({ body: trimmed(next) as unknown as Record<string, unknown> });
  const insert = (path: string) => {
    const choice = choices.find((one) => one.path === path);
    if (!choice) return;
    const at = area.current?.resizableTextArea?.textArea.selectionStart ?? text.text.length;
    set(withVariable(text, choice, at).text);
    area.current?.focus();
  };
  const aside = <Shown text={text} />;
  return (
    <DesignerFrame
      draft={draft}
      back={{ href: '#/design/texts', title: '文案' }}
      words={(body) => textOf(body).text || '（还没有写）'}
      effect={aside}
      aside={aside}
    >
      <section className="zk-card">
        <Field label="说的是">
          {(ids) => (
            <Select
              {...ids}
              aria-label="说的是"
              value={text.entity}
              options={answer.entities.map((one) => ({ value: one.id, label: one.label }))}
              popupMatchSelectWidth={false}
              onChange={(entity) => set({ ...text, entity, variables: {} })}
            />
          )}
        </Field>
        <Field label="标题（微信提醒里的事项）">
          {(ids) => (
            <Input
              {...ids}
              aria-label="标题"
              value={text.title}
              maxLength={TEXT_LIMITS.title}
              showCount
              onChange={(e) => set({ ...text, title: e.target.value })}
            />
          )}
        </Field>
        <Field label="正文">
          {(ids) => (
            <Input.TextArea
              {...ids}
              ref={area}
              aria-label="正文"
              data-testid="text-words"
              value={text.text}
              maxLength={TEXT_LIMITS.text}
              showCount
              autoSize={{ minRows: 4 }}
              onChange={(e) => set({ ...text, text: e.target.value })}
            />
          )}
        </Field>
        <Field label="插入变量">
          {(ids) => (
            <Select
              {...ids}
              aria-label="插入变量"
              showSearch={{ optionFilterProp: 'label' }}
              value={null}
              placeholder="选一项，放到光标处"
              options={groups.map((group) => ({
                label: group,
                options: choices.filter((choice) => choice.group === group).map(({ path, label }) => ({ value: path, label })),
              }))}
              onChange={(path: string | null) => path && insert(path)}
            />
          )}
        </Field>
        <Field label="微信里的短句（可不填，不填就截取正文）">
          {(ids) => (
            <Input {...ids} aria-label="短句" value={text.brief ?? ''} maxLength={TEXT_LIMITS.brief} onChange={(e) => set(withBrief(text, e.target.value))} />
          )}
        </Field>
        <Field label="短信模板编号（可不填，不填就只发微信）">
          {(ids) => (
            <Input
              {...ids}
              aria-label="短信模板编号"
              value={text.sms?.template ?? ''}
              maxLength={TEXT_LIMITS.sms}
              onChange={(e) => set(withSms(text, e.target.value.trim()))}
            />
          )}
        </Field>
      </section>
      <Fallbacks text={text} onChange={set} />
    </DesignerFrame>
  );
}

function withBrief({ brief: _, ...text }: MessageText, brief: string): MessageText {
  return brief === '' ? text : { ...text, brief };
}
function withSms({ sms: _, ...text }: MessageText, template: string): MessageText {
  return template === '' ? text : { ...text, sms: { template } };
}

/** What is said to whoever has nothing there; empty: she gets no message rather than half a sentence. */
function Fallbacks({ text, onChange }: { text: MessageText; onChange: (next: MessageText) => void }) {
  const names = Object.keys(text.variables);
  if (names.length === 0) return null;
  const put = (name: string, or: string) => {
    const { or: _, ...rest } = text.variables[name] ?? { path: '' };
    onChange({ ...text, variables: { ...text.variables, [name]: or === '' ? rest : { ...rest, or } } });
  };
  return (
    <section className="zk-card">
      <h2>没有内容时怎么说</h2>
      <p className="zk-hint">不填：这位客户就不发，免得收到半句话。</p>
      {names.map((name) => (
        <Field key={name} label={`[${name}]`}>
          {(ids) => (
            <Input
              {...ids}
              aria-label={`没有${name}时`}
              value={text.variables[name]?.or ?? ''}
              maxLength={TEXT_LIMITS.or}
              placeholder="不发"
              onChange={(e) => put(name, e.target.value)}
            />
          )}
        </Field>
      ))}
    </section>
  );
}

/** How it reads, with its variables marked. */
function Shown({ text }: { text: MessageText }) {
  const marked = (words: string) =>
    partsOf(words).parts.map((part, i) => ('words' in part ? <span key={i}>{part.words}</span> : <mark key={i}>{part.variable}</mark>));
  return (
    <section className="zk-card" data-testid="text-preview">
      <h2>客户看到的</h2>
      <p>
        <b>{marked(text.title)}</b>
      </p>
      <p>{marked(text.text)}</p>
      <p className="zk-hint">微信提醒：{marked(text.brief ?? text.text)}（最多 20 个字，多的会截断）</p>
      <p className="zk-hint">{text.sms ? '微信送不到时发短信。' : '没有短信模板编号：微信送不到就不发。'}</p>
    </section>
  );
}
