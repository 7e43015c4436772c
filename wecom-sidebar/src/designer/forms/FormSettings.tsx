import type { FormBody, PublicPolicy, Slot } from '@zhike/domain/engines/forms/definition';
import { Input, InputNumber, Select } from 'antd';
import { useQuery } from '../../api/hooks';
import type { CatalogueAnswer } from '../conditions/catalogue';
import { labelOfSlot, type Labels } from './labels';
import { Labelled, Text, Toggle } from './parts';

interface Settings {
  readonly form: FormBody;
  readonly labels: Labels;
  readonly answer: CatalogueAnswer;
  readonly onChange: (form: FormBody) => void;
}

/** A form without what was taken away: absent, rather than there and empty. */
function without<Key extends keyof FormBody>(form: FormBody, key: Key): FormBody {
  const { [key]: _, ...rest } = form;
  return rest as FormBody;
}

/** What the form as a whole says, and what follows when it was handed in. */
export function FormSettings(settings: Settings) {
  const { form, onChange } = settings;
  return (
    <>
      <h2>整张表单</h2>
      <Text label="填写时的标题" value={form.title} onChange={(title) => onChange({ ...form, title })} />
      <Text label="按钮" value={form.submit.button} onChange={(button) => onChange({ ...form, submit: { ...form.submit, button } })} />
      <Labelled label="提交以后">
        <Select
          aria-label="提交以后"
          value={form.submit.after}
          options={[
            { value: 'thanks', label: '说一句谢谢' },
            { value: 'record', label: '打开这条记录' },
            { value: 'url', label: '去一个网址' },
          ]}
          onChange={(after) => onChange({ ...form, submit: { ...form.submit, after } })}
        />
      </Labelled>
      {form.submit.after === 'thanks' && (
        <Text label="谢谢的话" value={form.submit.thanks} onChange={(thanks) => onChange({ ...form, submit: { ...form.submit, thanks } })} />
      )}
      {form.submit.after === 'url' && <Text label="网址" value={form.submit.url} onChange={(url) => onChange({ ...form, submit: { ...form.submit, url } })} />}
      <p className="zk-hint">点中间的一项，这里就是它的设置。</p>
      <Matching {...settings} />
      <StartsFlow {...settings} />
      <Sharing {...settings} />
      <Printing {...settings} />
    </>
  );
}

/** Whether a record that is there already is changed, and by what it is found. */
function Matching({ form, labels, onChange }: Settings) {
  const isKey = (slot: Slot): boolean => slot.checks?.some((check) => check.is === 'unique') === true || (form.entity === 'customer' && slot.field === 'phone');
  const keys = Object.entries(form.fields).filter(([, slot]) => isKey(slot));
  if (keys.length === 0 && form.mode === 'create') return null;
  return (
    <>
      <Labelled label="已经有这条记录时">
        <Select
          aria-label="已经有这条记录时"
          value={form.mode}
          options={[
            { value: 'create', label: '不再建，告诉填写的人' },
            { value: 'createOrUpdate', label: '更新那一条' },
            ...(form.mode === 'edit' ? [{ value: 'edit', label: '只用来修改' }] : []),
          ]}
          onChange={(mode) =>
            onChange(mode === 'createOrUpdate' ? { ...form, mode, match: keys.slice(0, 1).map(([id]) => id) } : { ...without(form, 'match'), mode })
          }
        />
      </Labelled>
      {form.mode === 'createOrUpdate' && (
        <Labelled label="凭哪一项认出来">
          <Select
            mode="multiple"
            aria-label="凭哪一项认出来"
            value={[...(form.match ?? [])]}
            options={keys.map(([id]) => ({ value: id, label: labelOfSlot(form, id, labels) }))}
            onChange={(match: string[]) => onChange({ ...form, match })}
          />
          <span className="zk-hint">外人通过链接填的，只会先放在一边等店里看，不会直接改客户档案。</span>
        </Labelled>
      )}
    </>
  );
}

function StartsFlow({ form, onChange }: Settings) {
  const flows = useQuery('definitions.list', { kind: 'flow' }).data?.items ?? [];
  const { startFlow: now, ...rest } = form.submit;
  if (flows.length === 0 && now === undefined) return null;
  return (
    <Labelled label="提交后开始的流程">
      <Select
        aria-label="提交后开始的流程"
        value={now ?? ''}
        options={[{ value: '', label: '不开始' }, ...flows.map((flow) => ({ value: flow.id, label: flow.title }))]}
        onChange={(startFlow) => onChange({ ...form, submit: startFlow ? { ...rest, startFlow } : rest })}
      />
    </Labelled>
  );
}

