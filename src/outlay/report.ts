import { spanBefore } from '../core/periodAlias.js';
import { computeReport } from '../core/report/computeReport.js';
import type { ReportInputs } from '../core/report/inputs.js';
import type { Report } from '../core/report/model.js';
import type { OutlayContext } from './context.js';
import { gatherReportInputs, type ReportRequest } from './reportInputs.js';

/** What is asked of the whole report. */
export interface WholeReportRequest extends ReportRequest {
	/** Beside the span before: a quarter before a quarter, as many days before some days. */
	readonly comparePrevious?: boolean;
}

/** The team outcome report of a period: gathers from every source, judges, computes. */
export async function report(context: OutlayContext, request: WholeReportRequest): Promise<Report> {
	const inputs = await gatherReportInputs(context, request);
	const previous = request.comparePrevious === true ? await inputsBefore(context, request, inputs) : null;
	return computeReport(inputs, context.config, previous);
}

/** The same sources for the span before. What is wrong with them was said for the first span already. */
async function inputsBefore(
	context: OutlayContext,
	request: ReportRequest,
	{ period }: ReportInputs,
): Promise<ReportInputs> {
	const { sinceMs, untilMs } = spanBefore(period, period.timezone);
	return gatherReportInputs(
		{ ...context, problems: [] },
		{ ...request, since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() },
	);
}
