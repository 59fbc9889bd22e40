import { totalsOf, type CoverageReport } from '../core/outcomes/coverageReport.js';

const percent = (covered: number, coverable: number): string =>
	coverable === 0 ? '–' : `${((100 * covered) / coverable).toFixed(1)} %`;

/** Coverage reports for a person: totals first, then each file, then what was wrong. */
export function coverageText(reports: readonly CoverageReport[]): string {
	return reports
		.map(({ file, format, lineDetail, files, problems }) => {
			const { coverable, covered } = totalsOf(files);
			const detail = lineDetail ? '' : ', totals only: no patch coverage';
			const head = `${file}: ${format}${detail}, ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${covered} of ${coverable} lines, ${percent(covered, coverable)}`;
			const width = Math.max(0, ...files.map((one) => String(one.coverable).length));
			const rows = files.map(
				(one) =>
					`  ${percent(one.covered, one.coverable).padStart(7)}  ${String(one.covered).padStart(width)} of ${String(one.coverable).padStart(width)}  ${one.path}`,
			);
			return [head, ...rows, ...problems.map(({ what }) => `  ! ${what}`)].join('\n');
		})
		.join('\n\n');
}
