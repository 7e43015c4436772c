import type { TodoView } from '@zhike/domain/flows/contract';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useNow } from '../../components/parts';
import { CHINA_OFFSET, momentOf, remainingOf } from '../../components/time';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { ACT_WORDS, type TodoAct, TodoForm, useTodoAct } from './TodoForm';
import { endWords } from './words';

/** One to-do: what it is about, who wants it and why, and what can be done about it. */
export function TodoCard({ todo, onOpen, onChanged }: { todo: TodoView; onOpen: (todo: TodoView) => void; onChanged: () => void }) {
  const [act, setAct] = useState<TodoAct | null>(null);
  const changed = () => {
    setAct(null);
    onChanged();
  };
  return (
    <article className="zk-card zk-todo" data-testid="todo" data-state={todo.state} aria-label={todo.title}>
      <button type="button" className="zk-booking-open" onClick={() => onOpen(todo)} disabled={todo.instanceId === null} data-testid="todo-open">
        <Head todo={todo} />
      </button>
      {act === null ? (
        <Verbs todo={todo} onForm={setAct} onChanged={changed} />
      ) : (
        <TodoForm todo={todo} act={act} onDone={changed} onBack={() => setAct(null)} />
      )}
    </article>
  );
}

function Head({ todo }: { todo: TodoView }) {
  const now = useNow();
  const who = [todo.startedByName ? `${todo.startedByName}发起` : '', todo.flowTitle, momentOf(todo.openedAt, CHINA_OFFSET, now)].filter(Boolean);
  return (
    <>
      <span className="zk-row">
        <b className="zk-grow">{todo.title}</b>
        {todo.state === 'open' && todo.dueAt && (
          <span className={`zk-booking-state ${todo.late ? 'red' : 'amber'}`}>{todo.late ? '已超时' : remainingOf(todo.dueAt, now)}</span>
        )}
        {todo.state !== 'open' && <span className="zk-booking-state grey">{todo.state === 'held' ? '等前面的人' : endWords(todo)}</span>}
      </span>
      {todo.subject.title && <span className="zk-second zk-block">{todo.subject.title}</span>}
      {todo.note && <span className="zk-second zk-block">{todo.note}</span>}
      {todo.lastWord && (
        <span className="zk-second zk-block" data-testid="last-word">
          {todo.lastWord.byName ?? '同事'}：{todo.lastWord.text}
        </span>
      )}
      <span className="zk-hint zk-block">{who.join(' · ')}</span>
      {todo.insteadOfName && <span className="zk-hint zk-block">代{todo.insteadOfName}处理</span>}
    </>
  );
}

/** One tap where nothing must be said first; the rest behind 更多. */
function Verbs({ todo, onForm, onChanged }: { todo: TodoView; onForm: (act: TodoAct) => void; onChanged: () => void }) {
  const acting = useTodoAct(todo);
  if (todo.can.length === 0) return null;
  const at = async (act: TodoAct) => {
    const answer = await acting.run(act, { comment: '', staffId: null, to: null });
    if (answer && !answer.ok) say(wordRefusal(answer.refusal), { tone: 'bad' });
    // Somebody was faster, or the flow went on: the list says what is left.
    onChanged();
  };
  const more = moreOf(todo);
  const yes: TodoAct = todo.can.includes('approve') ? 'approve' : 'done';
  return (
    <div className="zk-foot" style={{ marginTop: 8 }}>
      {more.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: more.map((key) => ({ key, label: ACT_WORDS[key] })), onClick: ({ key }) => onForm(key as TodoAct) }}>
          <Button data-testid="todo-more">更多</Button>
        </Dropdown>
      )}
      {todo.can.includes('reject') && (
        <Button danger disabled={acting.busy} onClick={() => onForm('reject')} data-testid="todo-reject">
          不同意
        </Button>
      )}
      <Button
        type="primary"
        loading={acting.busy}
        onClick={() => (yes === 'approve' && todo.needComment === 'always' ? onForm('approve') : void at(yes))}
        data-testid={`todo-${yes}`}
      >
        {ACT_WORDS[yes]}
      </Button>
    </div>
  );
}

function moreOf({ can }: TodoView): TodoAct[] {
  return [
    ...(can.includes('transfer') ? (['transfer'] as const) : []),
    ...(can.includes('addSigner') ? (['before', 'after'] as const) : []),
    ...(can.includes('return') ? (['return'] as const) : []),
  ];
}
