import type { CoveredFile } from '../core/outcomes/coverageReport.js';
import type { Ledger } from './ledger.js';
import type { CoverageFileRow } from './schema.js';

/** Rows of the coverage of one commit, paths as in the repository. */
export function coverageRows(
	orgId: string,
	repo: string,
	commitSha: string,
	files: Iterable<CoveredFile>,
): CoverageFileRow[] {
	return [...files].map(({ path, coverable, covered, lines }) => ({
		orgId,
		repo,
		commitSha,
		path,
		coverable,
		covered,
		lines,
	}));
}

/** Commits of a repository, by any of its names, whose coverage is remembered. */
export async function coveredCommits(ledger: Ledger, names: readonly string[]): Promise<Set<string>> {
	const rows = await ledger.db
		.selectFrom('coverageFile')
		.select('commitSha')
		.distinct()
		.where('orgId', '=', ledger.orgId)
		.where('repo', 'in', names)
		.execute();
	return new Set(rows.map(({ commitSha }) => commitSha));
}

/** Remembered coverage of one commit, by path; empty when there is none. */
export async function readCoverageOf(
	ledger: Ledger,
	names: readonly string[],
	commitSha: string,
): Promise<Map<string, CoveredFile>> {
	const rows = await ledger.db
		.selectFrom('coverageFile')
		.select(['path', 'coverable', 'covered', 'lines'])
		.where('orgId', '=', ledger.orgId)
		.where('repo', 'in', names)
		.where('commitSha', '=', commitSha)
		.execute();
	return new Map(rows.map((row) => [row.path, row]));
}
