import { Text, View } from '@tarojs/components';
import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { isEmpty } from '@zhike/domain/engines/conditions/values';
import { type FormDef, FORM_LIMITS, type Slot, slotsOf } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormRow, RowOutcome, SlotState } from '@zhike/domain/engines/forms/input';
import { fieldOfSlot } from '@zhike/domain/engines/forms/values';
import { sayProblem } from '@zhike/domain/engines/forms/words';
import type { Lookups } from './control';
import { controlOf } from './controls';

interface QuestionProps {
  readonly slotId: string;
  readonly slot: Slot;
  readonly entity: Entity;
  readonly state: SlotState;
  readonly typed: unknown;
  readonly told: boolean;
  readonly facts: Pick<FormFacts, 'linked'>;
  readonly lookups: Lookups;
  /** Of a row: the table and which row, so that no two elements have one id. */
  readonly inRow?: { readonly table: string; readonly at: number };
  readonly onChange: (value: unknown) => void;
  readonly onPicked: (id: string, name: string) => void;
}

/** One question: its label, its help, what is wrong with it. What is wrong shows once she has been there, or has pressed the button. */
export function Question({ slotId, slot, entity, state, typed, told, facts, lookups, inRow, onChange, onPicked }: QuestionProps) {
  const field = fieldOfSlot(slot, entity);
  if (!field || field.type === 'rows' || !state.visible) return null;
  const linked = facts.linked?.[slotId] ?? {};
  const names = Object.fromEntries(Object.entries(linked).flatMap(([id, one]) => (one ? [[id, one.name]] : [])));
  // Whom a link was made for is not told back to whoever holds it.
  if (state.readonly && (isEmpty(state.value) || (field.to !== undefined && Object.keys(names).length === 0))) return null;
  const Control = controlOf(field.type);
  const problem = told || state.touched ? state.problems[0] : undefined;
  const label = slot.label ?? field.label;
  const help = slot.help ?? field.help;
  const id = inRow ? `slot-${inRow.table}-${inRow.at}-${slotId}` : `slot-${slotId}`;
  return (
    <View className={problem?.level === 'error' ? 'ask ask--bad' : 'ask'}>
      <View className="ask__label">
        {label}
        {state.required ? <Text className="ask__must">（必填）</Text> : null}
      </View>
      {help ? <View className="hint-text">{help}</View> : null}
      <Control
        id={id}
        slotId={slotId}
        table={inRow?.table}
        slot={slot}
        field={field}
        label={label}
        value={state.value === null && typed !== undefined ? (typed as Value) : state.value}
        readonly={state.readonly}
        names={names}
        lookups={lookups}
        onChange={onChange}
        onPicked={onPicked}
      />
      {problem ? (
        <View className="ask__problem" id={`${id}-problem`}>
          {sayProblem(problem)}
        </View>
      ) : null}
    </View>
  );
}

interface RowsProps {
  readonly slotId: string;
  readonly slot: Slot;
  readonly label: string;
  readonly form: FormDef;
  readonly entity: Entity;
  readonly state: SlotState;
  readonly rows: readonly RowOutcome[];
  readonly given: readonly FormRow[] | undefined;
  readonly told: boolean;
  readonly facts: FormFacts;
  readonly lookups: Lookups;
  readonly onChange: (rows: readonly FormRow[]) => void;
}

/** The rows of a table, one card each. */
export function RowsQuestion({ slotId, slot, label, form, entity, state, rows, given, told, facts, lookups, onChange }: RowsProps) {
  const now: readonly FormRow[] = given ?? rows.map((row) => ({ ...(row.id === undefined ? {} : { id: row.id }), values: {} }));
  const own = state.problems.find((problem) => problem.path === `/${slotId}`);
  const put = (at: number, values: FormRow['values']): void => onChange(now.map((row, index) => (index === at ? { ...row, values } : row)));
  return (
    <View className="ask">
      <View className="ask__label">
        {label}
        {state.required ? <Text className="ask__must">（必填）</Text> : null}
      </View>
      {rows.map((row, at) => {
        const values = now[at]?.values ?? {};
        return (
          <View className="card pad ask__row" key={row.id ?? at} id={`row-${slotId}-${at}`}>
            {form.layout.flatMap(slotsOf).map((id) => {
              const [of, inner] = [form.fields[id], row.slots[id]];
              if (!of || !inner) return null;
              return (
                <Question
                  key={id}
                  slotId={id}
                  slot={of}
                  entity={entity}
                  state={inner}
                  typed={values[id]}
                  told={told}
                  facts={facts.rows?.[slotId] ?? {}}
                  lookups={lookups}
                  inRow={{ table: slotId, at }}
                  onChange={(value) => put(at, { ...values, [id]: value })}
                  onPicked={() => undefined}
                />
              );
            })}
            <View className="link" id={`row-${slotId}-${at}-off`} onClick={() => onChange(now.filter((_, index) => index !== at))}>
              删除这一行
            </View>
          </View>
        );
      })}
      {own && (told || state.touched) ? <View className="ask__problem">{sayProblem(own)}</View> : null}
      {!state.readonly && rows.length < (slot.rows?.max ?? FORM_LIMITS.rows) ? (
        <View className="chip ask__chip" id={`add-${slotId}`} onClick={() => onChange([...now, { values: {} }])}>
          ＋ 加一行
        </View>
      ) : null}
    </View>
  );
}
