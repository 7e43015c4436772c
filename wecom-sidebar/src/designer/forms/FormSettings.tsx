import type { FormBody } from '@zhike/domain/engines/forms/definition';
import { Select } from 'antd';
import { Labelled, Text } from './parts';

/** What the form as a whole says, and what follows when it was handed in. */
export function FormSettings({ form, onChange }: { form: FormBody; onChange: (form: FormBody) => void }) {
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
    </>
  );
}
