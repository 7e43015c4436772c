import { Input, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import type { FormRow } from '@zhike/domain/engines/forms/input';
import { openedOf, type Opened } from '@zhike/domain/engines/forms/page';
import { sayProblem } from '@zhike/domain/engines/forms/words';
import type { OpenForm } from '@zhike/domain/forms/contract';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { call } from '@/api/call';
import { serverNow } from '@/api/clock';
import { freshKey } from '@/api/key';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { say } from '@/bridge/device';
import { sendFile } from '@/bridge/files';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { param, toTab } from '@/routes';
import { wordRefusal } from '@/words';
import type { Lookups } from '../parts/control';
import { dropDraft } from '../parts/drafts';
import { Question, RowsQuestion } from '../parts/question';
import { useForm } from '../parts/use-form';
import './index.scss';

type Way = { token: string } | { linkId: string };

/** A form by its link, or what she was asked to fill in. Opened anew after it was handed in, it says so. */
export default function Fill() {
  const { params } = useRouter();
  const linkId = param(params.link);
  // A code that WeChat made carries the token as its scene.
  const token = param(params.t) || param(params.scene);
  const way: Way = useMemo(() => (linkId ? { linkId } : { token }), [linkId, token]);
  const query = useQuery('forms.openLink', linkId || token.length >= 20 ? way : null);
  const [thanks, setThanks] = useState<string | null>(null);

  if (thanks !== null || query.value?.submitted)
    return (
      <Screen id="form-done">
        <EmptyState title={thanks ?? '已经提交过了'} hint="需要修改，请联系门店。" action={{ id: 'form-home', label: '回首页', onTap: () => toTab('home') }} />
      </Screen>
    );
  if (!linkId && token.length < 20)
    return (
      <Screen id="form-page">
        <EmptyState title="这个链接不完整" hint="请向门店要一个新的。" />
      </Screen>
    );
  if (!query.value)
    return (
      <Screen id="form-page">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );
  return <Filling open={query.value.open} about={query.value.opened} way={way} onDone={setThanks} onOutdated={() => void query.reload()} />;
}

function Filling({
  open,
  about,
  way,
  onDone,
  onOutdated,
}: {
  open: OpenForm;
  about: Record<string, unknown>;
  way: Way;
  onDone: (thanks: string) => void;
  onOutdated: () => void;
}) {
  // The page keeps the version that it was opened with: asking again when it is shown must not pull what was typed from under her hands.
  const opened: Opened = useRef(openedOf(open)).current;
  const { form, world } = opened;
  const begun = useRef(serverNow()).current;
  const submissionId = useRef(freshKey()).current;
  const draftKey = `${form.id} ${'linkId' in way ? way.linkId : 'link'}`;
  const filling = useForm(opened, draftKey, about);
  const submit = useCommand('forms.submitLink');
  const [told, setTold] = useState(false);
  const [website, setWebsite] = useState('');
  const { outcome, input } = filling;
  const errors = outcome.problems.filter((problem) => problem.level === 'error');
  const lookups = useMemo(
    (): Lookups => ({
      async upload(slot, file, table) {
        const place = await call('forms.uploadByLink', { ...way, version: form.version, slot, ...(table === undefined ? {} : { table }) });
        const sent = place.ok ? await sendFile(place.value.url, file) : place;
        if (sent.ok) return sent.value;
        const { title, hint } = wordRefusal(sent.refusal);
        return `${title}。${hint}`;
      },
      async pick(slot, search) {
        const answer = await call('forms.pickByLink', { ...way, version: form.version, slot, search });
        return answer.ok ? answer.value.items : [];
      },
    }),
    [way, form],
  );
  const hand = async (): Promise<void> => {
    setTold(true);
    // The button stays in sight wherever she is; what is wrong may not be.
    if (errors.length > 0) return say(`还有 ${errors.length} 处没有填对，已标出来`);
    const answer = await submit.run({
      ...way,
      version: form.version,
      submissionId,
      values: outcome.output.values as Record<string, string>,
      rows: outcome.output.rows as Record<string, { values: Record<string, string> }[]>,
      seconds: Math.max(0, Math.round((serverNow() - begun) / 1000)),
      ...(website ? { website } : {}),
    });
    if (!answer) return;
    dropDraft(draftKey);
    onDone(answer.thanks);
  };
  const entity = world.catalogue.entities[form.entity];
  if (!entity) return null;
  const question = (id: string): ReactNode => {
    const [slot, state] = [form.fields[id], outcome.slots[id]];
    if (!slot || !state?.visible) return null;
    if (!slot.rows)
      return (
        <Question
          key={id}
          slotId={id}
          slot={slot}
          entity={entity}
          state={state}
          typed={input.values[id]}
          told={told}
          facts={filling.facts}
          lookups={lookups}
          onChange={(value) => filling.set(id, value)}
          onPicked={(record, name) => filling.learn(id, record, name)}
        />
      );
    const inner = world.forms[slot.rows.form];
    const of = inner && world.catalogue.entities[inner.entity];
    return inner && of ? (
      <RowsQuestion
        key={id}
        slotId={id}
        slot={slot}
        label={slot.label ?? entity.fields[slot.field]?.label ?? ''}
        form={inner}
        entity={of}
        state={state}
        rows={outcome.rows[id] ?? []}
        given={input.rows?.[id]}
        told={told}
        facts={filling.facts}
        lookups={lookups}
        onChange={(rows: readonly FormRow[]) => filling.setRows(id, rows)}
      />
    ) : null;
  };
  const { refusal } = submit;
  const found = refusal?.code === 'form.problems' ? refusal.facts.problems : [];
  return (
    <Screen id="form-page" bar={<ActionButton id="form-submit" label={form.submit.button} busy={submit.busy} busyLabel="正在提交" onTap={() => void hand()} />}>
      <View className="pad-page">
        <View className="headline form__title">{form.title}</View>
        {filling.resumed ? (
          <View className="hint-text" id="form-resumed">
            上次没有填完，已经接着显示。
          </View>
        ) : null}
        {form.layout.map((section) =>
          outcome.sections[section.id] ? (
            <View key={section.id} className="card pad form__section">
              {section.title ? <View className="card__title">{section.title}</View> : null}
              {section.help ? <View className="hint-text">{section.help}</View> : null}
              {section.slots.map((place, index) => {
                if (typeof place === 'string') return question(place);
                if ('note' in place)
                  return (
                    <View key={`note-${index}`} className="hint-text">
                      {place.note}
                    </View>
                  );
                return <View key={place.row.join()}>{place.row.map(question)}</View>;
              })}
            </View>
          ) : null,
        )}
        {/* People do not see it; a program that fills in everything does. */}
        <View className="form__trap">
          <Input id="form-website" value={website} onInput={(e) => setWebsite(e.detail.value)} />
        </View>
        {told && errors.length > 0 ? <View className="ask__problem" id="form-left">{`还有 ${errors.length} 处没有填对，已标出来。`}</View> : null}
        {found.map((problem) => (
          <View className="ask__problem" key={`${problem.code}${problem.path}`}>
            {`${typeof problem.facts.label === 'string' ? `${problem.facts.label}：` : ''}${sayProblem(problem)}`}
          </View>
        ))}
        <RefusalNote refusal={refusal} onWayOut={onOutdated} />
      </View>
    </Screen>
  );
}
