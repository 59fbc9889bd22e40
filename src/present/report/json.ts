import type { Report } from '../../core/report/model.js';

/** The report as `outlay.report/1`, indented, in a fixed order of keys. */
export function reportJson(report: Report): string {
	return `${JSON.stringify(report, null, '\t')}\n`;
}
