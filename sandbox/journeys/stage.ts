import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { choosePort } from '../postgres/leftovers';
import { type House, openHouse } from '../launch/house';
import { demoPeople } from '../launch/people';
import { seedHouse } from '../launch/seeding';
import { createTestDatabase } from '../launch/test-database';
import { createWorldKeys } from '../world/keys';
import { createWorld } from '../world/world';

/** A whole house with a few days of a shop in it. */
export interface JourneyHouse {
  readonly house: House;
  close(): Promise<void>;
}

/** Opens a window of a browser. */
export type Open = (url: string, size: { width: number; height: number }) => Promise<Page>;

/** The house, and a browser to walk through it. */
export interface Stage extends JourneyHouse {
  readonly browser: Browser;
  /** A window of its own, of this size; faults on its pages are collected in `faults`. */
  readonly open: Open;
  /** The browser of somebody else: its own cookies, its own memory, its own live stream. */
  apart(): Promise<Open>;
  readonly faults: string[];
  /** Keeps a picture outside of git: .artifacts/<name>.png */
  picture(page: Page, name: string): Promise<void>;
}

/** How long a step may take on a machine that does other things, too. */
const PATIENCE_MS = 20_000;
const artifacts = path.join(__dirname, '../../.artifacts');

/** Opens a house of its own. The clients must have been built (npm test does it). */
export async function openHouseForJourney(): Promise<JourneyHouse> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'zhike-journey-'));
  const database = await createTestDatabase();
  // As in the demo: one of the stores is another company's.
  const keys = createWorldKeys({ others: ['徐汇公司'] });
  const port = await choosePort(0);
  const stateFile = path.join(dataDir, 'world.json');
  await seedHouse({
    databaseUrl: database.url,
    dataDir,
    keys,
    port,
    today: new Date(),
    customers: 12,
    days: { past: 4, coming: 12 },
    openWorld: (clock) => createWorld({ clock, stateFile, people: demoPeople(), lasting: false }),
    log: () => undefined,
  });
  const house = await openHouse({
    port,
    databaseUrl: database.url,
    keys,
    dataDir,
    world: createWorld({ clock: { now: () => new Date() }, stateFile, people: demoPeople() }),
  });
  return {
    house,
    async close() {
      await house.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Opens the stage. */
export async function openStage(): Promise<Stage> {
  mkdirSync(artifacts, { recursive: true });
  const { house, close } = await openHouseForJourney();
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const faults: string[] = [];
  const apart = async (): Promise<Open> => {
    const context: BrowserContext = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', deviceScaleFactor: 2 });
    context.setDefaultTimeout(PATIENCE_MS);
    return async (url, size) => {
      const page = await context.newPage();
      await page.setViewportSize(size);
      page.on('pageerror', (error) => faults.push(`${url}: ${error.message}`));
      page.on('response', (answer) => {
        if (answer.status() >= 500) faults.push(`${url}: ${answer.url()} answered ${answer.status()}`);
      });
      await page.goto(`${house.url}${url}`);
      return page;
    };
  };
  return {
    house,
    browser,
    faults,
    open: await apart(),
    apart,
    async picture(page, name) {
      await page.screenshot({ path: path.join(artifacts, `${name}.png`) });
    },
    async close() {
      await browser.close();
      await close();
    },
  };
}
