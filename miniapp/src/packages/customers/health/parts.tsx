import { Input, Picker, Text, View } from '@tarojs/components';
import type { Taboo } from '@zhike/domain/customers/health/contract';
import { HEALTH_NAME_MAX } from '@zhike/domain/customers/health/limits';
import { addDays, formatDateZh, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { addNames, type Draft, type Field } from './draft';
import { kindWords, STATES, TABOO_KINDS } from './words';

interface Props {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

interface AddProps extends Props {
  readonly field: Field;
  readonly often: readonly string[];
  readonly taken: readonly string[];
  readonly placeholder: string;
}

/** One line to type into, and what is often said to tap instead. */
function Add({ draft, onChange, field, often, taken, placeholder }: AddProps) {
  const typed = draft.typed[field] ?? '';
  const add = () => onChange(addNames(draft, field, typed));
  const offered = often.filter((name) => !taken.includes(name));
  return (
    <>
      <View className="add">
        <Input
          id={`add-${field}`}
          className="add__input"
          value={typed}
          maxlength={HEALTH_NAME_MAX * 3}
          placeholder={placeholder}
          placeholderClass="placeholder"
          confirmType="done"
          onInput={(e) => onChange({ ...draft, typed: { ...draft.typed, [field]: e.detail.value } })}
          onConfirm={add}
        />
        <View id={`add-${field}-do`} className={typed.trim() ? 'add__do add__do--on' : 'add__do'} onClick={add}>
          添加
        </View>
      </View>
      {offered.length > 0 ? (
        <View className="often">
          {offered.map((name) => (
            <View className="chip often__chip" key={name} onClick={() => onChange(addNames(draft, field, name))}>
              {`＋ ${name}`}
            </View>
          ))}
        </View>
      ) : null}
    </>
  );
}

interface NamesProps extends Props {
  readonly field: 'allergies' | 'chronicConditions' | 'aims';
  readonly title: string;
  readonly hint: string;
  readonly often: readonly string[];
}

/** A list of names: 过敏, 慢性病, 调理目标. */
export function NamesCard({ draft, onChange, field, title, hint, often }: NamesProps) {
  const names = draft.record[field];
  return (
    <View className="card pad" id={`card-${field}`}>
      <View className="card__title health__title">{title}</View>
      <View className="hint-text">{hint}</View>
      {names.length > 0 ? (
        <View className="names">
          {names.map((name) => (
            <View className={field === 'allergies' ? 'name name--red' : 'name'} key={name}>
              <Text className="name__text">{name}</Text>
              <View className="name__off" onClick={() => onChange({ ...draft, record: { ...draft.record, [field]: names.filter((other) => other !== name) } })}>
                ×
              </View>
            </View>
          ))}
        </View>
      ) : null}
      <Add draft={draft} onChange={onChange} field={field} often={often} taken={names} placeholder="多项用、隔开" />
    </View>
  );
}

/** 近期状态, each until a day or until it is taken off. */
export function StatesCard({ draft, onChange, today }: Props & { readonly today: CalendarDate }) {
  const states = draft.record.recentStates;
  const put = (recentStates: Draft['record']['recentStates']) => onChange({ ...draft, record: { ...draft.record, recentStates } });
  return (
    <View className="card pad" id="card-recentStates">
      <View className="card__title health__title">{STATES.title}</View>
      <View className="hint-text">{STATES.hint}</View>
      {states.map((state, i) => (
        <View className="line" key={state.name}>
          <Text className="grow line__name">{state.name}</Text>
          <Picker
            mode="date"
            value={state.until ?? today}
            start={today}
            end={addDays(today, 1100)}
            onChange={(e) => put(states.map((other, at) => (at === i ? { ...other, until: e.detail.value } : other)))}
          >
            <View className="line__act figures">{state.until ? `到 ${formatDateZh(state.until, today)}` : '到哪天'}</View>
          </Picker>
          <View className="name__off" onClick={() => put(states.filter((_, at) => at !== i))}>
            ×
          </View>
        </View>
      ))}
      <Add
        draft={draft}
        onChange={onChange}
        field="recentStates"
        often={STATES.often}
        taken={states.map((state) => state.name)}
        placeholder="例如 怀孕 5 个月"
      />
    </View>
  );
}

/** 服务禁忌: what to leave out, and whether it is a wish or a no. */
export function TaboosCard({ draft, onChange }: Props) {
  const { taboos } = draft.record;
  const put = (next: Taboo[]) => onChange({ ...draft, record: { ...draft.record, taboos: next } });
  const example = TABOO_KINDS.find((entry) => entry.kind === draft.kind)?.example ?? '';
  return (
    <View className="card pad" id="card-taboos">
      <View className="card__title health__title">服务时请避开</View>
      <View className="hint-text">「绝对不可以」的，含有它的项目不能预约；其余的会先问你。</View>
      {taboos.map((taboo, i) => (
        <View className="line line--tall" key={`${taboo.kind} ${taboo.name}`}>
          <View className="grow">
            <View className="line__name">
              {taboo.name}
              <Text className="hint-text">{`　${kindWords(taboo.kind)}`}</Text>
            </View>
            {taboo.note ? <View className="hint-text">{taboo.note}</View> : null}
            <View
              className={taboo.severity === 'block' ? 'severe severe--on' : 'severe'}
              onClick={() => put(taboos.map((other, at) => (at === i ? { ...other, severity: other.severity === 'block' ? 'warn' : 'block' } : other)))}
            >
              <View className="severe__box">{taboo.severity === 'block' ? '✓' : ''}</View>
              <Text>绝对不可以</Text>
            </View>
          </View>
          <View className="name__off" onClick={() => put(taboos.filter((_, at) => at !== i))}>
            ×
          </View>
        </View>
      ))}
      <View className="kinds">
        {TABOO_KINDS.map(({ kind, title }) => (
          <View
            className={kind === draft.kind ? 'chip chip--on often__chip' : 'chip often__chip'}
            key={kind}
            id={`kind-${kind}`}
            onClick={() => onChange({ ...draft, kind })}
          >
            {title}
          </View>
        ))}
      </View>
      <Add draft={draft} onChange={onChange} field="taboos" often={[]} taken={[]} placeholder={example} />
    </View>
  );
}
