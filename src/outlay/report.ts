import { computeReport } from '../core/report/computeReport.js';
import type { Report } from '../core/report/model.js';
import type { OutlayContext } from './context.js';
import { gatherReportInputs, type ReportRequest } from './reportInputs.js';

/** The team outcome report of a period: gathers from every source, judges, computes. */
export async function report(context: OutlayContext, request: ReportRequest): Promise<Report> {
	return computeReport(await gatherReportInputs(context, request), context.config);
}
