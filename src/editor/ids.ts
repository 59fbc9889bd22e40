/** Every identifier that package.json and the code share. A test holds the two equal. */

export const extensionId = 'outlay.outlay';

export const commandIds = {
	showReport: 'outlay.showReport',
	exportReport: 'outlay.exportReport',
	openSidebar: 'outlay.openSidebar',
	refresh: 'outlay.refresh',
	changeModel: 'outlay.changeModel',
	undoModelChange: 'outlay.undoModelChange',
	askForMore: 'outlay.askForMore',
	signIn: 'outlay.signIn',
	syncPullRequests: 'outlay.syncPullRequests',
	openPullRequest: 'outlay.openPullRequest',
	recordEvidence: 'outlay.recordEvidence',
	recordLastCommit: 'outlay.recordLastCommit',
	dismissInsight: 'outlay.dismissInsight',
	restoreInsights: 'outlay.restoreInsights',
	openConfig: 'outlay.openConfig',
	storeStatusKey: 'outlay.storeStatusKey',
	forgetStatusKey: 'outlay.forgetStatusKey',
	openWalkthrough: 'outlay.openWalkthrough',
	showLog: 'outlay.showLog',
} as const;

export const viewContainerId = 'outlay';

export const viewIds = {
	budget: 'outlay.budget',
	pullRequests: 'outlay.pullRequests',
	commits: 'outlay.commits',
	insights: 'outlay.insights',
} as const;

/** Settings, without the `outlay.` in front. */
export const settingIds = {
	tagging: 'tagging',
	claudeFolders: 'claudeFolders',
	ledgerFolder: 'ledgerFolder',
	notifications: 'notifications',
	modelSuggestions: 'modelSuggestions',
	limit: 'limit',
	limitPeriod: 'limitPeriod',
	statusPlace: 'organizationStatus.place',
	statusPublicKey: 'organizationStatus.publicKey',
	reportPeriod: 'report.period',
	gitHubApiUrl: 'github.apiUrl',
} as const;

/** Keys that `when` clauses of package.json read. */
export const contextKeys = {
	/** Of each view: `loading` until its first rows came, then `ready`; `failed` when only a sentence can be shown. */
	budgetState: 'outlay.budgetState',
	pullRequestsState: 'outlay.pullRequestsState',
	commitsState: 'outlay.commitsState',
	insightsState: 'outlay.insightsState',
	/** No folder of the window is on this machine's disk. */
	isVirtual: 'outlay.isVirtual',
	hasUsage: 'outlay.hasUsage',
	hasRepository: 'outlay.hasRepository',
	signedIn: 'outlay.signedIn',
	canUndoModel: 'outlay.canUndoModel',
} as const;

/** Stable, so that a user can hide the item and keep it hidden. */
export const statusItemId = 'budget';

export const reportPanelType = 'outlay.report';

export const walkthroughId = 'start';

/** Keys of SecretStorage. */
export const secretIds = { statusPrivateKey: 'outlay.statusPrivateKey' } as const;

/** Where the memory of all windows keeps the work trees in which the editor installed a commit hook. */
export const hookMemoryKey = 'outlay.trailerHooks';

/** Where the memory of a workspace keeps the model changes that can be taken back, the last one last. */
export const modelMemoryKey = 'outlay.modelChanges';
