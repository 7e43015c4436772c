import { Button } from 'antd';
import { type PointerEvent, useRef, useState } from 'react';
import { FileShown } from '../FilesShown';
import { useFiles } from '../use-files';
import { type ControlProps, idsOf } from './control';

const WIDTH = 480;
const HEIGHT = 200;

/** A hand, drawn with a finger, a pen or a mouse, kept as a picture when she says that it is done. */
export function SignatureControl({ slotId, value, readonly, label, lookups, onChange }: ControlProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const [drawn, setDrawn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const ids = idsOf(value);
  const known = useFiles(ids, lookups.files);
  const { upload } = lookups;
  const at = (event: PointerEvent<HTMLCanvasElement>): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / (box.width || 1)) * WIDTH, y: ((event.clientY - box.top) / (box.height || 1)) * HEIGHT };
  };
  const line = (event: PointerEvent<HTMLCanvasElement>): void => {
    const pen = canvas.current?.getContext('2d');
    const to = at(event);
    if (!pen || !last.current) return;
    pen.lineWidth = 3;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.moveTo(last.current.x, last.current.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    last.current = to;
    setDrawn(true);
  };
  const clear = (): void => {
    canvas.current?.getContext('2d')?.clearRect(0, 0, WIDTH, HEIGHT);
    setDrawn(false);
  };
  const keep = async (): Promise<void> => {
    const picture = await new Promise<Blob | null>((resolve) => (canvas.current ? canvas.current.toBlob(resolve, 'image/png') : resolve(null)));
    if (!picture || !upload) return;
    setBusy(true);
    setProblem(null);
    const answer = await upload(slotId, new File([picture], 'signature.png', { type: 'image/png' }));
    setBusy(false);
    if ('problem' in answer) return setProblem(answer.problem);
    known.learn(answer.file);
    onChange(answer.file.id);
  };
  const [id] = ids;
  return (
    <div role="group" aria-label={label} data-testid={`slot-${slotId}`}>
      {id !== undefined ? (
        <div className="zk-row">
          <FileShown id={id} file={known.views[id]} label={`${label}（已签）`} />
          {!readonly && (
            <Button size="small" onClick={() => onChange(null)}>
              重新签
            </Button>
          )}
        </div>
      ) : readonly || !upload ? (
        <p className="zk-hint">还没有签名。</p>
      ) : (
        <>
          <canvas
            ref={canvas}
            className="zk-sign"
            width={WIDTH}
            height={HEIGHT}
            aria-label={`在这里写${label}`}
            onPointerDown={(event) => {
              last.current = at(event);
              if (event.currentTarget.setPointerCapture) event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={line}
            onPointerUp={() => {
              last.current = null;
            }}
          />
          <div className="zk-row">
            <Button size="small" disabled={!drawn} onClick={clear}>
              擦掉
            </Button>
            <Button size="small" type="primary" disabled={!drawn} loading={busy} onClick={() => void keep()}>
              签好了
            </Button>
          </div>
        </>
      )}
      {problem && (
        <p className="zk-field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
