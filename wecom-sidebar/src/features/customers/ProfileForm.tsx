import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { SOURCES } from './words';

interface Draft {
  readonly name: string;
  /** null: keep the number there is. */
  readonly phone: string | null;
  readonly gender: CustomerProfile['gender'];
  readonly birthday: string;
  readonly weddingDate: string;
  readonly source: string;
  readonly note: string;
}

function draftOf(p: CustomerProfile): Draft {
  return { name: p.name, phone: null, gender: p.gender, birthday: p.birthday ?? '', weddingDate: p.weddingDate ?? '', source: p.source, note: p.note };
}

/** Edits the basic fields. When somebody else changed the record meanwhile, what was typed stays and the next press saves over the fresh version. */
export function ProfileForm({ profile, onSaved, onStale }: { profile: CustomerProfile; onSaved: (profile: CustomerProfile) => void; onStale: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(profile));
  const [touched, setTouched] = useState(false);
  const update = useCommand('customers.update');
  useEffect(() => {
    if (!touched) setDraft(draftOf(profile));
  }, [profile, touched]);
  const set = (change: Partial<Draft>) => {
    setDraft((d) => ({ ...d, ...change }));
    setTouched(true);
  };
  if (!profile.can.includes('write')) return <p className="zk-second zk-card">你的岗位只能看，不能改客户资料。</p>;
  const nameProblem = draft.name.trim() === '' ? '请填姓名' : undefined;
  const phoneProblem = draft.phone ? (isMobile(normalisePhone(draft.phone)) ? undefined : '要 11 位手机号') : undefined;
  const submit = async () => {
    if (nameProblem || phoneProblem) return;
    const answer = await update.run({
      customerId: profile.id,
      version: profile.version,
      name: draft.name.trim(),
      ...(draft.phone ? { phone: draft.phone } : {}),
      gender: draft.gender,
      birthday: draft.birthday || null,
      weddingDate: draft.weddingDate || null,
      source: draft.source.trim(),
      note: draft.note,
    });
    if (answer.ok) {
      setTouched(false);
      say('资料已保存');
      onSaved(answer.value.profile);
    } else if (answer.refusal.code === 'record.changed') onStale();
  };
  return (
    <form
      className="zk-card"
      data-testid="profile-form"
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      <Field label="姓名" problem={nameProblem}>
        {(ids) => <Input {...ids} value={draft.name} maxLength={20} onChange={(e) => set({ name: e.target.value })} data-testid="profile-name" />}
      </Field>
      <Field label="手机号" problem={phoneProblem} hint={draft.phone === null ? undefined : '留空就不改'}>
        {(ids) =>
          draft.phone === null ? (
            <div className="zk-row">
              <span className="zk-grow">
                {profile.maskedPhone ?? '没有手机号'}
                {profile.phoneVerified && <span className="zk-hint"> · 已验证</span>}
              </span>
              <Button size="small" id={ids.id} onClick={() => set({ phone: '' })} data-testid="profile-change-phone">
                {profile.maskedPhone ? '换号码' : '添加'}
              </Button>
            </div>
          ) : (
            <Input
              {...ids}
              value={draft.phone}
              inputMode="tel"
              placeholder="新的 11 位手机号"
              onChange={(e) => set({ phone: e.target.value })}
              data-testid="profile-phone"
            />
          )
        }
      </Field>
      <Field label="性别">
        {() => (
          <Chips
            name="gender"
            label="性别"
            value={draft.gender}
            choices={[
              { key: 'female', title: '女' },
              { key: 'male', title: '男' },
              { key: 'unknown', title: '未填' },
            ]}
            onChange={(gender) => set({ gender })}
          />
        )}
      </Field>
      <div className="zk-two">
        <Field label="生日">
          {(ids) => <Input {...ids} type="date" value={draft.birthday} onChange={(e) => set({ birthday: e.target.value })} data-testid="profile-birthday" />}
        </Field>
        <Field label="婚期">
          {(ids) => (
            <Input {...ids} type="date" value={draft.weddingDate} onChange={(e) => set({ weddingDate: e.target.value })} data-testid="profile-wedding" />
          )}
        </Field>
      </div>
      <Field label="来源">
        {(ids) => (
          <>
            <Input
              {...ids}
              value={draft.source}
              maxLength={20}
              list={`${ids.id}-list`}
              placeholder="怎么知道我们的"
              onChange={(e) => set({ source: e.target.value })}
              data-testid="profile-source"
            />
            <datalist id={`${ids.id}-list`}>
              {SOURCES.map((s) => (
                <option key={s} value={s} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label="备注">
        {(ids) => (
          <Input.TextArea
            {...ids}
            value={draft.note}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={(e) => set({ note: e.target.value })}
            data-testid="profile-note"
          />
        )}
      </Field>
      <RefusalNote refusal={update.refusal} />
      <div className="zk-foot">
        {touched && (
          <Button
            size="large"
            onClick={() => {
              setDraft(draftOf(profile));
              setTouched(false);
              update.clear();
            }}
          >
            还原
          </Button>
        )}
        <Button size="large" type="primary" htmlType="submit" loading={update.busy} disabled={!touched} data-testid="profile-save">
          保存
        </Button>
      </div>
    </form>
  );
}
