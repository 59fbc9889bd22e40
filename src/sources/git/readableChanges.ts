import { OutlayError } from '../../core/errors.js';
import { readChanges, type CommitChanges, type CommitQuery } from './commits.js';
import type { Git } from './git.js';

/** Git parses all commits that it is handed before it shows the first, and keeps them: so it gets some at a time. */
const shasAtOnce = 2000;
/** After so many commits with missing contents the rest is a gap too: the clone has none. */
const maxGaps = 20;

/**
 * Changed files of commits, as `readChanges`, going past those whose contents the clone does not have (a partial
 * clone, a damaged one): they are left out. `onGaps` hears at the end how many those are, when there are any.
 */
export async function* readableChanges(
	git: Git,
	shas: readonly string[],
	query: Pick<CommitQuery, 'mergesAsLanded'>,
	onGaps: (commits: number) => void,
): AsyncGenerator<CommitChanges> {
	let gaps = 0;
	let rest = shas;
	while (rest.length > 0) {
		const some = rest.slice(0, shasAtOnce);
		let at = 0;
		try {
			for await (const { sha: named, files } of readChanges(git, { ...query, shas: some })) {
				// In the order asked for. The caller's own text is kept, not a second copy of a hundred thousand names.
				while (at < some.length && some[at] !== named) at += 1;
				yield { sha: some[at] ?? named, files };
				at += 1;
			}
			rest = rest.slice(some.length);
		} catch (error) {
			if (!OutlayError.is(error, 'environment')) throw error;
			// Git ends at the first content it does not have: that commit is a gap, and the reading goes on behind it.
			gaps += 1;
			const unread = rest.slice(at);
			const isHopeless = gaps >= maxGaps;
			if (isHopeless) gaps += unread.length - 1;
			rest = isHopeless ? [] : unread.slice(1);
		}
	}
	if (gaps > 0) onGaps(gaps);
}
