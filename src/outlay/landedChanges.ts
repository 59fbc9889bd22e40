import { createHash } from 'node:crypto';
import picomatch from 'picomatch';
import type { FileChange } from '../core/commit.js';
import type { PullRequest } from '../core/pullRequest.js';
import { landingOf } from '../core/pullRequests/landing.js';
import { isSourceFile } from '../core/sourceFile.js';
import { readableChanges } from '../sources/git/readableChanges.js';
import type { OutlayContext } from './context.js';
import { rememberedFacts } from './rememberedFacts.js';
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
 * its first parent, a squash by its one commit, a rebase by all its commits. Excluded paths count for nothing. Sizes are
 * remembered by the commits they were measured of.
 *
 * @param pullRequests all that are known of the repository
 * @param wanted numbers of those whose size is asked for
 */
export async function readLandedChanges(
	context: OutlayContext,
	repository: Repository,
	pullRequests: readonly PullRequest[],
	wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, LandedChange>> {
	const { excludePaths } = context.config;
	const landing = landingOf(await repository.history(), repository.branch.tip, pullRequests);
	/** What landed each pull request, by its last commit, under which the size is remembered. */
	const landed = new Map<string, { readonly number: number; readonly shas: readonly string[] }>();
	for (const [number, all] of landing.commitsOf) {
		if (!wanted.has(number)) continue;
		const shas = all.filter((sha) => landing.position.has(sha));
		const last = shas.at(-1);
		if (last !== undefined) landed.set(last, { number, shas });
	}
	const excluded = createHash('sha256').update(JSON.stringify(excludePaths)).digest('hex').slice(0, 16);
	const kind = { repo: repository.name, kind: `landed-change/${excluded}`, ruleVersion: '1' };
	const sizes = await rememberedFacts(
		context,
		kind,
		[...landed.keys()],
		(json, sha) => {
			const from = landed.get(sha)?.shas.join(' ');
			return isStored(json) && json.from === from ? json : null;
		},
		(missing) =>
			measure(
				context,
				repository,
				missing.map((sha) => landed.get(sha)?.shas ?? []),
				excludePaths,
			),
	);
	return new Map(
		[...sizes].flatMap(([sha, { sourceLines, sourceFiles, addedLines }]) => {
			const number = landed.get(sha)?.number;
			return number === undefined ? [] : [[number, { sourceLines, sourceFiles, addedLines }]];
		}),
	);
}

interface Stored {
	/** The commits that were measured together. */
	readonly from: string;
	readonly sourceLines: number;
	readonly sourceFiles: number;
	readonly addedLines: number;
}

/** True for a size as it is remembered; there is one a pull request, so no schema is run over each. */
function isStored(json: unknown): json is Stored {
	if (typeof json !== 'object' || json === null) return false;
	const { from, sourceLines, sourceFiles, addedLines } = json as Partial<Record<keyof Stored, unknown>>;
	return (
		typeof from === 'string' && [sourceLines, sourceFiles, addedLines].every((one) => typeof one === 'number')
	);
}

/** A size that is being measured, with how many of its commits were read. */
interface Growing {
	lines: number;
	added: number;
	readonly files: Set<string>;
	readonly shas: readonly string[];
	read: number;
}

/** Adds what one commit changed. */
function addTo(size: Growing, files: readonly FileChange[]): void {
	size.read += 1;
	for (const { path, addedLines, deletedLines } of files) {
		size.added += addedLines;
		if (!isSourceFile(path)) continue;
		size.lines += addedLines + deletedLines;
		size.files.add(path);
	}
}

/** Sizes of some changes, each of one or more commits, by the last of them; none where the clone lacks a commit's contents. */
async function measure(
	context: OutlayContext,
	repository: Repository,
	changes: readonly (readonly string[])[],
	excludePaths: readonly string[],
): Promise<Map<string, Stored>> {
	/** Several pull requests may have landed one commit, as stacked ones do: it counts for each. */
	const changesWith = new Map<string, (readonly string[])[]>();
	for (const shas of changes)
		for (const sha of shas) changesWith.set(sha, [...(changesWith.get(sha) ?? []), shas]);
	const sums = new Map<string, Growing>();
	const isExcluded = picomatch([...excludePaths], { dot: true });
	const say = (gaps: number): void => {
		const what = `The contents of ${gaps} landed commits are not in this clone of ${repository.name} (a partial clone?); the size of their pull requests is unknown.`;
		context.problems.push({ code: 'git.contents-missing', what });
	};
	const asLanded = { mergesAsLanded: true };
	for await (const { sha, files } of readableChanges(
		repository.git,
		[...changesWith.keys()],
		asLanded,
		say,
	)) {
		const counted = files.filter(
			({ path, isBinary }) => !isBinary && (excludePaths.length === 0 || !isExcluded(path)),
		);
		for (const shas of changesWith.get(sha) ?? []) {
			const last = shas.at(-1) ?? '';
			const size = sums.get(last) ?? { lines: 0, added: 0, files: new Set<string>(), shas, read: 0 };
			sums.set(last, size);
			addTo(size, counted);
		}
	}
	return new Map(
		[...sums]
			.filter(([, { shas, read }]) => read === shas.length)
			.map(([sha, { lines, added, files, shas }]) => [
				sha,
				{ from: shas.join(' '), sourceLines: lines, sourceFiles: files.size, addedLines: added },
			]),
	);
}
