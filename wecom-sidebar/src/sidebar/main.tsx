import { readToken } from '../api/session';
import { openApp } from '../components/Root';
import { beginReading, Sidebar } from './Sidebar';

openApp('sidebar', <Sidebar />);
if (readToken() && !location.hash.startsWith('#/login')) beginReading();
