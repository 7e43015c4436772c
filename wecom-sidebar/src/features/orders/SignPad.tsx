import { Button } from 'antd';
import { type PointerEvent, useEffect, useRef, useState } from 'react';

const WIDTH = 900;
const HEIGHT = 360;
const INK = '#1d2129';

/** A place to sign with finger, pen or mouse. Tells the drawing as a PNG in base64, null while nothing is drawn. The size of the picture is that of the canvas, not of the screen, so it stays small. */
export function SignPad({ onChange }: { onChange: (base64: string | null) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const [drawn, setDrawn] = useState(false);

  const clear = () => {
    const pen = canvas.current?.getContext('2d');
    // White, not transparent: the signature is read on paper.
    if (pen) {
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, WIDTH, HEIGHT);
    }
    last.current = null;
    setDrawn(false);
  };
  useEffect(clear, []);

  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / Math.max(1, box.width)) * WIDTH, y: ((event.clientY - box.top) / Math.max(1, box.height)) * HEIGHT };
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture?.(event.pointerId);
    last.current = at(event);
    stroke(event);
  };
  const stroke = (event: PointerEvent<HTMLCanvasElement>) => {
    const pen = canvas.current?.getContext('2d');
    const from = last.current;
    if (!pen || !from) return;
    const to = at(event);
    pen.strokeStyle = INK;
    pen.lineWidth = 6;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    last.current = to;
  };
  const end = () => {
    if (!last.current || !canvas.current) return;
    last.current = null;
    setDrawn(true);
    onChange(canvas.current.toDataURL('image/png').split(',')[1] ?? null);
  };
  return (
    <div className="zk-sign">
      <canvas
        ref={canvas}
        width={WIDTH}
        height={HEIGHT}
        aria-label="签名处"
        data-testid="sign-pad"
        onPointerDown={begin}
        onPointerMove={stroke}
        onPointerUp={end}
        onPointerCancel={end}
      />
      <div className="zk-row">
        <span className="zk-grow zk-hint">用手指或鼠标在框里签名</span>
        <Button
          size="small"
          disabled={!drawn}
          onClick={() => {
            clear();
            onChange(null);
          }}
          data-testid="sign-clear"
        >
          重签
        </Button>
      </div>
    </div>
  );
}
