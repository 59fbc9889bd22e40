import type { AddedFile, AddedLines } from '../core/evidence/addedLines.js';
import type { CommitFactQuery } from '../ledger/commitFacts.js';
import { commitFactRows, readCommitFacts } from '../ledger/commitFacts.js';
import { readAddedLines } from '../sources/git/addedLines.js';
import { packHashes, unpackHashes } from '../ledger/packedHashes.js';
import type { OutlayContext } from './context.js';
import type { Repository } from './repositories.js';

/** Rises when lines are normalised, hashed or read in another way. */
const ruleVersion = '2';
const batchCommits = 500;

/** Stored form of a file: path, `start,count` pairs, packed hashes, number of added lines, hashes in each range. */
type Stored = readonly [
	path: string,
	ranges: readonly number[],
	hashes: string,
	addedLines: number,
	blockLines: readonly number[],
];

const store = ({ path, ranges, hashes, addedLines, blockLines }: AddedFile): Stored => [
	path,
	ranges.flat(),
	packHashes(hashes),
	addedLines,
	blockLines,
];

function restore([path, flat, hashes, addedLines, blockLines]: Stored): AddedFile {
	const ranges: [number, number][] = [];
	for (let at = 0; at + 1 < flat.length; at += 2) ranges.push([flat[at] ?? 0, flat[at + 1] ?? 0]);
	return { path, ranges, hashes: unpackHashes(hashes), addedLines, blockLines };
}

/**
 * What commits add, from memory where the ledger holds it, else from git, and remembered. Commits whose contents are
 * not in the clone are left out, and one problem names how many.
 */
export async function gatherAddedLines(
	context: OutlayContext,
	repository: Repository,
	shas: readonly string[],
): Promise<Map<string, AddedLines>> {
	const query = { repo: repository.name, kind: 'added-lines', ruleVersion };
	const found = await remembered(context, { ...query, shas });
	const missing = shas.filter((sha) => !found.has(sha));
	const fresh = new Map<string, readonly Stored[]>();
	const save = async (): Promise<void> => {
		if (context.remembers && fresh.size > 0) {
			const ledger = await context.ledger();
			await ledger.write({ commitFact: commitFactRows(ledger.orgId, query, fresh) });
		}
		fresh.clear();
	};
	let gaps = 0;
	let done = 0;
	for await (const result of readAddedLines(repository.git, missing)) {
		context.progress.report({ what: 'Reading commits', done: done++, total: missing.length });
		if ('missing' in result) {
			gaps += 1;
			continue;
		}
		found.set(result.sha, result);
		fresh.set(result.sha, result.files.map(store));
		if (fresh.size >= batchCommits) await save();
	}
	await save();
	if (gaps > 0) {
		const what = `The contents of ${gaps} commits are not in this clone of ${repository.name} (a partial clone?); their lines are unknown.`;
		context.problems.push({ code: 'git.contents-missing', what });
	}
	return found;
}

async function remembered(context: OutlayContext, query: CommitFactQuery): Promise<Map<string, AddedLines>> {
	const found = new Map<string, AddedLines>();
	if (!context.remembers || query.shas.length === 0) return found;
	for (const [sha, value] of readCommitFacts(await context.ledger(), query)) {
		found.set(sha, { sha, files: (JSON.parse(value) as Stored[]).map(restore) });
	}
	return found;
}
