import type { Mark } from '@zhike/domain/engines/forms/files';
import type { FileView } from '@zhike/domain/forms/contract';
import type { KeyboardEvent, MouseEvent } from 'react';

/** A file that is there: a picture small (a press opens it), a paper by its name. */
export function FileShown({ id, file, label }: { id: string; file: FileView | undefined; label: string }) {
  if (!file) return <span className="zk-second">{label}</span>;
  if (file.kind !== 'image')
    return (
      <a href={file.url} data-testid={`file-${id}`}>
        {file.name || label}
      </a>
    );
  return (
    <a href={file.url} target="_blank" rel="noreferrer" data-testid={`file-${id}`}>
      <img className="zk-thumb" src={file.thumbUrl ?? file.url} alt={label} loading="lazy" />
    </a>
  );
}

/** A picture with the numbers of what is said of it. `onPoint`: in thousandths of its width and height. */
export function MarkedPicture({
  file,
  marks,
  label,
  onPoint,
}: {
  file: FileView | undefined;
  marks: readonly Mark[];
  label: string;
  onPoint?: ((x: number, y: number) => void) | undefined;
}) {
  const point = (event: MouseEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (at: number, size: number): number => Math.min(1000, Math.max(0, Math.round((at / (size || 1)) * 1000)));
    onPoint?.(part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height));
  };
  const inside = (
    <>
      {file ? <img src={file.url} alt={label} /> : <span className="zk-second">图片正在打开…</span>}
      {marks.map((mark, index) => (
        <span key={`${mark.x}-${mark.y}-${index}`} className="zk-mark" style={{ left: `${mark.x / 10}%`, top: `${mark.y / 10}%` }} title={mark.words}>
          {index + 1}
        </span>
      ))}
    </>
  );
  if (!onPoint) return <div className="zk-marked">{inside}</div>;
  return (
    <button
      type="button"
      className="zk-marked"
      aria-label={`在${label}上点一处；用键盘时按回车，标在正中`}
      data-testid="mark-picture"
      onClick={(event) => {
        // A press by the keyboard has no place.
        if (event.detail === 0) onPoint(500, 500);
        else point(event);
      }}
    >
      {inside}
    </button>
  );
}

/** Moves a mark by the arrow keys, a hundredth at a time. */
export function movedBy(event: KeyboardEvent, mark: Mark): Mark | null {
  const step = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] }[event.key];
  if (!step) return null;
  event.preventDefault();
  const within = (at: number): number => Math.min(1000, Math.max(0, at));
  return { ...mark, x: within(mark.x + (step[0] ?? 0)), y: within(mark.y + (step[1] ?? 0)) };
}
