import type { Locator, Page } from 'playwright-core';

/**
 * A hand at human pace: it does what a person does and adds up how long a person would take, so that a slow machine changes nothing.
 * Milliseconds: to find something and click it, to type a sign (Chinese, with the choosing of characters), to read what has appeared.
 */
const PACE = { click: 3_000, sign: 700, read: 6_000 } as const;

export interface Hand {
  /** What all of it would have taken a person, in milliseconds. */
  readonly spent: () => number;
  click(what: Locator): Promise<void>;
  type(where: Locator, text: string): Promise<void>;
  press(page: Page, key: string): Promise<void>;
  /** Opens a choice and takes one by its words. */
  choose(page: Page, box: Locator, words: string): Promise<void>;
  /** Waits until it can be read, and reads it. */
  read(what: Locator): Promise<string>;
}

export function humanHand(): Hand {
  let spent = 0;
  const click = async (what: Locator): Promise<void> => {
    spent += PACE.click;
    await what.click();
  };
  return {
    spent: () => spent,
    click,
    async type(where, text) {
      spent += PACE.click + [...text].length * PACE.sign;
      await where.fill(text);
    },
    async press(page, key) {
      spent += PACE.sign;
      await page.keyboard.press(key);
    },
    async choose(page, box, words) {
      await click(box);
      await click(page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: words }).first());
    },
    async read(what) {
      await what.waitFor();
      spent += PACE.read;
      return (await what.textContent()) ?? '';
    },
  };
}
