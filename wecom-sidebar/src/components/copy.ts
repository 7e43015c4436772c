import { say } from './toast';

/** Puts a text on the clipboard and says so; where the browser does not let it, says what to do. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).then(
    () => say('已复制'),
    () => say('浏览器不让复制，请手动选中再复制', { tone: 'bad' }),
  );
}
