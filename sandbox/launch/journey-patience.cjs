// A journey walks through real browsers.
jest.setTimeout(180_000);
