import type automator from 'miniprogram-automator';

export type MiniProgram = Awaited<ReturnType<typeof automator.connect>>;
type Page = NonNullable<Awaited<ReturnType<MiniProgram['currentPage']>>>;
export type Element = NonNullable<Awaited<ReturnType<Page['$']>>>;
type Field = Element & { input(text: string): Promise<void> };

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 120;
/** Taro continues deep trees inside these components, where `page.$` does not look. */
const DEEPER = 'comp, custom-wrapper';

async function inside(place: Page | Element, selector: string, depth: number): Promise<Element[]> {
  const found = (await place.$$(selector)) as Element[];
  if (depth === 0) return found;
  for (const deeper of (await place.$$(DEEPER)) as Element[]) found.push(...(await inside(deeper, selector, depth - 1)));
  return found;
}

/**
 * A finger and two eyes over the public API of miniprogram-automator, the same against our host and against WeChat DevTools.
 * Everything waits: a page that is still loading is not a failure, one that never comes is, and then the message says what was on screen.
 */
export class Hand {
  constructor(readonly miniProgram: MiniProgram) {}

  /** Trap: after a navigation the old page object still answers for the old page; so it is asked for anew each time. */
  async page(): Promise<Page> {
    const page = await this.miniProgram.currentPage();
    if (page === undefined) throw new Error('no page is open');
    return page;
  }

  async all(selector: string): Promise<Element[]> {
    return inside(await this.page(), selector, 4);
  }

  /** The first element, as soon as there is one (and its text contains `saying`). */
  async see(selector: string, saying = ''): Promise<Element> {
    return this.until(`${selector}${saying === '' ? '' : ` saying "${saying}"`}`, async () => {
      for (const element of await this.all(selector)) if (saying === '' || (await element.text()).includes(saying)) return element;
      return null;
    });
  }

  async has(selector: string): Promise<boolean> {
    return (await this.all(selector)).length > 0;
  }

  async read(selector: string): Promise<string> {
    return (await (await this.see(selector)).text()).trim();
  }

  async tap(selector: string, saying = ''): Promise<void> {
    await (await this.see(selector, saying)).tap();
  }

  /** Fills an input or textarea. */
  async write(selector: string, text: string): Promise<void> {
    const field = (await this.see(selector)) as Field;
    await field.input(text);
  }

  /** A date, time or list picker: DevTools cannot turn its wheels either, so its answer is given. */
  async pick(selector: string, value: string): Promise<void> {
    await (await this.see(selector)).trigger('change', { value });
  }

  async on(path: string): Promise<void> {
    await this.until(`the page ${path}`, async () => ((await this.page()).path.includes(path) ? true : null));
  }

  async gone(selector: string): Promise<void> {
    await this.until(`the end of ${selector}`, async () => ((await this.has(selector)) ? null : true));
  }

  /** Pulls the page down, as a person does who wants to know. */
  async refresh(): Promise<void> {
    await (await this.page()).callMethod('onPullDownRefresh');
  }

  async pause(ms: number): Promise<void> {
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  }

  async until<Found>(what: string, look: () => Promise<Found | null>, patienceMs = PATIENCE_MS): Promise<Found> {
    const end = Date.now() + patienceMs;
    for (;;) {
      let problem = '';
      try {
        const found = await look();
        if (found !== null) return found;
      } catch (thrown) {
        // The page may be drawn anew, or left, between two questions.
        problem = thrown instanceof Error ? ` (${thrown.message})` : '';
      }
      if (Date.now() > end) throw new Error(`waited for ${what} in vain${problem}; ${await this.screen()}`);
      await this.pause(LOOK_EVERY_MS);
    }
  }

  private async screen(): Promise<string> {
    try {
      const page = await this.page();
      const root = await page.$('.screen');
      return `${page.path} shows: ${root === null ? 'nothing' : (await root.text()).replace(/\s+/g, ' ').slice(0, 400)}`;
    } catch (thrown) {
      return `the screen could not be read: ${String(thrown)}`;
    }
  }
}
