import type { DefectInspection, InspectDefectsOptions } from './outlay/inspectDefects.js';
import type { CoverageReport } from './core/outcomes/coverageReport.js';
import type { InspectCoverageOptions } from './outlay/inspectCoverage.js';
import type { JudgedCommit } from './core/evidence/judgedCommit.js';
import type { FixVerdict } from './core/outcomes/defectFix.js';
import type { InspectedReview } from './core/outcomes/reviewDocument.js';
import type { RevertVerdict } from './core/outcomes/revertVerdict.js';
import type { InspectPullRequestsOptions } from './outlay/reviews.js';
import type { GithubSync } from './core/githubSync.js';
import type { LocalSync, WholeSync } from './core/wholeSync.js';
import type { SyncGithubOptions } from './outlay/syncGithub.js';
import type { InspectFixesOptions } from './outlay/inspectFixes.js';
import type { IncreaseRequest } from './core/organization/records.js';
import type { AuditOptions, AuditResult } from './outlay/audit.js';
import type { DecidedRequest, RequestDecision } from './outlay/decideRequest.js';
import type { Published, PublishOptions } from './outlay/publish.js';
import type { AnthropicSync, SyncAnthropicOptions } from './outlay/syncAnthropic.js';
import type { BudgetOptions, BudgetResult } from './outlay/budget.js';
import type { UsageInspection } from './core/usage/usageInspection.js';
import type { Report } from './core/report/model.js';
import type { JudgeCommitsOptions } from './outlay/commits.js';
import type { HookAction, RepositoryHook } from './outlay/hook.js';
import type { TaggedCommit, TagOptions } from './outlay/tag.js';
import type { InspectedLinks, InspectLinksOptions } from './outlay/links.js';
import type { OutlayContext } from './outlay/context.js';
import type { DemoSources } from './outlay/demo.js';
import type { ExportRequest, FinanceExport } from './outlay/export.js';
import type { WholeReportRequest } from './outlay/report.js';
import type { InspectUsageOptions } from './outlay/inspectUsage.js';

/**
 * The one object that both faces talk to. Each method is one operation of `src/outlay/`, loaded when it is first
 * asked for, so that starting the editor or the command line costs nothing that is not used.
 */
export class Outlay {
	readonly #context: OutlayContext;

	constructor(context: OutlayContext) {
		this.#context = context;
	}

	/** What was wrong with the inputs so far and was survived. */
	get problems(): OutlayContext['problems'] {
		return this.#context.problems;
	}

