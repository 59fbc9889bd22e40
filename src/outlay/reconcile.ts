import { splitMicros } from '../core/money.js';
import {
	checkInvoice,
	reconcileDay,
	type DayFigures,
	type InvoiceCheck,
	type InvoiceTotal,
	type ReconciledDay,
} from '../core/organization/reconcile.js';
import type { ClaudeCodeDay } from '../core/organization/records.js';
import type { PricedCall } from '../core/usage/call.js';
import { readBilled } from '../ledger/billed.js';
import type { Ledger } from '../ledger/ledger.js';
import { readOrgRecords } from '../ledger/orgRecords.js';
import type { OutlayContext } from './context.js';
import { gatherClaudeSettings } from './entitlement.js';
import { emailOfActor, peopleByEmail, type OrganizationRecords } from './organizationRecords.js';
import { dayMarks, utcDay, utcDays, type DayMark } from './syncBilledDays.js';
import { gatherUsage } from './usage.js';

/** List, client and billed by person and day, and invoices against the ledger. */
export interface Reconciliation {
	readonly days: readonly ReconciledDay[];
	readonly invoices: readonly InvoiceCheck[];
}

interface Span {
	readonly sinceDay: string;
	readonly untilDay: string;
}

type Mutable = { -readonly [Key in keyof DayFigures]: DayFigures[Key] };

const dayMs = 86_400_000;

/** Figures that grow, by person, day and currency: two currencies are never added. */
class Figures {
	readonly #byKey = new Map<string, Mutable>();

	of(person: string, day: string, currency = 'USD'): Mutable {
		const key = [person, day, currency].join('\n');
		let figures = this.#byKey.get(key);
		if (figures === undefined) {
			figures = {
				person,
				day,
				currency,
				listMicros: null,
				clientMicros: null,
				billedMicros: null,
				billedListMicros: null,
				reportMicros: null,
				unpricedCalls: 0,
				isWhole: true,
			};
			this.#byKey.set(key, figures);
		}
		return figures;
	}

	all(): DayFigures[] {
		return [...this.#byKey.values()].sort(
			(one, two) =>
				one.day.localeCompare(two.day) ||
				one.person.localeCompare(two.person) ||
				one.currency.localeCompare(two.currency),
		);
	}
}

interface SessionFacts {
	readonly personId: string | null;
	readonly clientCostMicros: number | null;
}

async function sessionFacts(ledger: Ledger): Promise<Map<string, SessionFacts>> {
	const rows = await ledger.db
		.selectFrom('session')
		.select(['sessionId', 'personId', 'clientCostMicros'])
		.where('orgId', '=', ledger.orgId)
		.execute();
	return new Map(
		rows.map(({ sessionId, personId, clientCostMicros }) => [
			sessionId,
			{ personId: personId ?? null, clientCostMicros },
		]),
	);
}

/**
 * Splits each session's own figure over all of its days by list price, and adds what falls into the span to the person's
 * days. `calls` are of all time: a session that began before the span has its total for those days too.
 */
function addLocal(
	figures: Figures,
	calls: readonly PricedCall[],
	sessions: ReadonlyMap<string, SessionFacts>,
	span: Span,
	personFor: (personId: string | null) => string,
): void {
	const isInside = (day: string): boolean => day >= span.sinceDay && day < span.untilDay;
	const bySession = new Map<string, Map<string, number>>();
	for (const call of calls) {
		const day = utcDay(call.atMs);
		const days = bySession.get(call.sessionId) ?? new Map<string, number>();
		days.set(day, (days.get(day) ?? 0) + call.costMicros);
		bySession.set(call.sessionId, days);
		if (!isInside(day)) continue;
		const figure = figures.of(personFor(sessions.get(call.sessionId)?.personId ?? null), day);
		figure.listMicros = (figure.listMicros ?? 0) + call.costMicros;
		if (!call.isPriced) figure.unpricedCalls += 1;
	}
	for (const [sessionId, days] of bySession) {
		const facts = sessions.get(sessionId);
		if (facts?.clientCostMicros === null || facts === undefined) continue;
		const parts = splitMicros(facts.clientCostMicros, [...days.values()]);
		for (const [index, day] of [...days.keys()].entries()) {
			if (!isInside(day)) continue;
			const figure = figures.of(personFor(facts.personId), day);
			figure.clientMicros = (figure.clientMicros ?? 0) + (parts[index] ?? 0);
		}
	}
}