const KINDS: readonly { readonly value: PublicPolicy['kinds'][number]; readonly label: string }[] = [
  { value: 'open', label: '谁都能填的链接' },
  { value: 'one_time', label: '只能填一次的链接' },
  { value: 'bound', label: '发给一位客户' },
];

/** Who may fill it in without being a member: by which links, on which sites. */
function Sharing({ form, labels, onChange }: Settings) {
  const policy = form.public;
  const set = (change: Partial<PublicPolicy>) => onChange({ ...form, public: { kinds: ['open'], ...policy, ...change } });
  return (
    <>
      <h2>分享</h2>
      <Toggle
        label="可以分享链接"
        on={policy !== undefined}
        onChange={(on) => onChange(on ? { ...form, public: { kinds: ['open'] } } : without(form, 'public'))}
      />
      {policy && (
        <>
          <Labelled label="哪几种链接">
            <Select
              mode="multiple"
              aria-label="哪几种链接"
              value={[...policy.kinds]}
              options={[...KINDS]}
              onChange={(kinds: PublicPolicy['kinds'][number][]) => kinds.length > 0 && set({ kinds })}
            />
          </Labelled>
          {policy.kinds.includes('bound') && (
            <Labelled label="打开时给客户看">
              <Select
                mode="multiple"
                aria-label="打开时给客户看"
                placeholder="如：为您服务的技师"
                value={[...(policy.reveal ?? [])]}
                options={Object.keys(form.fields).map((id) => ({ value: id, label: labelOfSlot(form, id, labels) }))}
                onChange={(reveal: string[]) => set({ reveal })}
              />
            </Labelled>
          )}
          <Labelled label="可以嵌在哪些网站（以 https:// 开头）">
            <Select
              mode="tags"
              aria-label="可以嵌在哪些网站"
              placeholder="写一个按回车"
              value={[...(policy.frames ?? [])]}
              onChange={(frames: string[]) => set({ frames })}
              open={false}
            />
          </Labelled>
          <Labelled label="少于几秒填完就当作机器（可不填）">
            <InputNumber
              aria-label="最少几秒"
              min={0}
              max={120}
              precision={0}
              value={policy.minSeconds ?? null}
              onChange={(n) => set({ minSeconds: n ?? 0 })}
            />
          </Labelled>
          <p className="zk-hint">发布后到「记录 · 表单链接」里建链接和二维码。</p>
        </>
      )}
    </>
  );
}

/** How what was filled in stands on paper. */
function Printing({ form, labels, onChange }: Settings) {
  const print = form.print;
  return (
    <>
      <h2>打印</h2>
      <Toggle
        label="可以打印成一页"
        on={print !== undefined}
        onChange={(on) => onChange(on ? { ...form, print: { title: form.title } } : without(form, 'print'))}
      />
      {print && (
        <>
          <Text label="纸上的标题" value={print.title} onChange={(title) => onChange({ ...form, print: { ...print, title: title || form.title } })} />
          <Labelled label="不印的内容">
            <Select
              mode="multiple"
              aria-label="不印的内容"
              value={[...(print.leaveOut ?? [])]}
              options={Object.keys(form.fields).map((id) => ({ value: id, label: labelOfSlot(form, id, labels) }))}
              onChange={(leaveOut: string[]) => onChange({ ...form, print: { ...print, leaveOut } })}
            />
          </Labelled>
          <Labelled label="谁在纸上签字">
            <Select
              mode="tags"
              aria-label="谁在纸上签字"
              open={false}
              placeholder="写一个按回车，如 客户"
              value={[...(print.signatures ?? [])]}
              onChange={(signatures: string[]) => onChange({ ...form, print: { ...print, signatures: signatures.slice(0, 6) } })}
            />
          </Labelled>
          <Labelled label="页脚">
            <Input
              aria-label="页脚"
              maxLength={200}
              value={print.footer ?? ''}
              onChange={(e) => {
                const { footer: _, ...rest } = print;
                onChange({ ...form, print: e.target.value ? { ...rest, footer: e.target.value } : rest });
              }}
            />
          </Labelled>
        </>
      )}
    </>
  );
}
