export default definePageConfig({ navigationBarTitleText: '填写表单' });
