import { z } from 'zod';
import type { SessionEvent } from '../../core/usage/session.js';
import { ActivityLines, mayHoldActivity, type PendingCommand } from './activityLine.js';
import type { TranscriptFile } from './discover.js';
import { readLines } from './readLines.js';

/** Where a reading of activity ended, to go on from. */
export interface ActivityProgress {
	readonly offset: number;
	/** Commands that were started before and have no result yet; the result may come in the next reading. */
	readonly commands: readonly PendingCommand[];
}

/** A session has few commands under way at once; those that never end are forgotten. */
const mostCommands = 20;

const commandsSchema = z.object({
	commands: z.array(
		z.object({
			id: z.string(),
			meaning: z.object({ commits: z.boolean(), creates: z.boolean(), touches: z.boolean() }),
			atMs: z.number(),
		}),
	),
});

/** Commands in a remembered mark; none in one that an earlier version wrote. */
export function pendingCommandsIn(mark: unknown): readonly PendingCommand[] {
	return commandsSchema.safeParse(mark).data?.commands ?? [];
}

/**
 * Reads what a session did from one transcript, from where an earlier reading ended, and gives where to go on. A last
 * line without its end is read as far as it is one, and read again the next time: events have ids.
 */
export async function readActivity(
	file: TranscriptFile,
	from: ActivityProgress,
	take: (event: SessionEvent) => void,
	signal?: AbortSignal,
): Promise<ActivityProgress> {
	const lines = new ActivityLines(file, from.commands);
	const beforeTail: (readonly PendingCommand[])[] = [];
	const read = (bytes: Buffer): void => {
		if (!mayHoldActivity(bytes)) return;
		for (const event of lines.read(bytes.toString('utf8'))) take(event);
	};
	const tail = (bytes: Buffer): void => {
		beforeTail.push(lines.pending);
		read(bytes);
	};
	const offset = await readLines(
		file.path,
		from.offset,
		// Lines that are too long are the usage reading's to count: it sees every line.
		{ line: read, tail, tooLong: () => undefined },
		signal,
	);
	return { offset, commands: (beforeTail[0] ?? lines.pending).slice(-mostCommands) };
}
