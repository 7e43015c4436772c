/*
 * h5 only. A page's program is fetched when it is opened; without a network Taro's router throws and nothing at all appears. React is not
 * asked: the page whose program is missing has no root yet.
 */
const ID = 'lost-page';

const isMissingProgram = (reason: unknown): boolean =>
  reason instanceof Error && (reason.name === 'ChunkLoadError' || /Loading (CSS )?chunk/i.test(reason.message));

/** Whether the server answers now; never throws. */
async function isBack(): Promise<boolean> {
  try {
    return (await fetch(window.location.pathname, { method: 'HEAD', cache: 'no-store' })).status < 500;
  } catch {
    return false;
  }
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function show(again: () => void): void {
  if (document.getElementById(ID)) return;
  const sheet = element('div', 'lost-page');
  sheet.id = ID;
  sheet.setAttribute('role', 'alert');
  const hint = element('div', 'empty__hint', '可能是网络断了。连上以后点「重试」，填过、付过的不受影响。');
  const retry = element('button', 'btn btn--main', '重试') as HTMLButtonElement;
  retry.id = `${ID}-retry`;
  const back = element('button', 'btn btn--quiet', '返回上一页') as HTMLButtonElement;
  back.id = `${ID}-back`;
  const leave = (): void => {
    window.removeEventListener('online', tried);
    sheet.remove();
  };
  const tried = (): void => {
    if (!sheet.isConnected) return leave();
    retry.disabled = true;
    retry.textContent = '正在重试…';
    void isBack().then((there) => {
      if (there) return again();
      retry.disabled = false;
      retry.textContent = '重试';
      hint.textContent = '还是没有连上。看看手机的网络，再点「重试」。';
    });
  };
  retry.addEventListener('click', tried);
  window.addEventListener('online', tried);
  back.addEventListener('click', () => {
    leave();
    window.history.back();
  });
  sheet.append(element('div', 'empty__title', '这一页没有打开'), hint, retry, ...(window.history.length > 1 ? [back] : []));
  document.body.append(sheet);
  retry.focus();
}

/** Says that a page could not be fetched, with the way to try again: by the button, or by itself as soon as the network is back. */
export function watchLostPages(again: () => void = () => window.location.reload()): void {
  window.addEventListener('unhandledrejection', (event) => {
    if (isMissingProgram(event.reason)) show(again);
  });
}
