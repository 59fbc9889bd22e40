import type { Config } from '../../core/config.js';
import type { Report } from '../../core/report/model.js';
import { report } from '../../outlay/report.js';
import { repositoriesOf } from '../../outlay/repositories.js';
import { reportCsv } from '../../present/report/csv.js';
import { renderReport } from '../../present/report/render.js';
import type { RenderedReport, ReportChoice, ReportFormat } from './engineProtocol.js';
import type { Request } from './engineRequest.js';

const dayMs = 86_400_000;

/** Computes the report of a choice: the same model that the command line prints. */
async function compute({ context, setup }: Request, choice: ReportChoice): Promise<Report> {
	const nowMs = context.now();
	const narrowed = choice.repo === null ? context : { ...context, repos: [choice.repo] };
	return report(narrowed, {
		since: new Date(nowMs - choice.days * dayMs).toISOString(),
		until: new Date(nowMs).toISOString(),
		timezone: setup.timezone,
		prs: null,
		coverage: [],
		filters: { team: choice.team, model: null, product: null, author: null },
	});
}

/** Teams that the config names, as teams or as somebody's team. */
function teamsOf({ teams, people }: Config): string[] {
	const named = [...teams.map(({ name }) => name), ...people.map(({ team }) => team)];
	return [...new Set(named.filter((name) => name !== null))];
}

/** The report of a choice, rendered for the panel. */
export async function answerReport(request: Request, choice: ReportChoice): Promise<RenderedReport> {
	const computed = await compute(request, choice);
	const { context } = request;
	// The figures' library is large and shared with the HTML file, so it is a chunk of its own.
	const { reportBody } = await import('../../present/report/html.js');
	const repositories = await repositoriesOf(context);
	return {
		html: reportBody(computed),
		repos: repositories.map(({ folder }) => folder),
		teams: teamsOf(context.config),
	};
}

/** The report of a choice as a file's text. A CSV file has the pull requests, one a line. */
export async function answerReportFile(
	request: Request,
	choice: ReportChoice & { format: ReportFormat },
): Promise<string> {
	const computed = await compute(request, choice);
	if (choice.format !== 'csv') return renderReport(computed, choice.format);
	const tables = reportCsv(computed);
	return (tables.find(({ id }) => id === 'pull-requests') ?? tables[0])?.text ?? '';
}
