import type { Config } from '../config.ts';
import type { Queryable } from '../db/database.ts';
import { openFolder } from './folder.ts';
import { updateFolder } from './import.sql.ts';

/**
 * Makes the uploads folder of this process the one of all imports, where a backup has brought them
 * from elsewhere. Who works on that folder can take them back, goes on with those whose files were
 * brought along, too, and says of the others that the file is gone.
 */
export async function adoptImports(db: Queryable, config: Pick<Config, 'dataDir'>): Promise<void> {
  const { id } = await openFolder(config);
  await db.run(updateFolder, [id]);
}
