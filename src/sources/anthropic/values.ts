import { z } from 'zod';
import { microsOfMinorUnits, minorDigits } from '../../core/budget/minorUnits.js';

/** ISO 4217 code. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'no currency code');

/** A decimal string in minor units (cents): `"50000"`, `"31402.5"`, `"41280.000000"`. */
export const minorAmount = z
	.string()
	.refine((text) => microsOfMinorUnits(text, 2) !== null, 'no decimal amount in minor units');

/** An RFC 3339 instant as it is written. */
export const instantText = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'no instant');

/** An RFC 3339 instant as epoch milliseconds. */
export const instant = instantText.transform((text) => Date.parse(text));

/** Micros of an amount that `minorAmount` has checked. */
export function microsOf(amount: string, currency: string): number {
	const micros = microsOfMinorUnits(amount, minorDigits(currency));
	if (micros === null) throw new RangeError(`Unchecked amount: ${amount}`);
	return micros;
}

/** The person, service account or key behind a row; every part but the type may be missing in one of its kinds. */
export const actorSchema = z.object({
	type: z.string(),
	user_id: z.string().nullish(),
	service_account_id: z.string().nullish(),
	api_key_id: z.string().nullish(),
	scoped_api_key_id: z.string().nullish(),
	id: z.string().nullish(),
	name: z.string().nullish(),
	email_address: z.string().nullish(),
	// Older answers say `email`.
	email: z.string().nullish(),
	deleted: z.boolean().nullish(),
});
export type ApiActor = z.infer<typeof actorSchema>;

/** Id that rows of an actor are kept under. */
export function actorIdOf(actor: ApiActor): string {
	const { user_id, service_account_id, api_key_id, scoped_api_key_id, id } = actor;
	return user_id ?? service_account_id ?? api_key_id ?? scoped_api_key_id ?? id ?? actor.type;
}

/** E-mail under its newer or older name. */
export const emailOf = (actor: ApiActor): string | null => actor.email_address ?? actor.email ?? null;
