/** `src/pages` holds tab pages only; everything else is one sub-package a noun, fetched ahead from the tab that leads to it. */
export default defineAppConfig({
  pages: ['pages/home/index', 'pages/bookings/index', 'pages/mine/index'],
  subPackages: [
    {
      root: 'packages/booking',
      name: 'booking',
      pages: [
        'service/index',
        'time/index',
        'confirm/index',
        'pay/index',
        'result/index',
        'detail/index',
        'reschedule/index',
        'wait/index',
        'waitlist/index',
        'queue/index',
      ],
    },
    { root: 'packages/customers', name: 'customers', pages: ['code/index', 'privacy/index', 'health/index', 'asks/index'] },
    {
      root: 'packages/membership',
      name: 'membership',
      pages: ['wallet/index', 'card/index', 'show/index', 'shop/index', 'points/index', 'level/index', 'coupons/index'],
    },
    { root: 'packages/forms', name: 'forms', pages: ['fill/index', 'list/index'] },
    { root: 'packages/orders', name: 'orders', pages: ['list/index', 'detail/index', 'contract/index', 'receipt/index', 'paid/index'] },
  ],
  preloadRule: {
    'pages/home/index': { network: 'all', packages: ['booking'] },
    'pages/bookings/index': { network: 'all', packages: ['booking'] },
    'pages/mine/index': { network: 'all', packages: ['membership', 'orders', 'customers', 'booking'] },
  },
  lazyCodeLoading: 'requiredComponents',
  __usePrivacyCheck__: true,
  // A block's accuracy is enough to put stores in order.
  requiredPrivateInfos: ['getFuzzyLocation'],
  permission: { 'scope.userFuzzyLocation': { desc: '把离你近的门店排在前面' } },
  window: {
    backgroundTextStyle: 'dark',
    backgroundColor: '#F7F8FA',
    navigationBarBackgroundColor: '#FFFFFF',
    navigationBarTitleText: '预约',
    navigationBarTextStyle: 'black',
  },
  tabBar: {
    color: '#657081',
    selectedColor: '#1E6F5C',
    backgroundColor: '#FFFFFF',
    borderStyle: 'black',
    list: [
      { pagePath: 'pages/home/index', text: '首页', iconPath: 'assets/tab/home.png', selectedIconPath: 'assets/tab/home-on.png' },
      { pagePath: 'pages/bookings/index', text: '预约', iconPath: 'assets/tab/bookings.png', selectedIconPath: 'assets/tab/bookings-on.png' },
      { pagePath: 'pages/mine/index', text: '我的', iconPath: 'assets/tab/mine.png', selectedIconPath: 'assets/tab/mine-on.png' },
    ],
  },
});
