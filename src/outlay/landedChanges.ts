import picomatch from 'picomatch';
import type { PullRequest } from '../core/pullRequest.js';
import { landingOf } from '../core/pullRequests/landing.js';
import { isSourceFile } from '../core/sourceFile.js';
import { readChanges } from '../sources/git/commits.js';
import type { Repository } from './repositories.js';

/** How much a pull request changed on the default branch. */
export interface LandedChange {
	/** Added and deleted lines of source files. */
	readonly sourceLines: number;
	readonly sourceFiles: number;
	/** Added lines of all files. */
	readonly addedLines: number;
}

/**
 * Size of each merged pull request whose landed commits are in the repository, by number: a merge by what it brought to
 * its first parent, a squash by its one commit, a rebase by all its commits. Excluded paths count for nothing.
 */
export async function readLandedChanges(
	repository: Repository,
	pullRequests: readonly PullRequest[],
	excludePaths: readonly string[],
): Promise<ReadonlyMap<number, LandedChange>> {
	const landing = landingOf(await repository.history(), repository.branch.tip, pullRequests);
	const mainline = new Set(landing.mainline);
	const numberOf = new Map<string, number>();
	for (const [number, shas] of landing.commitsOf) {
		for (const sha of shas) if (mainline.has(sha)) numberOf.set(sha, number);
	}
	const sizes = new Map<number, { lines: number; added: number; files: Set<string> }>();
	if (numberOf.size === 0) return new Map();
	const isExcluded = picomatch([...excludePaths], { dot: true });
	for await (const { sha, files } of readChanges(repository.git, {
		shas: numberOf.keys(),
		mergesAsLanded: true,
	})) {
		const number = numberOf.get(sha);
		if (number === undefined) continue;
		const size = sizes.get(number) ?? { lines: 0, added: 0, files: new Set<string>() };
		sizes.set(number, size);
		for (const { path, addedLines, deletedLines, isBinary } of files) {
			if (isBinary || (excludePaths.length > 0 && isExcluded(path))) continue;
			size.added += addedLines;
			if (!isSourceFile(path)) continue;
			size.lines += addedLines + deletedLines;
			size.files.add(path);
		}
	}
	return new Map(
		[...sizes].map(([number, { lines, added, files }]) => [
			number,
			{ sourceLines: lines, sourceFiles: files.size, addedLines: added },
		]),
	);
}