const isClaudeCode = (product: string): boolean => product === 'claude_code' || product === 'claude-code';

async function checkInvoices(
	ledger: Ledger,
	invoices: readonly InvoiceTotal[],
	marks: ReadonlyMap<string, DayMark>,
): Promise<InvoiceCheck[]> {
	const checks: InvoiceCheck[] = [];
	for (const invoice of invoices) {
		const [year = 0, month = 1] = invoice.month.split('-').map(Number);
		const sinceDay = `${invoice.month}-01`;
		const untilDay = utcDay(Date.UTC(year, month, 1));
		const rows = await readBilled(ledger, sinceDay, untilDay);
		const own = rows.filter(({ currency }) => currency === invoice.currency);
		const billed = own.length === 0 ? null : own.reduce((sum, { amountMicros }) => sum + amountMicros, 0);
		const days = utcDays(sinceDay, untilDay);
		const read = days.filter((day) => marks.has(day)).length;
		checks.push(checkInvoice(invoice, billed, { read, ofMonth: days.length }));
	}
	return checks;
}

/** True when the vendor's data of a day was complete as it was last read. */
function isWhole(mark: DayMark | undefined, day: string): boolean {
	const reached = mark?.refreshedAtMs ?? mark?.readAtMs;
	return reached === undefined || reached >= Date.parse(day) + dayMs;
}

async function addVendor(
	figures: Figures,
	ledger: Ledger,
	records: OrganizationRecords,
	span: Span,
	nameOf: (email: string) => string,
): Promise<void> {
	for (const row of await readBilled(ledger, span.sinceDay, span.untilDay)) {
		const email = isClaudeCode(row.product) ? emailOfActor(records, row.actorId) : null;
		if (email === null) continue;
		const figure = figures.of(nameOf(email), row.day, row.currency);
		figure.billedMicros = (figure.billedMicros ?? 0) + row.amountMicros;
		if (row.listMicros !== null) figure.billedListMicros = (figure.billedListMicros ?? 0) + row.listMicros;
	}
	for (const { value } of await readOrgRecords<ClaudeCodeDay>(ledger, 'claude-code-day')) {
		if (value.isKey || value.day < span.sinceDay || value.day >= span.untilDay) continue;
		const figure = figures.of(nameOf(value.actor), value.day);
		figure.reportMicros = (figure.reportMicros ?? 0) + value.estimateMicros;
	}
}

/**
 * Puts list, client and billed side by side for every person and UTC day of a span (`untilDay` exclusive). Only
 * Claude Code's billed rows count: the other products have no local figures. People are joined by e-mail through the
 * config; sessions without a person are this machine's.
 */
export async function reconcile(
	context: OutlayContext,
	records: OrganizationRecords,
	span: Span,
	invoices: readonly InvoiceTotal[],
): Promise<Reconciliation> {
	const ledger = await context.ledger();
	const { client } = await gatherClaudeSettings(context);
	const people = peopleByEmail(context.config);
	const nameOf = (email: string): string => people.get(email.toLowerCase())?.name ?? email.toLowerCase();
	const ownEmail = client.account?.email ?? null;
	const own = ownEmail === null ? 'this machine' : nameOf(ownEmail);
	const { calls } = await gatherUsage(context);
	const figures = new Figures();
	addLocal(figures, calls, await sessionFacts(ledger), span, (personId) =>
		personId === null ? own : nameOf(personId),
	);
	await addVendor(figures, ledger, records, span, nameOf);
	const marks = await dayMarks(ledger, 'anthropic-billed');
	const nowMs = context.now();
	return {
		days: figures
			.all()
			.map((day) => reconcileDay({ ...day, isWhole: isWhole(marks.get(day.day), day.day) }, nowMs)),
		invoices: await checkInvoices(ledger, invoices, marks),
	};
}
