import { dayIn } from '../period.js';
import type { JudgedPullRequest } from './inputs.js';

type Sized = Pick<JudgedPullRequest, 'sourceFiles' | 'pullRequest'>;

/** Size bucket by touched files: 1, 2–3, 4–10, more; null when unknown. */
export function sizeBucket({ sourceFiles, pullRequest }: Sized): string | null {
	const files = sourceFiles ?? pullRequest.changedFiles;
	if (files === null) return null;
	return files <= 1 ? '1' : files <= 3 ? '2–3' : files <= 10 ? '4–10' : '>10';
}

/** A size bucket with its unit. */
export const filesOf = (bucket: string): string => `${bucket} ${bucket === '1' ? 'file' : 'files'}`;

/**
 * The stratum of a merged pull request: repository, size, kind of work and month of the merge, as text. Null when its
 * size is unknown, or when it was not merged.
 */
export function stratumOf(
	timezone: string,
): (judged: Sized & { readonly workKind: string }) => string | null {
	const dayOf = dayIn(timezone);
	/** Thousands of pull requests share a stratum, and those around each other a day. */
	const known = new Map<string, string>();
	let last = { day: '', month: '' };
	const monthOf = (atMs: number): string => {
		const day = dayOf(atMs);
		if (day !== last.day) last = { day, month: day.slice(0, 7) };
		return last.month;
	};
	return (judged) => {
		const size = sizeBucket(judged);
		const { repo, mergedAtMs } = judged.pullRequest;
		if (size === null || mergedAtMs === null) return null;
		const stratum = `${repo} · ${filesOf(size)} · ${judged.workKind} · ${monthOf(mergedAtMs)}`;
		const same = known.get(stratum);
		if (same === undefined) known.set(stratum, stratum);
		return same ?? stratum;
	};
}
