import { totalsOf, type CoverageReport } from './coverageReport.js';

/** `inspect coverage` as JSON, schema `outlay.coverage/1`. */
export function coverageDocument(reports: readonly CoverageReport[]): unknown {
	return {
		schema: 'outlay.coverage/1',
		reports: reports.map(({ file, format, lineDetail, files, problems }) => ({
			file,
			format,
			lineDetail,
			...totalsOf(files),
			files: files.map(({ path, coverable, covered }) => ({ path, coverable, covered })),
			problems: problems.map(({ code, what, line }) => ({
				code,
				what,
				...(line === undefined ? {} : { line }),
			})),
		})),
	};
}
