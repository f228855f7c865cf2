import { statement } from '../db/statement.ts';

export const askDatabase = statement('legacy-ask-database', 'select');
