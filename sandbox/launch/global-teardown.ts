import { stopTestDatabase } from './global-setup';

export default stopTestDatabase;
