import type { Problem } from '../problem.js';
import { normalPath, PathResolver, type RepositoryPaths } from './coveragePaths.js';
import { mergeFiles, type CoveredFile, type CoverageReport } from './coverageReport.js';

const shown = 10;

function problemsOf(report: CoverageReport, found: ReadonlyMap<string, readonly string[]>): Problem[] {
	return [...found].flatMap(([code, lines]) => {
		const rest = lines.length - shown;
		const more = rest > 0 ? [`${rest} more paths have the same problem.`] : [];
		return [...lines.slice(0, shown), ...more].map((what) => ({ code, what, file: report.file }));
	});
}

/**
 * A report with the repository's own paths. Files that are not in the repository keep their name when `keepUnknown`
 * is set (to show them), else they are left out; ambiguous and refused paths are left out and reported. Without a
 * repository paths are only brought to one form.
 */
export function resolvePaths(
	report: CoverageReport,
	repository: RepositoryPaths | null,
	keepUnknown: boolean,
): CoverageReport {
	const resolver = repository === null ? null : new PathResolver(repository, report.sources);
	resolver?.learn(report.files.map(({ path }) => path));
	const files = new Map<string, CoveredFile>();
	const problems = new Map<string, string[]>();
	const note = (code: string, what: string): void => {
		problems.set(code, [...(problems.get(code) ?? []), what]);
	};
	const keep = (path: string, file: CoveredFile): void => {
		const known = files.get(path);
		files.set(path, known === undefined ? { ...file, path } : mergeFiles(known, { ...file, path }));
	};
	for (const file of report.files) {
		const normal = normalPath(file.path);
		if ('why' in normal) {
			note(
				'coverage.path-refused',
				`The path ${JSON.stringify(file.path.slice(0, 200))} is refused: ${normal.why}.`,
			);
			continue;
		}
		const resolved = resolver?.resolve(file.path) ?? { kind: 'file', path: normal.path };
		if (resolved.kind === 'file') keep(resolved.path, file);
		else if (resolved.kind === 'ambiguous') {
			const candidates = resolved.candidates.slice(0, 3).join(', ');
			note('coverage.path-ambiguous', `${normal.path} may be ${candidates}; it is left out, not guessed.`);
		} else {
			note('coverage.path-unknown', `${normal.path} is not in the repository.`);
			if (keepUnknown) keep(normal.path, file);
		}
	}
	const sorted = [...files.values()].sort((one, two) =>
		one.path < two.path ? -1 : one.path > two.path ? 1 : 0,
	);
	return { ...report, files: sorted, problems: [...report.problems, ...problemsOf(report, problems)] };
}
