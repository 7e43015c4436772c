/**
 * The words beside the mouse while something is dragged: where it would go, and what is in the way there. Kept outside of React:
 * it changes with every movement.
 */
export interface DragTip {
  show(at: { x: number; y: number } | null, head: string, problems: readonly string[]): void;
  hide(): void;
  remove(): void;
}

const GAP_PX = 16;

export function makeDragTip(box: HTMLElement): DragTip {
  const tip = document.createElement('div');
  tip.className = 'zk-drag-tip';
  tip.hidden = true;
  tip.dataset.testid = 'drag-tip';
  document.body.append(tip);
  let told = '';
  const hide = (): void => {
    tip.hidden = true;
    told = '';
    delete box.dataset.drag;
  };
  return {
    show(at, head, problems) {
      const text = [head, ...problems].join('\n');
      if (text !== told) {
        told = text;
        tip.textContent = '';
        for (const [i, words] of [head, ...problems].entries()) {
          const row = document.createElement(i === 0 ? 'b' : 'span');
          row.textContent = words;
          tip.append(row);
        }
        tip.classList.toggle('bad', problems.length > 0);
        box.dataset.drag = problems.length > 0 ? 'bad' : 'good';
      }
      tip.hidden = false;
      if (!at) return;
      const left = at.x + GAP_PX + tip.offsetWidth > window.innerWidth ? at.x - GAP_PX - tip.offsetWidth : at.x + GAP_PX;
      const top = at.y + GAP_PX + tip.offsetHeight > window.innerHeight ? at.y - GAP_PX - tip.offsetHeight : at.y + GAP_PX;
      tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
    },
    hide,
    remove() {
      hide();
      tip.remove();
    },
  };
}
