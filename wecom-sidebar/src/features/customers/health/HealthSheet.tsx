import type { CustomerProfile } from '@zhike/domain/customers/contract';
import type { HealthRecord, HealthView } from '@zhike/domain/customers/health/contract';
import { sameHealth, uniteHealth } from '@zhike/domain/customers/health/rules';
import { Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useCommand } from '../../../api/hooks';
import { useNow } from '../../../components/parts';
import { Sheet } from '../../../components/Sheet';
import { Problem, RefusalNote, RowsSkeleton } from '../../../components/states';
import { CHINA_OFFSET } from '../../../components/time';
import { say } from '../../../components/toast';
import { HealthBefore } from './HealthBefore';
import { HealthFacts, HealthForm } from './HealthForm';
import { consentWords } from './words';
import './health.css';

type Subject = Pick<CustomerProfile, 'id' | 'name' | 'can'>;

/** 健康档案: read once when it is opened (the look is recorded), never kept in this browser. */
export function HealthSheet({ profile, onClose, onSaved }: { profile: Subject; onClose: () => void; onSaved: () => void }) {
  const mayWrite = profile.can.includes('health_write');
  const look = useCommand('customers.health');
  const save = useCommand('customers.saveHealth');
  const erase = useCommand('customers.eraseHealth');
  const [health, setHealth] = useState<HealthView | null>(null);
  const [draft, setDraft] = useState<HealthRecord | null>(null);
  const [agreed, setAgreed] = useState(false);
  /** Something stands in a field that is no entry yet: leaving the field makes it one, so 保存 must be there to be pressed. */
  const [typing, setTyping] = useState(false);
  const [united, setUnited] = useState(false);
  const [erasing, setErasing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const now = useNow();
  const read = useCallback(async (): Promise<HealthView | null> => {
    const answer = await look.run({ customerId: profile.id });
    return answer.ok ? answer.value.health : null;
  }, [look.run, profile.id]);
  const open = useCallback(async () => {
    const found = await read();
    setHealth(found);
    setDraft(found?.record ?? null);
  }, [read]);
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    void open();
  }, [open]);

  const submit = async () => {
    if (!health || !draft) return;
    const record = { ...draft, taboos: draft.taboos.filter((taboo) => taboo.name.trim() !== '') };
    const answer = await save.run({ customerId: profile.id, version: health.version, consent: health.consent ? 'kept' : 'given', record });
    if (answer.ok) {
      say('健康档案已保存');
      onSaved();
      onClose();
    } else if (answer.refusal.code === 'record.changed') {
      // Somebody else wrote meanwhile: nothing that either of them knew may be lost, so both are shown and looked at again.
      const fresh = await read();
      if (!fresh) return;
      setHealth(fresh);
      setDraft(uniteHealth(record, fresh.record));
      setUnited(true);
    }
  };
  const withdraw = async () => {
    const answer = await erase.run({ customerId: profile.id });
    if (!answer.ok) return;
    say('已按顾客要求删除健康档案');
    onSaved();
    onClose();
  };
  const changed = health !== null && draft !== null && (typing || !sameHealth(draft, health.record));
  // What was typed is nowhere else: closing asks once.
  const close = () => (changed && !leaving ? setLeaving(true) : onClose());
  const foot =
    !mayWrite || !health ? null : leaving ? (
      <div role="alert" data-testid="health-leaving">
        <p className="zk-second">填的内容还没有保存。</p>
        <div className="zk-health-two">
          <Button size="large" danger onClick={onClose} data-testid="health-discard">
            不保存，关闭
          </Button>
          <Button size="large" type="primary" onClick={() => setLeaving(false)}>
            继续填写
          </Button>
        </div>
      </div>
    ) : (
      <>
        {!health.consent && (
          <label className="zk-health-consent">
            <input type="checkbox" checked={agreed} onChange={(e) => setAgreed(e.target.checked)} data-testid="health-consent" />
            <span>已问过{profile.name}，本人同意门店记录这些健康信息，只用于安排和提供服务</span>
          </label>
        )}
        <Button
          block
          size="large"
          type="primary"
          loading={save.busy}
          disabled={!changed || (!health.consent && !agreed)}
          onClick={() => void submit()}
          data-testid="health-save"
        >
          {changed ? '保存' : '没有改动'}
        </Button>
      </>
    );
  return (
    <Sheet open onClose={close} title={`${profile.name} 的健康档案`} testid="health-sheet" foot={foot}>
      {!health && (look.refusal ? <Problem refusal={look.refusal} onRetry={() => void open()} /> : <RowsSkeleton rows={5} />)}
      {health && draft && (
        <>
          <p className="zk-hint zk-health-about" data-testid="health-about">
            {consentWords(health, now, CHINA_OFFSET)}。{health.consent ? '这次查看已记录。' : ''}
          </p>
          {united && !save.busy ? (
            <div className="zk-notice" role="alert" data-testid="health-united">
              刚有人改过这份档案。两边的内容已合在一起，请看一遍再保存。
            </div>
          ) : (
            <RefusalNote refusal={save.refusal ?? erase.refusal} />
          )}
          {mayWrite ? (
            <HealthForm record={draft} onTyping={() => setTyping(true)} onChange={(change) => setDraft((d) => d && change(d))} />
          ) : (
            <HealthFacts record={health.record} />
          )}
          {health.version > 1 && <HealthBefore customerId={profile.id} />}
          {mayWrite && health.consent && (
            <div className="zk-health-erase">
              {erasing ? (
                <>
                  <p className="zk-second">内容会立刻删除，不能恢复；只留下「撤回同意」这条记录。</p>
                  <div className="zk-row">
                    <Button onClick={() => setErasing(false)}>先不删</Button>
                    <Button danger loading={erase.busy} onClick={() => void withdraw()} data-testid="health-erase-confirm">
                      删除健康档案
                    </Button>
                  </div>
                </>
              ) : (
                <Button type="text" danger onClick={() => setErasing(true)} data-testid="health-erase">
                  顾客撤回同意
                </Button>
              )}
            </div>
          )}
        </>
      )}
    </Sheet>
  );
}
