export default definePageConfig({ navigationBarTitleText: '选卡', enablePullDownRefresh: true });
