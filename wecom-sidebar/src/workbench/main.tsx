import { openApp } from '../components/Root';
import { Workbench } from './Workbench';

openApp('workbench', <Workbench />);
