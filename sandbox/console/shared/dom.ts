type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>>;

/** Makes an element; `onClick`-like functions listen, null and false leave an attribute out. Text is always text, never markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, '').toLowerCase(), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

/** The element that the page is known to have. */
export function find<E extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): E {
  const element = within.querySelector<E>(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
}

/** Shows a sheet over `place` and answers what was chosen; Escape and a tap beside it are `otherwise`. */
export function sheet<Answer>(place: HTMLElement, otherwise: Answer, build: (choose: (answer: Answer) => void) => HTMLElement): Promise<Answer> {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const close = (answer: Answer): void => {
      veil.remove();
      if (before instanceof HTMLElement) before.focus();
      resolve(answer);
    };
    const panel = build(close);
    panel.setAttribute('role', 'dialog');
    panel.setAttribute('aria-modal', 'true');
    const veil: HTMLElement = h(
      'div',
      {
        class: 'veil',
        onClick: (event) => event.target === veil && close(otherwise),
        onKeydown: (event) => (event as KeyboardEvent).key === 'Escape' && close(otherwise),
      },
      panel,
    );
    place.append(veil);
    (panel.querySelector<HTMLElement>('[autofocus]') ?? panel.querySelector('button'))?.focus();
  });
}

export const yuan = (fen: number): string => `¥${(fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })}`;
export const clockTime = (instant: string): string => new Date(instant).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
export const clockSeconds = (instant: string): string => new Date(instant).toLocaleTimeString('zh-CN', { hour12: false });
/** `11-28 10:30`, for tables that reach back further than a day. */
export const dayAndTime = (instant: string): string =>
  new Date(instant).toLocaleString('zh-CN', { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false }).replace('/', '-');
