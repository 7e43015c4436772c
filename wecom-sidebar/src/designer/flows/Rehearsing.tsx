import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { FlowBody } from './draft-flow';
import { begin, momentWords, type Rehearsal, waitingOf } from './rehearsal';
import { resultWords } from './words';

/** 试走一遍: whoever draws the flow plays everybody in it; the clock goes as she says. */
export function Rehearsing({ flow, onAt, onClose }: { flow: FlowBody; onAt: (node: string | null) => void; onClose: () => void }) {
  const [past, setPast] = useState<readonly Rehearsal[]>([]);
  const [fault, setFault] = useState(false);
  const now = past.at(-1);
  const go = (next: () => Rehearsal, kept: readonly Rehearsal[]): void => {
    try {
      const to = next();
      setPast([...kept, to]);
      onAt(to.instance.tokens[0]?.node ?? null);
      setFault(false);
    } catch {
      // A draft may still have steps that lead nowhere.
      setFault(true);
    }
  };
  const back = (to: readonly Rehearsal[]): void => {
    setPast(to);
    onAt(to.at(-1)?.instance.tokens[0]?.node ?? null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: begun once for the draft as it is; a change of the draft begins anew.
  useEffect(() => go(() => begin(flow), []), [flow]);
  if (fault || !now)
    return (
      <section aria-label="试走一遍">
        <p>{fault ? '这个流程还走不通：有的步骤没有接上。' : '正在准备…'}</p>
        <Button onClick={onClose}>关闭</Button>
      </section>
    );
  const over = now.instance.status !== 'running' && now.instance.status !== 'stuck';
  return (
    <section aria-label="试走一遍" data-testid="rehearsal">
      <h2>试走一遍</h2>
      <p className="zk-hint">人和时间都是假的：不写任何记录，不发任何消息。</p>
      <ol className="zk-flow-lines" aria-live="polite">
        {now.lines.map((line, i) => (
          <li key={`${i}-${line.title}`}>
            <span className="zk-hint">{momentWords(line.atMs)}</span> <b>{line.title}</b> {line.words}
          </li>
        ))}
      </ol>
      {over && <p data-testid="rehearsal-end">流程结束：{resultWords(now.def, now.instance.result ?? '')}</p>}
      {!over &&
        waitingOf(now).map((one) => (
          <section key={one.key} className="zk-setting" aria-label={one.title}>
            <h3>{one.title}</h3>
            <p className="zk-hint">{one.hint}</p>
            <div className="zk-row wrap">
              {one.choices.map((choice) => (
                <Button key={choice.key} size="small" onClick={() => go(() => choice.play(now), past)} data-testid="rehearsal-choice">
                  {choice.label}
                </Button>
              ))}
            </div>
          </section>
        ))}
      {now.refused && <p className="zk-hint">这样做不被允许。</p>}
      <div className="zk-row wrap">
        <Button disabled={past.length < 2} onClick={() => back(past.slice(0, -1))}>
          退一步
        </Button>
        <Button onClick={() => go(() => begin(flow), [])}>从头再来</Button>
        <Button onClick={onClose}>关闭</Button>
      </div>
    </section>
  );
}
