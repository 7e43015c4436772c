import { useNow } from '../../components/parts';
import { useMe } from '../../components/SessionGate';
import { LiveNote, Loaded, RowsSkeleton } from '../../components/states';
import { clockOf } from '../../components/time';
import { useStore } from '../useStore';
import { lineOf, useQueue } from './useQueue';
import './queue.css';

/** The screen that faces the guests: numbers to read across a room, names shortened so that nobody is called out by her full name. */
export function QueueScreen() {
  const me = useMe();
  const now = useNow(1_000);
  const { storeId, offset } = useStore();
  const queue = useQueue(storeId);
  return (
    <div className="zk-screen" data-testid="queue-screen">
      <LiveNote />
      <header>
        <b>{me.stores.find((s) => s.id === storeId)?.name}</b>
        <time>{clockOf(new Date(now).toISOString(), offset)}</time>
      </header>
      <Loaded query={queue} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ tickets }) => {
          const line = lineOf(tickets);
          return (
            <div className="zk-screen-body">
              <section aria-live="polite">
                <h1>请到前台</h1>
                {line.called.length === 0 && <p className="zk-screen-none">请稍候</p>}
                {line.called.map((t) => (
                  <div key={t.id} className="zk-screen-called" data-testid="screen-called">
                    <b>{t.number}</b>
                    <span>{shortName(t.name)}</span>
                  </div>
                ))}
              </section>
              <section>
                <h1>等候中 {line.waiting.length} 位</h1>
                <ol>
                  {line.waiting.slice(0, 10).map((t) => (
                    <li key={t.id} data-testid="screen-waiting">
                      <b>{t.number}</b>
                      <span>{shortName(t.name)}</span>
                      <small>{t.expectedAt ? `约 ${clockOf(t.expectedAt, offset)}` : ''}</small>
                    </li>
                  ))}
                </ol>
                {line.waiting.length > 10 && <p className="zk-screen-none">后面还有 {line.waiting.length - 10} 位</p>}
              </section>
            </div>
          );
        }}
      </Loaded>
    </div>
  );
}

/** `王*`: enough to know oneself by. */
function shortName(name: string): string {
  const [first = '', ...rest] = [...name];
  return rest.length === 0 ? first : `${first}${'*'.repeat(Math.min(2, rest.length))}`;
}
