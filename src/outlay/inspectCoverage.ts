import { resolve } from 'node:path';
import { messageOf, OutlayError } from '../core/errors.js';
import type { RepositoryPaths } from '../core/outcomes/coveragePaths.js';
import type { CoverageReport } from '../core/outcomes/coverageReport.js';
import { resolvePaths } from '../core/outcomes/coverageResolution.js';
import { readCoverageFile } from '../sources/coverage/readCoverage.js';
import { Git } from '../sources/git/git.js';
import { repositoryPaths } from '../sources/git/repositoryPaths.js';
import type { OutlayContext } from './context.js';

export interface InspectCoverageOptions {
	/** Report files, as the user names them. */
	readonly files: readonly string[];
	readonly cwd: string;
	/** Match paths to the first repository of the context; else they are shown as the report has them. */
	readonly resolvesPaths: boolean;
}

/**
 * What some coverage reports say, file by file. A report that is refused is a problem and the others go on; when all
 * are refused the first one's error is thrown.
 */
export async function inspectCoverage(
	context: OutlayContext,
	options: InspectCoverageOptions,
): Promise<CoverageReport[]> {
	const [folder] = context.repos;
	let repository: RepositoryPaths | null = null;
	if (options.resolvesPaths && folder !== undefined && context.mayRunGit) {
		const git = new Git(folder, { env: context.env, signal: context.signal });
		repository = await repositoryPaths(git, process.platform);
	}
	const reports: CoverageReport[] = [];
	let failure: unknown = null;
	for (const file of options.files) {
		if (context.signal.aborted) throw new OutlayError('cancelled', 'Cancelled.');
		try {
			const report = await readCoverageFile(resolve(options.cwd, file), file);
			reports.push(resolvePaths(report, repository, true));
		} catch (error) {
			if (!OutlayError.is(error, 'environment')) throw error;
			failure ??= error;
			context.problems.push({ code: 'coverage.refused', what: messageOf(error) });
		}
	}
	if (reports.length > 0 || failure === null) return reports;
	context.problems.splice(
		0,
		context.problems.length,
		...context.problems.filter(({ code }) => code !== 'coverage.refused'),
	);
	throw failure instanceof Error ? failure : new Error(messageOf(failure));
}
