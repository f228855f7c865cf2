import type { Deps } from '../deps.ts';
import { publish } from '../notice/notices.ts';

const TOPIC = 'import.progress';

/** Tells all processes that an import has moved on; who shows it reads it again. */
export async function tellProgress({ db }: Pick<Deps, 'db'>, id: string): Promise<void> {
  await publish(db, TOPIC, id);
}
