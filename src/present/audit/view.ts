import type { Alert, Watched } from '../../core/budget/alerts.js';
import type { Audit } from '../../core/organization/audit.js';
import type { InvoiceCheck, ReconciledDay } from '../../core/organization/reconcile.js';
import type { IncreaseRequest } from '../../core/organization/records.js';
import type { PersonSpend } from '../../core/organization/spenders.js';
import { formatNumber } from '../format.js';
import { plainText } from '../plainText.js';

/** A decision on an increase request, as it was recorded. */
export interface DecisionView {
	readonly requestId: string;
	readonly kind: 'approve' | 'deny';
	readonly decidedAtMs: number;
	readonly userId: string | null;
	readonly limitMicros: number | null;
	readonly previousLimitMicros: number | null;
	readonly currency: string | null;
	readonly status: string;
	readonly decidedBy: string | null;
}

/** What an audit shows. Without `names`, people appear by opaque id alone. */
export interface AuditView {
	readonly audit: Audit;
	readonly alerts: readonly (Alert & { readonly isNew: boolean })[];
	readonly over80: readonly Watched[];
	readonly requests: readonly IncreaseRequest[];
	readonly alertNotes: readonly string[];
	readonly decisions: readonly DecisionView[];
	readonly days: readonly ReconciledDay[];
	readonly invoices: readonly InvoiceCheck[];
	readonly names: boolean;
}

/** One part of the audit: a sentence first, then lines. */
export interface Part {
	readonly title: string;
	readonly lines: readonly string[];
}

const mostLines = 20;

/** A line an item, at most twenty; how many more there are is said. */
export function listed<Item>(items: readonly Item[], line: (item: Item) => string): string[] {
	const lines = items.slice(0, mostLines).map(line);
	const rest = items.length - lines.length;
	return rest > 0 ? [...lines, `and ${formatNumber(rest)} more`] : lines;
}

/** A spender; by opaque id unless names are asked for. */
export const personLabel = ({ actorId, email }: PersonSpend, names: boolean): string =>
	plainText(names ? (email ?? actorId) : actorId);

/** A watched limit's owner; people by opaque id unless names are asked for. */
export const ownerLabel = ({ scope, id, name }: Watched, names: boolean): string =>
	plainText(scope === 'person' && !names ? id : name);

/** `2026-11-20` */
export const utcDate = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** The days to show; without names, people are numbered in the order of their names. */
export function daysOf({ days, names }: AuditView): readonly ReconciledDay[] {
	if (names) return days;
	const people = [...new Set(days.map(({ person: name }) => name))].sort();
	return days.map((day) => ({ ...day, person: `person ${people.indexOf(day.person) + 1}` }));
}
