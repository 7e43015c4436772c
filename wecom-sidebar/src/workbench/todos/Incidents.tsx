import type { IncidentView } from '@zhike/domain/flows/contract';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { followFlow } from '../../api/follow';
import { useCommand } from '../../api/hooks';
import { ListFoot, usePages } from '../../components/more';
import { Field, useNow } from '../../components/parts';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { CHINA_OFFSET, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { MemberPick } from '../../features/flows/MemberPick';
import { StepPick } from '../../features/flows/StepPick';
import { CHOICE_WORDS, reasonWords } from '../../features/flows/words';

type Choice = IncidentView['can'][number];

/** 需要处理: where flows cannot go on by themselves, the oldest first; every choice goes into the record with its reason. */
export function Incidents({ onOpen }: { onOpen: (instanceId: string) => void }) {
  const { first, pages } = usePages('flows.incidents', {}, (news) => followFlow(null)(news));
  return (
    <Loaded query={first} skeleton={<RowsSkeleton rows={4} tall />}>
      {() =>
        pages.items.length === 0 ? (
          <Nothing title="没有卡住的流程" hint="流程自己走不下去时会出现在这里，说明原因和能怎么办。" />
        ) : (
          <>
            {pages.items.map((one) => (
              <Incident key={one.token} incident={one} onOpen={() => onOpen(one.flow.instanceId)} onResolved={first.reload} />
            ))}
            <ListFoot pages={pages} unit="个" />
          </>
        )
      }
    </Loaded>
  );
}

function Incident({ incident, onOpen, onResolved }: { incident: IncidentView; onOpen: () => void; onResolved: () => void }) {
  const now = useNow();
  const [how, setHow] = useState<Choice | null>(null);
  const { flow } = incident;
  return (
    <article className="zk-card zk-todo" data-testid="incident">
      <button type="button" className="zk-booking-open" onClick={onOpen}>
        <span className="zk-row">
          <b className="zk-grow">
            {flow.flowTitle} · {flow.subject.title}
          </b>
          <span className="zk-booking-state red">卡住了</span>
        </span>
        <span className="zk-second zk-block">
          「{incident.title}」：{reasonWords(incident.reason)}
        </span>
        <span className="zk-hint zk-block">{momentOf(incident.openedAt, CHINA_OFFSET, now)}</span>
      </button>
      {how === null ? (
        <div className="zk-row wrap" style={{ marginTop: 8 }}>
          {incident.can.map((one, i) => (
            <Button key={one} type={i === 0 ? 'primary' : 'default'} danger={one === 'stop'} onClick={() => setHow(one)} data-testid={`incident-${one}`}>
              {CHOICE_WORDS[one]}
            </Button>
          ))}
        </div>
      ) : (
        <Resolve incident={incident} how={how} onDone={onResolved} onBack={() => setHow(null)} />
      )}
    </article>
  );
}

function Resolve({ incident, how, onDone, onBack }: { incident: IncidentView; how: Choice; onDone: () => void; onBack: () => void }) {
  const resolve = useCommand('flows.resolve');
  const [reason, setReason] = useState('');
  const [staffId, setStaff] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(incident.goTo[0]?.node ?? null);
  const { token } = incident;
  const said = reason.trim();
  const ready = said !== '' && (how !== 'reassign' || staffId !== null) && (how !== 'goto' || to !== null);
  const send = () => {
    if (how === 'reassign') return resolve.run({ how, token, staffId: staffId ?? '', reason: said });
    if (how === 'goto') return resolve.run({ how, token, to: to ?? '', reason: said });
    return resolve.run({ how, token, reason: said });
  };
  const submit = async () => {
    if (!ready || !(await send()).ok) return;
    say(`已${CHOICE_WORDS[how]}`);
    onDone();
  };
  return (
    <form
      className="zk-stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      data-testid="incident-form"
    >
      {how === 'reassign' && <MemberPick label="改由谁处理" value={staffId} onChange={setStaff} />}
      {how === 'goto' && <StepPick label="改到哪一步" value={to} steps={incident.goTo} onChange={setTo} />}
      <Field label="原因（必填）">
        {(ids) => (
          <Input.TextArea
            {...ids}
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            data-testid="incident-reason"
          />
        )}
      </Field>
      <RefusalNote refusal={resolve.refusal} />
      <div className="zk-foot">
        <Button onClick={onBack}>返回</Button>
        <Button type="primary" danger={how === 'stop'} htmlType="submit" disabled={!ready} loading={resolve.busy} data-testid="incident-submit">
          {CHOICE_WORDS[how]}
        </Button>
      </div>
    </form>
  );
}
