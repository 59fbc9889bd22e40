import { rm } from 'node:fs/promises';

/**
 * Removes a temporary folder of a killed server, whose last writes may still be on their way. A folder that stays is
 * said, but what the suite found stands: clearing up is not what was tested.
 */
export async function removeFolder(folder: string): Promise<void> {
	try {
		await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
	} catch (error) {
		process.stderr.write(
			`${folder} was left behind: ${error instanceof Error ? error.message : String(error)}\n`,
		);
	}
}
