import { strongest } from '../core/evidence/evidence.js';
import { notedDayMs, notedSpend, type NotedSession, type PlacedRecord } from '../core/links/notedSpend.js';
import { formatUsd } from '../core/money.js';
import type { Session } from '../core/usage/session.js';
import { sessionKey } from '../sources/git/sessionKey.js';
import { outlayNotesRef } from '../sources/git/writeNotes.js';
import { gatherNotes } from './authorshipNotes.js';
import type { OutlayContext } from './context.js';
import { repositoriesOf } from './repositories.js';
import type { GatheredFacts } from './repositoryFacts.js';

/** Sessions that notes tell of and no transcript; where their commits are not at hand, a problem says so. */
export function notedSessions(
	context: OutlayContext,
	facts: ReadonlyMap<string, GatheredFacts>,
	transcribed: readonly Session[],
): readonly NotedSession[] {
	const records: PlacedRecord[] = [];
	let without = 0;
	for (const [repo, { facts: own, notes }] of facts) {
		const known = new Set(own.commits.map(({ sha }) => sha));
		for (const [commit, digests] of notes) {
			const pullRequest = own.pullRequestOf.get(commit) ?? null;
			const isKnown = pullRequest !== null || known.has(commit);
			for (const { spend, costMicros, evidence } of digests) {
				const strength = strongest(evidence);
				const place = { repo, commit, isKnown, pullRequest };
				for (const record of spend) {
					records.push({ ...place, strength: strength === 'none' ? 'low' : strength, record });
				}
				if (spend.length === 0 && (costMicros ?? 0) > 0) without += 1;
			}
		}
	}
	if (records.length === 0 && without === 0) return [];
	const keys = new Set(transcribed.map(({ sessionId }) => sessionKey(sessionId)));
	const { sessions, lost } = notedSpend(records, (session) => keys.has(session));
	if (lost.commits > 0) {
		const what = `${counted(lost.commits, 'commit')} with notes are not in the clone nor in a known pull request; ${formatUsd(lost.costMicros)} that they record counts as not linked. Take the pull requests from GitHub (--prs github), or fetch their heads: git fetch origin "+refs/pull/*/head:refs/pull/*/head"`;
		context.problems.push({ code: 'git.note-commit-absent', what });
	}
	if (without > 0) {
		const what = `${counted(without, 'note')} in refs/notes/outlay tell no spend by session, so it is not counted. Whoever has the transcripts can run "outlay tag" on them again.`;
		context.problems.push({ code: 'git.note-without-spend', what });
	}
	return sessions;
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** First and last day that our notes tell of, as instants; none without a note. */
export async function notedInstants(context: OutlayContext): Promise<number[]> {
	let first = '';
	let last = '';
	for (const repository of await repositoriesOf(context)) {
		const notes = await gatherNotes(context, repository, [outlayNotesRef], () => true);
		for (const { day } of [...notes.values()]
			.flat()
			.flatMap(({ spend }) => spend.flatMap(({ whole }) => whole))) {
			if (first === '' || day < first) first = day;
			if (day > last) last = day;
		}
	}
	return first === '' ? [] : [notedDayMs(first), notedDayMs(last)];
}
