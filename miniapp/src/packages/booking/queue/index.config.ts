export default definePageConfig({ navigationBarTitleText: '现场排队', enablePullDownRefresh: true });
