import { z } from 'zod';
import { minorDigits, microsOfMinorUnits } from '../../core/budget/minorUnits.js';
import type { BudgetReading, PlanWindow } from '../../core/budget/reading.js';
import type { Limit } from '../../core/budget/state.js';
import { windowAt } from '../../core/budget/window.js';
import type { ClientEntitlement } from '../../core/entitlement/settings.js';
import { messageOf } from '../../core/errors.js';
import type { Problem } from '../../core/problem.js';

/** Who is signed in to Claude Code on this machine. No credential is read. */
export interface ClientAccount {
	readonly email: string | null;
	readonly organization: string | null;
}

/** What Claude Code's own state file caches. Undocumented: every part may be missing or change. Basis `client`. */
export interface ClientState {
	readonly account: ClientAccount | null;
	readonly reading: BudgetReading | null;
	readonly planWindows: readonly PlanWindow[];
	readonly entitlement: ClientEntitlement | null;
}

const currencyCode = z.string().regex(/^[A-Z]{3}$/);
const money = z.object({
	amount_minor: z.number(),
	currency: currencyCode,
	exponent: z.number().int().min(0).max(6),
});
const planWindow = z.object({ utilization: z.number().nullable(), resets_at: z.string().nullish() });
const spendSchema = z.object({
	used: money.nullish(),
	limit: money.nullish(),
	enabled: z.boolean().nullish(),
});
const extraUsageSchema = z.object({
	is_enabled: z.boolean(),
	monthly_limit: z.number().nullish(),
	used_credits: z.number().nullish(),
	currency: currencyCode.nullish(),
	decimal_places: z.number().int().min(0).max(6).nullish(),
});
const stateSchema = z.object({
	oauthAccount: z
		.object({
			accountUuid: z.string().nullish(),
			emailAddress: z.string().nullish(),
			organizationName: z.string().nullish(),
		})
		.nullish(),
	modelAccessCache: z
		.array(z.object({ apiName: z.string(), entitled: z.boolean() }))
		.nullish()
		.catch(null),
	orgModelDefaultCache: z
		.object({ name: z.string().nullish(), override_user_selection: z.boolean().nullish() })
		.nullish()
		.catch(null),
	cachedUsageUtilization: z
		.object({
			fetchedAtMs: z.number(),
			accountUuid: z.string().nullish(),
			utilization: z.record(z.string(), z.unknown()),
		})
		.nullish()
		.catch(null),
});
type State = z.infer<typeof stateSchema>;

type Amounts = Pick<BudgetReading, 'limit' | 'spentMicros' | 'currency'>;

function limitOf(isEnabled: boolean, micros: number | null | undefined): Limit {
	if (!isEnabled) return { kind: 'amount', micros: 0 };
	if (micros === null || micros === undefined) return { kind: 'unlimited' };
	return { kind: 'amount', micros };
}

const micros = (amount: number, digits: number): number | null => microsOfMinorUnits(String(amount), digits);

function fromSpend(value: unknown): Amounts | null {
	const parsed = spendSchema.safeParse(value);
	if (!parsed.success) return null;
	const { used, limit, enabled } = parsed.data;
	if (typeof enabled !== 'boolean') return null;
	return {
		limit: limitOf(enabled, limit && micros(limit.amount_minor, limit.exponent)),
		spentMicros: used ? micros(used.amount_minor, used.exponent) : null,
		currency: limit?.currency ?? used?.currency ?? 'USD',
	};
}

function fromExtraUsage(value: unknown): Amounts | null {
	const parsed = extraUsageSchema.safeParse(value);
	if (!parsed.success) return null;
	const { is_enabled, monthly_limit, used_credits } = parsed.data;
	const currency = parsed.data.currency ?? 'USD';
	const digits = parsed.data.decimal_places ?? minorDigits(currency);
	return {
		limit: limitOf(is_enabled, typeof monthly_limit === 'number' ? micros(monthly_limit, digits) : null),
		spentMicros: typeof used_credits === 'number' ? micros(used_credits, digits) : null,
		currency,
	};
}

function readingOf(utilization: Readonly<Record<string, unknown>>, asOfMs: number): BudgetReading | null {
	const amounts = fromSpend(utilization['spend']) ?? fromExtraUsage(utilization['extra_usage']);
	if (amounts === null) return null;
	return {
		...amounts,
		origin: 'client',
		limitSource: 'client',
		zeroMayBeMissing: false,
		basis: 'client',
		period: 'monthly',
		timezone: 'UTC',
		resetsAtMs: windowAt(asOfMs, 'monthly', 'UTC').endMs,
		asOfMs,
	};
}

function windowsOf(
	utilization: Readonly<Record<string, unknown>>,
	asOfMs: number,
	nowMs: number,
): PlanWindow[] {
	return Object.entries(utilization).flatMap(([name, value]) => {
		const parsed = planWindow.safeParse(value);
		if (!parsed.success || parsed.data.utilization === null || !/^(five_hour|seven_day)/.test(name))
			return [];
		const resets = Date.parse(parsed.data.resets_at ?? '');
		// A window that has started again since then says nothing about now.
		if (resets <= nowMs) return [];
		const resetsAtMs = Number.isNaN(resets) ? null : resets;
		return [{ name, usedPercent: parsed.data.utilization, resetsAtMs, asOfMs }];
	});
}

function entitlementOf(state: State): ClientEntitlement | null {
	const refused = (state.modelAccessCache ?? []).filter(({ entitled }) => !entitled);
	const orgDefault = state.orgModelDefaultCache?.name ?? null;
	if (refused.length === 0 && orgDefault === null) return null;
	return {
		refused: refused.map(({ apiName }) => apiName),
		orgDefault,
		orgDefaultOverridesUser: state.orgModelDefaultCache?.override_user_selection === true,
	};
}

/**
 * Reads the text of `.claude.json`. The usage snapshot counts only when it belongs to the account that is signed in;
 * its age is `fetchedAtMs`. What cannot be read is left out and, when the whole file is broken, named.
 */
export function parseClientState(
	text: string,
	file: string,
	nowMs: number,
	problems: Problem[],
): ClientState {
	const nothing: ClientState = { account: null, reading: null, planWindows: [], entitlement: null };
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (error) {
		const what = `${file} could not be read as JSON; Claude Code's own figures are left out: ${messageOf(error)}`;
		problems.push({ code: 'client-state.unreadable', what, file });
		return nothing;
	}
	const parsed = stateSchema.safeParse(json);
	if (!parsed.success) {
		const place = parsed.error.issues[0]?.path.join('.') ?? '';
		const what = `${file} has an unknown form at "${place}"; Claude Code's own figures are left out.`;
		problems.push({ code: 'client-state.unknown-form', what, file });
		return nothing;
	}
	const { oauthAccount, cachedUsageUtilization: cached } = parsed.data;
	const account = oauthAccount
		? { email: oauthAccount.emailAddress ?? null, organization: oauthAccount.organizationName ?? null }
		: null;
	const isOther =
		typeof cached?.accountUuid === 'string' &&
		typeof oauthAccount?.accountUuid === 'string' &&
		cached.accountUuid !== oauthAccount.accountUuid;
	const usable = cached && !isOther && cached.fetchedAtMs <= nowMs + 300_000 ? cached : null;
	return {
		account,
		reading: usable === null ? null : readingOf(usable.utilization, usable.fetchedAtMs),
		planWindows: usable === null ? [] : windowsOf(usable.utilization, usable.fetchedAtMs, nowMs),
		entitlement: entitlementOf(parsed.data),
	};
}
