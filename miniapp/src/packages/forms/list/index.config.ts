export default definePageConfig({ navigationBarTitleText: '待填写' });
