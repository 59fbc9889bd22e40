import type { SessionEvent } from '../usage/session.js';
import type { Candidate } from './candidates.js';
import { below, comparablePath } from './paths.js';
import type { SessionCalls } from './sessionCalls.js';

/** Instant of the first edit below a working folder after everything that the candidates explain; null without one. */
export function laterEdit(
	calls: SessionCalls,
	candidates: readonly Pick<Candidate, 'moments'>[],
	events: readonly SessionEvent[],
): number | null {
	if (candidates.length === 0) return null;
	let last = -Infinity;
	for (const { moments } of candidates) {
		for (const { atMs } of moments) if (atMs > last) last = atMs;
	}
	let folders: readonly string[] | null = null;
	for (const event of events) {
		if (event.kind !== 'edit' || event.atMs <= last) continue;
		const path = comparablePath(event.path);
		folders ??= workingFolders(calls);
		for (const folder of folders) if (below(folder, path) !== null) return event.atMs;
	}
	return null;
}

/** Working folders of some calls, in the form for comparing, each once. */
function workingFolders({ columns, places }: SessionCalls): readonly string[] {
	const folders: string[] = [];
	for (const place of places) {
		const cwd = columns.contexts[place]?.cwd ?? null;
		const folder = cwd === null ? null : comparablePath(cwd);
		if (folder !== null && !folders.includes(folder)) folders.push(folder);
	}
	return folders;
}
