import { Git } from '../sources/git/git.js';
import type { CoverageSource } from '../sources/coverage/coverageSource.js';
import { localCoverage } from '../sources/coverage/reportFolder.js';
import type { OutlayContext } from './context.js';

/**
 * Where `--coverage` says reports are: a folder with one report a commit, or a single report, which is that of what is
 * checked out in the first repository.
 */
export async function coverageSources(
	context: OutlayContext,
	places: readonly string[],
): Promise<CoverageSource[]> {
	const [folder] = context.repos;
	let headCommit: string | null = null;
	if (places.length > 0 && folder !== undefined && context.mayRunGit) {
		const git = new Git(folder, { env: context.env, signal: context.signal });
		headCommit = (await git.textOrNull(['rev-parse', '--verify', '-q', 'HEAD']))?.trim() ?? null;
	}
	return Promise.all(places.map((place) => localCoverage(place, headCommit, context.problems)));
}
