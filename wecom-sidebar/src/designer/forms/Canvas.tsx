import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, MouseSensor, TouchSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import type { FormBody, Section } from '@zhike/domain/engines/forms/definition';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { type At, joinNext, move, nudge, removeAt, splitRow } from './draft-form';
import { labelOfSlot, type Labels } from './labels';

type Placed = Section['slots'][number];

/** What a place is called for the drag: its first question's name, which stays with it wherever it goes. */
function keyOf(place: Placed, at: At): string {
  if (typeof place === 'string') return place;
  return 'row' in place ? `row-${place.row.join('-')}` : `note-${at.section}-${at.index}`;
}

/** Said to who cannot see the drag. */
const SPOKEN = {
  onDragStart: () => '拿起来了。用上下键移动，空格放下，Esc 取消。',
  onDragOver: () => undefined,
  onDragEnd: () => '放下了。',
  onDragCancel: () => '已取消，位置没有变。',
};

/** The form as it stands: chosen by a click or Enter, moved by its handle, by keys, or by 上移 and 下移. */
export function Canvas({
  form,
  labels,
  chosen,
  onChoose,
  onChange,
}: {
  form: FormBody;
  labels: Labels;
  chosen: At | null;
  onChoose: (at: At) => void;
  onChange: (form: FormBody) => void;
}) {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    // A finger that rests lifts it; one that moves scrolls.
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const places = form.layout.flatMap((section, s) =>
    section.slots.map((place, i) => ({ key: keyOf(place, { section: s, index: i }), at: { section: s, index: i } })),
  );
  const dropped = ({ active, over }: DragEndEvent) => {
    const from = places.find(({ key }) => key === active.id)?.at;
    const to = places.find(({ key }) => key === over?.id)?.at;
    if (!from || !to || active.id === over?.id) return;
    onChange(move(form, from, to));
    onChoose(to);
  };
  return (
    <div className="zk-form-canvas" data-testid="form-canvas">
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={dropped}
        accessibility={{ announcements: SPOKEN, screenReaderInstructions: { draggable: '按空格拿起，用上下键移动。' } }}
      >
        <SortableContext items={places.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
          {form.layout.map((section, s) => (
            <section key={section.id} className="zk-card" data-testid="form-section">
              <h2>
                <button type="button" className="zk-link" onClick={() => onChoose({ section: s, index: -1 })}>
                  {section.title || '（没有标题的分组）'}
                </button>
              </h2>
              {section.slots.length === 0 && <p className="zk-hint">还没有内容，从左边点一项加进来。</p>}
              {section.slots.map((place, i) => {
                const at = { section: s, index: i };
                return (
                  <Item
                    key={keyOf(place, at)}
                    id={keyOf(place, at)}
                    chosen={chosen?.section === s && chosen.index === i}
                    onChoose={() => onChoose(at)}
                    act={(next, where) => {
                      onChange(next);
                      if (where) onChoose(where);
                    }}
                    form={form}
                    at={at}
                  >
                    <PlaceWords place={place} form={form} labels={labels} />
                  </Item>
                );
              })}
            </section>
          ))}
        </SortableContext>
      </DndContext>
      <div className="zk-form-submit">
        <Button type="primary" disabled>
          {form.submit.button}
        </Button>
      </div>
    </div>
  );
}

function PlaceWords({ place, form, labels }: { place: Placed; form: FormBody; labels: Labels }) {
  if (typeof place !== 'string' && 'note' in place) return <span className="zk-second">{place.note}</span>;
  const ids = typeof place === 'string' ? [place] : place.row;
  return (
    <span className="zk-form-row">
      {ids.map((id) => {
        const slot = form.fields[id];
        return (
          <span key={id}>
            {slot?.requiredIf === true && (
              <span className="zk-must" role="img" aria-label="必填">
                *
              </span>
            )}
            {labelOfSlot(form, id, labels)}
            {slot?.visibleIf && <span className="zk-hint"> 有条件显示</span>}
            {typeof slot?.requiredIf === 'object' && <span className="zk-hint"> 有条件必填</span>}
          </span>
        );
      })}
    </span>
  );
}

/** Where a place stands after one step, to keep it chosen. */
function stepped(form: FormBody, at: At, by: -1 | 1): At {
  const here = form.layout[at.section]?.slots.length ?? 0;
  const index = at.index + by;
  if (index >= 0 && index < here) return { ...at, index };
  const next = form.layout[at.section + by];
  if (!next) return at;
  return { section: at.section + by, index: by === 1 ? 0 : next.slots.length };
}

function Item({
  id,
  chosen,
  onChoose,
  act,
  form,
  at,
  children,
}: {
  id: string;
  chosen: boolean;
  onChoose: () => void;
  act: (next: FormBody, where: At | null) => void;
  form: FormBody;
  at: At;
  children: ReactNode;
}) {
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id });
  const place = form.layout[at.section]?.slots[at.index];
  const isRow = typeof place === 'object' && 'row' in place;
  const joins = joinNext(form, at);
  return (
    <div
      ref={setNodeRef}
      className={`zk-form-item${chosen ? ' chosen' : ''}${isDragging ? ' moving' : ''}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      data-testid="form-item"
    >
      <button type="button" className="zk-handle" aria-label="拖动" {...attributes} {...listeners}>
        ⠿
      </button>
      <button type="button" className="zk-form-words" aria-pressed={chosen} onClick={onChoose}>
        {children}
      </button>
      {chosen && (
        <span className="zk-row wrap">
          <Button size="small" onClick={() => act(nudge(form, at, -1), stepped(form, at, -1))} data-testid="up">
            上移
          </Button>
          <Button size="small" onClick={() => act(nudge(form, at, 1), stepped(form, at, 1))} data-testid="down">
            下移
          </Button>
          {isRow ? (
            <Button size="small" onClick={() => act(splitRow(form, at), at)}>
              分开
            </Button>
          ) : (
            joins !== form && (
              <Button size="small" onClick={() => act(joins, at)} data-testid="join">
                和下一项同行
              </Button>
            )
          )}
          <Button size="small" danger onClick={() => act(removeAt(form, at), { section: at.section, index: -1 })} data-testid="remove">
            移除
          </Button>
        </span>
      )}
    </div>
  );
}
