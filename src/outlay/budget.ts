import { decideBudget, type BudgetQuestion, type BudgetStatus } from '../core/budget/budget.js';
import { listSpend } from '../core/budget/localUse.js';
import type { BudgetReading } from '../core/budget/reading.js';
import { readingsOf } from '../core/budget/statusDocument.js';
import { windowAt, type BudgetPeriod } from '../core/budget/window.js';
import type { BudgetConfig, PersonConfig } from '../core/config.js';
import type { Entitlement } from '../core/entitlement/entitlement.js';
import { messageOf, OutlayError } from '../core/errors.js';
import type { PricedCall } from '../core/usage/call.js';
import type { PriceBook } from '../core/usage/priceBook.js';
import { Git } from '../sources/git/git.js';
import { readStatus, type StatusPlace } from '../sources/organizationStatus/readStatus.js';
import type { OutlayContext } from './context.js';
import { entitlementOf, gatherClaudeSettings } from './entitlement.js';
import { gatherUsage } from './usage.js';

export interface BudgetOptions {
	/** The user's own limit, from a setting or an option; `limitMicros: null` is explicitly none. */
	readonly ownLimit?: { readonly limitMicros: number | null; readonly period: BudgetPeriod } | null;
	/** The user's zone; default: the machine's. */
	readonly timezone?: string;
	/** Where this person's published status lies; default: `OUTLAY_STATUS` and `OUTLAY_STATUS_KEY`. */
	readonly status?: StatusPlace | null;
	/** Every known call, where the caller keeps them; default: everything is gathered. */
	readonly calls?: readonly PricedCall[];
	/** Whose prices those calls were counted at; default: the public list. */
	readonly priceBasis?: PriceBook['basis'];
}

/** Who the person at this machine is, as far as sources tell. */
export interface Me {
	readonly emails: readonly string[];
	/** Name and team as the config has them; null when it does not know this person. */
	readonly name: string | null;
	readonly team: string | null;
}

/** My budget and my entitlement now. */
export interface BudgetResult {
	readonly budget: BudgetStatus;
	readonly entitlement: Entitlement;
	readonly me: Me;
	/** Zone that days were cut in and times should be shown in. */
	readonly timezone: string;
}

const lower = (texts: readonly string[]): string[] => texts.map((text) => text.trim().toLowerCase());

function personIn(people: readonly PersonConfig[], emails: readonly string[]): PersonConfig | null {
	const mine = new Set(lower(emails));
	return (
		people.find((person) =>
			lower([...person.emails, ...person.anthropicEmails]).some((one) => mine.has(one)),
		) ?? null
	);
}

interface Repository {
	readonly root: string | null;
	readonly branch: string | null;
	readonly email: string | null;
}

/** Branch and committer of the first repository; nothing in an untrusted workspace, where no git may run. */
async function repositoryOf(context: OutlayContext): Promise<Repository> {
	const root = context.repos[0] ?? null;
	if (root === null || !context.mayRunGit) return { root, branch: null, email: null };
	const git = new Git(root, { env: context.env, signal: context.signal });
	const [branch, email] = await Promise.all([
		git.textOrNull(['symbolic-ref', '--short', '-q', 'HEAD']),
		git.textOrNull(['config', '--get', 'user.email']),
	]);
	const orNull = (text: string | null): string | null =>
		text?.trim() === '' ? null : (text?.trim() ?? null);
	return { root, branch: orNull(branch), email: orNull(email) };
}

const slashed = (path: string): string => {
	const plain = path.replaceAll('\\', '/').replace(/\/+$/, '');
	return /^[a-z]:/i.test(plain) ? plain.toLowerCase() : plain;
};

/** True when a folder is the root or lies in it, in either platform's spelling. */
function isInside(folder: string | null, root: string): boolean {
	if (folder === null) return false;
	const [inner, outer] = [slashed(folder), slashed(root)];
	return inner === outer || inner.startsWith(`${outer}/`);
}

function branchSpend(
	calls: readonly PricedCall[],
	{ root, branch }: Repository,
): BudgetQuestion['thisBranch'] {
	if (root === null || branch === null) return null;
	const own = calls.filter((call) => call.branch === branch && isInside(call.cwd, root));
	return { branch, ...listSpend(own, -Infinity, Infinity) };
}

/** The config's limits that hold for this person: their own by name, else those of each person, one a period. */
function configReadings(
	budgets: readonly BudgetConfig[],
	me: Me,
	timezone: string,
	nowMs: number,
): BudgetReading[] {
	const named = (budget: BudgetConfig): boolean =>
		budget.name !== null && me.name !== null && budget.name.toLowerCase() === me.name.toLowerCase();
	const byPeriod = new Map<BudgetPeriod, BudgetConfig>();
	for (const budget of budgets) {
		if (budget.scope !== 'person' || (budget.name !== null && !named(budget))) continue;
		const before = byPeriod.get(budget.period);
		if (before === undefined || (before.name === null && budget.name !== null))
			byPeriod.set(budget.period, budget);
	}
	return [...byPeriod.values()].map(({ limitMicros, period }) =>
		ownReading('config', limitMicros, period, timezone, nowMs),
	);
}

