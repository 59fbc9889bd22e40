import { OutlayError } from '../core/errors.js';
import { minorDigits } from '../core/budget/minorUnits.js';
import type { IncreaseRequest } from '../core/organization/records.js';
import type { Ledger } from '../ledger/ledger.js';
import { orgRows, readOrgRecords } from '../ledger/orgRecords.js';
import type { Clock } from '../sources/anthropic/pacer.js';
import { approveRequest, denyRequest, fetchRequest } from '../sources/anthropic/spendLimits.js';
import { anthropicClients } from './anthropicClients.js';
import type { OutlayContext } from './context.js';

/** A decision on one increase request. `limitMicros` is the new limit in the organization's currency. */
export type RequestDecision =
	| { readonly requestId: string; readonly kind: 'approve'; readonly limitMicros: number }
	| { readonly requestId: string; readonly kind: 'deny' };

export interface DecidedRequest {
	readonly before: IncreaseRequest;
	readonly after: IncreaseRequest;
}

/** What was decided on one request, as the ledger keeps it. Amounts are micros of `currency`. */
export interface Decision {
	readonly requestId: string;
	readonly kind: RequestDecision['kind'];
	readonly decidedAtMs: number;
	readonly userId: string | null;
	readonly limitMicros: number | null;
	readonly previousLimitMicros: number | null;
	readonly currency: string | null;
	/** What the vendor says that the request is now. */
	readonly status: string;
	/** The vendor's id of the key or person that decided; null where it names none. */
	readonly decidedBy: string | null;
}

/** Decisions of a time (`untilMs` exclusive), oldest first. */
export async function readDecisions(ledger: Ledger, sinceMs: number, untilMs: number): Promise<Decision[]> {
	const records = await readOrgRecords<Omit<Decision, 'decidedAtMs'>>(ledger, 'decision');
	return records
		.map(({ value, asOfMs }) => ({ ...value, decidedAtMs: asOfMs }))
		.filter(({ decidedAtMs }) => decidedAtMs >= sinceMs && decidedAtMs < untilMs)
		.sort((one, two) => one.decidedAtMs - two.decidedAtMs);
}

/** Whole minor units of an amount, as the API takes them. */
function minorUnits(micros: number, currency: string): string {
	const digits = minorDigits(currency);
	const minor = micros / 10 ** (6 - digits);
	if (!Number.isSafeInteger(minor) || minor < 0) {
		throw new OutlayError('usage', `The limit must be a whole number of the smallest unit of ${currency}.`);
	}
	return String(minor);
}

/**
 * Approves or denies one request, after `confirm` has seen it as it stands now. Needs a key with
 * `write:spend_limits` in its own variable, so that no reading job can ever write. The decision is recorded in the
 * ledger. Returns null when the person at the terminal did not confirm.
 */
export async function decideRequest(
	context: OutlayContext,
	decision: RequestDecision,
	confirm: (request: IncreaseRequest) => Promise<boolean>,
	clock?: Clock,
): Promise<DecidedRequest | null> {
	const [client] = anthropicClients(context, ['write'], clock);
	if (client === undefined) throw new RangeError('A client is there, or an error was thrown.');
	const before = await fetchRequest(client, decision.requestId);
	if (before.status !== 'pending') {
		throw new OutlayError('usage', `The request ${decision.requestId} is already ${before.status}.`);
	}
	if (!(await confirm(before))) return null;
	const after =
		decision.kind === 'approve'
			? await approveRequest(
					client,
					decision.requestId,
					minorUnits(decision.limitMicros, before.currency ?? 'USD'),
				)
			: await denyRequest(client, decision.requestId);
	const ledger = await context.ledger();
	const nowMs = context.now();
	const asked = decision.kind === 'approve' ? decision.limitMicros : null;
	const record: Omit<Decision, 'decidedAtMs'> = {
		requestId: decision.requestId,
		kind: decision.kind,
		limitMicros: after.newLimitMicros ?? asked,
		previousLimitMicros: before.limitMicros,
		currency: before.currency,
		userId: before.userId,
		status: after.status,
		decidedBy: after.resolvedBy ?? null,
	};
	await ledger.write({
		orgRecord: [
			...orgRows(ledger.orgId, 'decision', nowMs, [record], () => `${decision.requestId}|${String(nowMs)}`),
			...orgRows(ledger.orgId, 'increase-request', nowMs, [after], ({ requestId }) => requestId),
		],
	});
	return { before, after };
}
