import { lazy, Suspense, useState } from 'react';
import { followTodos } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useMe } from '../../components/SessionGate';
import { TodoCard } from './TodoCard';
import './flows.css';

const InstanceSheet = lazy(() => import('./InstanceSheet').then((m) => ({ default: m.InstanceSheet })));

/** 我的待办, the longest waiting first: all of them, or those about one customer; nothing is drawn when there are none. */
export function OpenTodos({ customerId }: { customerId?: string }) {
  const me = useMe();
  const [open, setOpen] = useState<string | null>(null);
  const todos = useQuery('flows.todos', { state: 'open', ...(customerId ? { customerId } : {}) }, { keepPrevious: true, follow: followTodos(me.staffId) });
  const items = todos.data?.items ?? [];
  if (items.length === 0 && open === null) return null;
  const count = customerId || todos.data?.next === null ? items.length : (todos.data?.open ?? 0);
  return (
    <section className="zk-todos" aria-label="待办" data-testid="open-todos">
      {items.length > 0 && (
        <h2>
          待办 <span className="zk-hint">{count} 件</span>
        </h2>
      )}
      {items.map((todo) => (
        <TodoCard key={todo.token} todo={todo} onOpen={(one) => setOpen(one.instanceId)} onChanged={todos.reload} />
      ))}
      <Suspense fallback={null}>{open && <InstanceSheet instanceId={open} onClose={() => setOpen(null)} />}</Suspense>
    </section>
  );
}
