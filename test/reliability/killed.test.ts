import { tryPromises } from './try-promises.ts';

tryPromises(import.meta.filename);
