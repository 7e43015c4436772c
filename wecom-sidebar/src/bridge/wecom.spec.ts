import { chatPage, insideWecom } from './wecom';

describe('the WeCom bridge', () => {
  test('a card’s page ends in .html and keeps its query', () => {
    expect(chatPage('pages/home/index')).toBe('pages/home/index.html');
    expect(chatPage('packages/booking/request/index?serviceId=1&storeId=2')).toBe('packages/booking/request/index.html?serviceId=1&storeId=2');
    expect(chatPage('pages/home/index.html?x=1')).toBe('pages/home/index.html?x=1');
  });

  test('an ordinary browser is outside', () => {
    expect(insideWecom()).toBe(false);
  });
});
