export default definePageConfig({ navigationBarTitleText: '健康与禁忌' });
