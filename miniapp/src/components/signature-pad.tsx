import { Canvas, Text, View } from '@tarojs/components';
import type { CanvasTouchEvent } from '@tarojs/components';
import { useReady } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { openDrawing, type Drawing, type Finger, type Point } from '@/bridge/canvas';
import { isSigned, NO_INK, withLine, withStroke } from './ink';
import './signature-pad.scss';

const LAY_OUT_MS = 60;
const TRIES = 20;

/** A pad for a finger. `onInk` hears how to read what is written, or null while it is no signature yet. */
export function SignaturePad({ id = 'signature', onInk }: { id?: string; onInk: (read: (() => string) | null) => void }) {
  const canvas = `${id}-canvas`;
  const drawing = useRef<Drawing | null>(null);
  const ink = useRef(NO_INK);
  const last = useRef<Point | null>(null);
  const [written, setWritten] = useState(false);
  const [broken, setBroken] = useState(false);

  const finger = useRef<Finger>({
    down: (at) => {
      last.current = at;
      ink.current = withStroke(ink.current);
      setWritten(true);
    },
    move: (at) => {
      const from = last.current;
      if (!from) return;
      drawing.current?.line(from, at);
      ink.current = withLine(ink.current, from, at);
      last.current = at;
    },
    up: () => {
      last.current = null;
      onInk(isSigned(ink.current) ? () => drawing.current?.toPng() ?? '' : null);
    },
  }).current;

  useCanvas(async () => {
    drawing.current = await openDrawing(canvas, finger);
    return drawing.current !== null;
  }, setBroken);
  useEffect(() => () => drawing.current?.release(), []);

  const again = () => {
    drawing.current?.clear();
    ink.current = NO_INK;
    setWritten(false);
    onInk(null);
  };
  const touch = (event: CanvasTouchEvent): Point | null => {
    const [first] = event.touches as unknown as readonly { x: number; y: number }[];
    return first ? { x: first.x, y: first.y } : null;
  };
  // On h5 the bridge listens to the canvas itself: there a touch has no place on the canvas.
  const inWechat =
    process.env.TARO_ENV === 'h5'
      ? {}
      : {
          onTouchStart: (event: CanvasTouchEvent) => {
            const at = touch(event);
            if (at) finger.down(at);
          },
          onTouchMove: (event: CanvasTouchEvent) => {
            const at = touch(event);
            if (at) finger.move(at);
          },
          onTouchEnd: () => finger.up(),
          onTouchCancel: () => finger.up(),
        };
  return (
    <View className="pad-sign" id={id}>
      <Canvas id={canvas} canvasId={canvas} className="pad-sign__canvas" type="2d" disableScroll {...inWechat} />
      {written ? null : <Text className="pad-sign__hint">{broken ? '这台手机不能手写，请到门店签' : '用手指在这里写名字'}</Text>}
      <View className="pad-sign__foot">
        <Text className="hint-text">写得不满意可以重写</Text>
        <View className="pad-sign__again" id={id === 'signature' ? 'sign-again' : `${id}-again`} onClick={again}>
          重写
        </View>
      </View>
    </View>
  );
}

/** A canvas is there some moments after its page says so: looks until it is. */
function useCanvas(look: () => Promise<boolean>, onBroken: (broken: boolean) => void): void {
  const latest = useRef(look);
  latest.current = look;
  const started = useRef(false);
  const start = async () => {
    if (started.current) return;
    started.current = true;
    for (let n = 0; n < TRIES; n += 1) {
      if (await latest.current()) return;
      await new Promise((resolve) => setTimeout(resolve, LAY_OUT_MS));
    }
    onBroken(true);
  };
  useReady(() => void start());
  // The pad may appear long after its page was ready.
  useEffect(() => {
    const timer = setTimeout(() => void start(), LAY_OUT_MS);
    return () => clearTimeout(timer);
  });
}
