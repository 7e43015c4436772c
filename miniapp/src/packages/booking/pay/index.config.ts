export default definePageConfig({ navigationBarTitleText: '支付定金' });
