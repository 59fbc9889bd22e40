import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf, OutlayError } from '../../core/errors.js';
import type { CoverageReport } from '../../core/outcomes/coverageReport.js';
import type { Problem } from '../../core/problem.js';
import type { CoverageSource } from './coverageSource.js';
import { readCoverageFile } from './readCoverage.js';

/** Commit that a name of a file or folder begins with: a full SHA or an abbreviation of at least seven digits. */
const shaName = /^([0-9a-f]{7,64})(?=$|[._-])/i;
const mostReports = 100;

/** Reads what can be read; what is refused becomes a problem. */
async function readAll(files: readonly string[], problems: Problem[]): Promise<CoverageReport[]> {
	const reports: CoverageReport[] = [];
	for (const file of files.slice(0, mostReports)) {
		try {
			reports.push(await readCoverageFile(file));
		} catch (error) {
			if (!OutlayError.is(error, 'environment')) throw error;
			problems.push({ code: 'coverage.refused', what: messageOf(error), file });
		}
	}
	return reports;
}

async function filesBelow(path: string): Promise<string[]> {
	if (!(await stat(path)).isDirectory()) return [path];
	const entries = await readdir(path, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

/**
 * Reports on disk. A folder holds one report (or a folder of reports) a commit, named by its SHA, e.g. `4f2a…c1.xml`
 * or `4f2a…c1/lcov.info`. A single file is the report of `headCommit`, what is checked out.
 */
export async function localCoverage(
	path: string,
	headCommit: string | null,
	problems: Problem[],
): Promise<CoverageSource> {
	const byCommit: { readonly prefix: string; readonly path: string }[] = [];
	try {
		if ((await stat(path)).isDirectory()) {
			for (const name of (await readdir(path)).sort()) {
				const prefix = shaName.exec(name)?.[1]?.toLowerCase();
				if (prefix !== undefined) byCommit.push({ prefix, path: join(path, name) });
			}
			if (byCommit.length === 0) {
				const what = `${path} holds no report named by a commit's SHA, such as 4f2a9c1….xml.`;
				problems.push({ code: 'coverage.folder-empty', what, file: path });
			}
		} else if (headCommit !== null) byCommit.push({ prefix: headCommit, path });
	} catch (cause) {
		throw new OutlayError('environment', `Coverage reports in ${path} could not be read: ${messageOf(cause)}`, { cause });
	}
	const placesOf = (commit: string): string[] =>
		byCommit.filter(({ prefix }) => commit.startsWith(prefix)).map((one) => one.path);
	return {
		name: basename(path),
		has: (commit) => Promise.resolve(placesOf(commit).length > 0),
		reportsOf: async (commit) =>
			readAll((await Promise.all(placesOf(commit).map(filesBelow))).flat(), problems),
	};
}