	/** My budget and my entitlement now; needs no key. */
	async budget(options: BudgetOptions = {}): Promise<BudgetResult> {
		const { budgetStatus } = await import('./outlay/budget.js');
		return budgetStatus(this.#context, options);
	}

	/** Commits of a range with everything that says they are AI-assisted. */
	async judgeCommits(options: JudgeCommitsOptions): Promise<JudgedCommit[]> {
		const { judgeCommits } = await import('./outlay/commits.js');
		return judgeCommits(this.#context, options);
	}

	/** Records on commits which sessions worked on them, as notes. */
	async tag(options: TagOptions): Promise<TaggedCommit[]> {
		const { tagCommits } = await import('./outlay/tag.js');
		return tagCommits(this.#context, options);
	}

	/** Installs, removes or shows the commit message hook. */
	async commitHook(action: HookAction): Promise<RepositoryHook[]> {
		const { commitHook } = await import('./outlay/hook.js');
		return commitHook(this.#context, action);
	}

	/** Which session worked on which commit and pull request, what share of its spend goes there, and why. */
	async inspectLinks(options: InspectLinksOptions): Promise<InspectedLinks> {
		const { inspectLinks } = await import('./outlay/links.js');
		return inspectLinks(this.#context, options);
	}

	/** Usage by groups: every call once, at its list price, with what is not known about it. */
	async inspectUsage(options: InspectUsageOptions): Promise<UsageInspection> {
		const { inspectUsage } = await import('./outlay/inspectUsage.js');
		return inspectUsage(this.#context, options);
	}

	/** Which commit each fix repairs, found by blame. */
	async inspectFixes(options: InspectFixesOptions): Promise<FixVerdict[]> {
		const { inspectFixes } = await import('./outlay/inspectFixes.js');
		return inspectFixes(this.#context, options);
	}

	/** What some coverage reports say, file by file. */
	async inspectCoverage(options: InspectCoverageOptions): Promise<CoverageReport[]> {
		const { inspectCoverage } = await import('./outlay/inspectCoverage.js');
		return inspectCoverage(this.#context, options);
	}

	/** Rows for finance and FinOps files, billed or estimated, never both. */
	async exportRows(request: ExportRequest): Promise<FinanceExport> {
		const { exportRows } = await import('./outlay/export.js');
		return exportRows(this.#context, request);
	}

	/** The team outcome report of a period. */
	async report(request: WholeReportRequest): Promise<Report> {
		const { report } = await import('./outlay/report.js');
		return report(this.#context, request);
	}

	/** The organization's side from Anthropic into the ledger; needs a key with read scopes in the environment. */
	async syncAnthropic(options: SyncAnthropicOptions = {}): Promise<AnthropicSync> {
		const { syncAnthropic } = await import('./outlay/syncAnthropic.js');
		return syncAnthropic(this.#context, options);
	}

	/** Who and what spends, keys, members and limits; from the ledger alone. */
	async audit(options: AuditOptions = {}): Promise<AuditResult> {
		const { auditSpend } = await import('./outlay/audit.js');
		return auditSpend(this.#context, options);
	}

	/** One signed status a person, from the ledger alone. */
	async publish(options: PublishOptions): Promise<Published> {
		const { publishStatuses } = await import('./outlay/publish.js');
		return publishStatuses(this.#context, options);
	}

	/** Approves or denies one increase request after `confirm`; null when it was not confirmed. */
	async decideRequest(
		decision: RequestDecision,
		confirm: (request: IncreaseRequest) => Promise<boolean>,
	): Promise<DecidedRequest | null> {
		const { decideRequest } = await import('./outlay/decideRequest.js');
		return decideRequest(this.#context, decision, confirm);
	}

	/** Brings the pull requests of every repository up to date with GitHub; resumable. */
	async syncGithub(options: SyncGithubOptions = {}): Promise<GithubSync[]> {
		const { syncGithub } = await import('./outlay/syncGithub.js');
		return syncGithub(this.#context, options);
	}

	/** Brings the ledger up to date with this machine's transcripts. */
	async syncLocal(): Promise<LocalSync> {
		const { syncLocal } = await import('./outlay/syncLocal.js');
		return syncLocal(this.#context);
	}

	/** Brings the ledger up to date with everything that this person may read; a part that fails holds up no other. */
	async syncAll(): Promise<WholeSync> {
		const { syncAll } = await import('./outlay/syncAll.js');
		return syncAll(this.#context);
	}

	/** When each pull request got its first qualifying review, and why that one. */
	async inspectReviews(options: InspectPullRequestsOptions): Promise<InspectedReview[]> {
		const { inspectReviews } = await import('./outlay/reviews.js');
		return inspectReviews(this.#context, options);
	}

	/** What was reverted, by which rule, and whether it stayed so. */
	async inspectReverts(options: InspectPullRequestsOptions): Promise<RevertVerdict[]> {
		const { inspectReverts } = await import('./outlay/reverts.js');
		return inspectReverts(this.#context, options);
	}

	/** Every defect that the report would count. */
	async inspectDefects(options: InspectDefectsOptions): Promise<DefectInspection> {
		const { inspectDefects } = await import('./outlay/inspectDefects.js');
		return inspectDefects(this.#context, options);
	}
}

/** The bundled demo team, laid out on disk; see `outlay demo`. */
export async function openDemo(env: Readonly<Record<string, string | undefined>>): Promise<DemoSources> {
	const demo = await import('./outlay/demo.js');
	return demo.openDemo(env);
}
