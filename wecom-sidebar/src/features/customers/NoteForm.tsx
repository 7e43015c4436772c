import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button, Input } from 'antd';
import { useEffect, useRef } from 'react';
import { useCommand } from '../../api/hooks';
import { Field, useKept, useNow } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { CHINA_OFFSET } from '../../components/time';
import { say } from '../../components/toast';

const SOON = [
  { days: 1, title: '明天' },
  { days: 3, title: '3 天后' },
  { days: 7, title: '一周后' },
] as const;

/** A follow-up note with the date of the next contact. The draft is kept per customer until it is saved. */
export function NoteForm({ customerId, focus, onSaved }: { customerId: string; focus?: boolean; onSaved: () => void }) {
  const [draft, setDraft] = useKept(`note.${customerId}`, { text: '', nextContactOn: '' });
  const add = useCommand('customers.addNote');
  const now = useNow();
  const today = dateAt(now, CHINA_OFFSET);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) box.current?.querySelector('textarea')?.focus();
  }, [focus]);
  const submit = async () => {
    if (draft.text.trim() === '') return;
    const answer = await add.run({ customerId, text: draft.text.trim(), nextContactOn: draft.nextContactOn || null });
    if (!answer.ok) return;
    setDraft({ text: '', nextContactOn: '' });
    say(draft.nextContactOn ? `已记下，${draft.nextContactOn} 提醒你联系` : '已记下');
    onSaved();
  };
  const writing = draft.text !== '';
  return (
    <div ref={box} className="zk-note-form" data-testid="note-form">
      <Input.TextArea
        aria-label="写跟进"
        placeholder="写跟进：聊了什么，客户怎么想"
        value={draft.text}
        maxLength={2000}
        autoSize={{ minRows: writing ? 3 : 1, maxRows: 8 }}
        onChange={(e) => setDraft({ ...draft, text: e.target.value })}
        data-testid="note-text"
      />
      {writing && (
        <>
          <Field label="下次联系（可不填）">
            {(ids) => (
              <div className="zk-row wrap">
                <Input
                  {...ids}
                  type="date"
                  style={{ width: 150 }}
                  min={today}
                  value={draft.nextContactOn}
                  onChange={(e) => setDraft({ ...draft, nextContactOn: e.target.value })}
                  data-testid="note-next-contact"
                />
                {SOON.map((s) => (
                  <button
                    key={s.days}
                    type="button"
                    className="zk-chip"
                    aria-pressed={draft.nextContactOn === addDays(today, s.days)}
                    onClick={() => setDraft({ ...draft, nextContactOn: draft.nextContactOn === addDays(today, s.days) ? '' : addDays(today, s.days) })}
                  >
                    {s.title}
                  </button>
                ))}
              </div>
            )}
          </Field>
          <RefusalNote refusal={add.refusal} />
          <Button
            type="primary"
            block
            size="large"
            loading={add.busy}
            disabled={draft.text.trim() === ''}
            onClick={() => void submit()}
            data-testid="note-submit"
          >
            记下
          </Button>
        </>
      )}
    </div>
  );
}