function ownReading(
	origin: 'config' | 'setting',
	limitMicros: number | null,
	period: BudgetPeriod,
	timezone: string,
	nowMs: number,
): BudgetReading {
	return {
		origin,
		limit: limitMicros === null ? { kind: 'unlimited' } : { kind: 'amount', micros: limitMicros },
		limitSource: origin === 'config' ? 'policy' : 'setting',
		spentMicros: null,
		zeroMayBeMissing: false,
		basis: 'list',
		currency: 'USD',
		period,
		timezone,
		resetsAtMs: windowAt(nowMs, period, timezone).endMs,
		asOfMs: nowMs,
	};
}

function statusPlaceOf({ env }: OutlayContext): StatusPlace | null {
	const place = env['OUTLAY_STATUS']?.trim() ?? '';
	if (place === '') return null;
	const publicKey = env['OUTLAY_STATUS_KEY']?.trim() ?? '';
	if (publicKey === '') {
		throw new OutlayError('usage', 'OUTLAY_STATUS is set without OUTLAY_STATUS_KEY.', {
			hint: 'Set it to the public key that your organization publishes; an unsigned status is never used.',
		});
	}
	return { place, publicKey, privateKey: env['OUTLAY_STATUS_PRIVATE_KEY']?.trim() ?? null };
}

/** The published status; when it cannot be used, that is a problem and the next source is asked. */
async function statusReadings(
	context: OutlayContext,
	place: StatusPlace | null,
	emails: readonly string[],
): Promise<BudgetReading[]> {
	if (place === null) return [];
	try {
		return readingsOf(await readStatus(place, emails, context.now(), context.signal));
	} catch (error) {
		context.signal.throwIfAborted();
		if (!OutlayError.is(error, 'environment')) throw error;
		const what = [messageOf(error), error.hint ?? ''].join(' ').trim();
		context.problems.push({ code: 'status.refused', what });
		return [];
	}
}

interface KnownCalls {
	readonly calls: readonly PricedCall[];
	readonly priceBasis: PriceBook['basis'];
}

async function callsOf(
	context: OutlayContext,
	{ calls, priceBasis = 'list' }: BudgetOptions,
): Promise<KnownCalls> {
	if (calls !== undefined) return { calls, priceBasis };
	const usage = await gatherUsage(context);
	return { calls: usage.calls, priceBasis: usage.prices.basis };
}

/** Models of the calls, the latest call's first. */
function modelsUsed(calls: readonly PricedCall[]): string[] {
	const lastAt = new Map<string, number>();
	for (const { model, atMs } of calls) lastAt.set(model, Math.max(atMs, lastAt.get(model) ?? 0));
	return [...lastAt].sort((one, two) => two[1] - one[1]).map(([model]) => model);
}

/**
 * My budget and my entitlement, from every source that is allowed to tell: a published status, the config, the user's
 * own limit, Claude Code's cached figures, and this machine's use at list price. Runs without any key or network
 * unless a status is published at an address. Sources that fail are problems; the next one stands in.
 */
export async function budgetStatus(
	context: OutlayContext,
	options: BudgetOptions = {},
): Promise<BudgetResult> {
	const nowMs = context.now();
	const timezone = options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
	const [settings, repository, { calls, priceBasis }] = await Promise.all([
		gatherClaudeSettings(context),
		repositoryOf(context),
		callsOf(context, options),
	]);
	const accountEmail = settings.client.account?.email ?? null;
	const emails = [accountEmail, repository.email].filter((email) => email !== null);
	const person = personIn(context.config.people, emails);
	const me: Me = {
		emails: [...new Set(lower([...emails, ...(person?.emails ?? []), ...(person?.anthropicEmails ?? [])]))],
		name: person?.name ?? null,
		team: person?.team ?? null,
	};
	const { ownLimit = null } = options;
	const place = options.status === undefined ? statusPlaceOf(context) : options.status;
	// A status is addressed to the Anthropic account; git's e-mail alone may rightly be another.
	const statusEmails = accountEmail === null && person === null ? [] : me.emails;
	const readings = [
		...(await statusReadings(context, place, statusEmails)),
		...configReadings(context.config.budgets, me, timezone, nowMs),
		...(ownLimit === null
			? []
			: [ownReading('setting', ownLimit.limitMicros, ownLimit.period, timezone, nowMs)]),
		...(settings.client.reading === null ? [] : [settings.client.reading]),
	];
	const budget = decideBudget({
		nowMs,
		timezone,
		readings,
		calls: context.claudeDirs.length === 0 && calls.length === 0 ? null : calls,
		thisBranch: branchSpend(calls, repository),
		planWindows: settings.client.planWindows,
		priceBasis,
	});
	return { budget, entitlement: entitlementOf(settings, modelsUsed(calls)), me, timezone };
}
