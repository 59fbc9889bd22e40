import { join } from 'node:path';

/** The project's folder. */
export const projectRoot = join(__dirname, '../..');

/** Everything the harness fetches or writes; ignored by git, safe to delete. */
export const harnessHome = join(projectRoot, '.vscode-test');
