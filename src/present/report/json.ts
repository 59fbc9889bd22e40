import type { Report } from '../../core/report/model.js';
import { safeJson } from '../safeJson.js';

/** The report as `outlay.report/1`, indented, in a fixed order of keys. */
export function reportJson(report: Report): string {
	return `${safeJson(report, '\t')}\n`;
}
