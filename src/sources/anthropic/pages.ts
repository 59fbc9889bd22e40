import { z } from 'zod';
import { OutlayError } from '../../core/errors.js';
import { isStaleCursor, type AnthropicClient, type Query } from './anthropicClient.js';

export interface Listing<Row extends z.ZodType> {
	readonly path: string;
	readonly row: Row;
	readonly query?: Query;
	readonly beta?: string;
}

const stuck = (path: string): OutlayError =>
	new OutlayError('environment', `Anthropic gave the same page cursor twice for GET ${path}; stopped there.`);

/** Every row of a listing, and how fresh the vendor says they are. */
export interface WholeListing<Row> {
	readonly rows: readonly Row[];
	/** Null where the endpoint does not say. */
	readonly refreshedAtMs: number | null;
}

async function readOnce<Row extends z.ZodType>(
	client: AnthropicClient,
	listing: Listing<Row>,
): Promise<WholeListing<z.infer<Row>>> {
	const schema = z.object({
		data: z.array(listing.row),
		next_page: z.string().nullable(),
		data_refreshed_at: z.string().nullish(),
	});
	const rows: z.infer<Row>[] = [];
	let refreshedAtMs: number | null = null;
	for (let page: string | null = null; ;) {
		const answer: z.infer<typeof schema> = await client.request(listing.path, schema, {
			query: { ...listing.query, page },
			...(listing.beta === undefined ? {} : { beta: listing.beta }),
		});
		rows.push(...answer.data);
		const refreshed = Date.parse(answer.data_refreshed_at ?? '');
		// The oldest page decides how far the whole can be trusted.
		if (!Number.isNaN(refreshed)) refreshedAtMs = Math.min(refreshed, refreshedAtMs ?? refreshed);
		const next: string | null = answer.next_page;
		if (next === null) return { rows, refreshedAtMs };
		if (next === page) throw stuck(listing.path);
		page = next;
	}
}

/**
 * Reads a listing that goes by `page` and `next_page` to its end. A cursor that is refused on the way, as too old (410)
 * or as made for other filters (400), starts the listing over from its first page, twice at most; rows of the broken
 * round are dropped, so nothing counts twice.
 */
export async function wholeListing<Row extends z.ZodType>(
	client: AnthropicClient,
	listing: Listing<Row>,
): Promise<WholeListing<z.infer<Row>>> {
	for (let round = 1; ; round += 1) {
		try {
			return await readOnce(client, listing);
		} catch (error) {
			if (!isStaleCursor(error) || round === 3) throw error;
		}
	}
}

/** Every row of a listing that goes by `page` and `next_page`. */
export async function allByCursor<Row extends z.ZodType>(
	client: AnthropicClient,
	listing: Listing<Row>,
): Promise<readonly z.infer<Row>[]> {
	return (await wholeListing(client, listing)).rows;
}

/** Every row of a listing that goes by `after_id` and `has_more`. */
export async function allById<Row extends z.ZodType>(
	client: AnthropicClient,
	listing: Listing<Row>,
): Promise<z.infer<Row>[]> {
	const schema = z
		.object({ data: z.array(listing.row), has_more: z.boolean(), last_id: z.string().nullish() })
		.refine(({ has_more, last_id }) => !has_more || typeof last_id === 'string', {
			path: ['last_id'],
			message: 'missing, though there is more',
		});
	const rows: z.infer<Row>[] = [];
	for (let after: string | null = null; ;) {
		const answer: z.infer<typeof schema> = await client.request(listing.path, schema, {
			query: { limit: 1000, ...listing.query, after_id: after },
			...(listing.beta === undefined ? {} : { beta: listing.beta }),
		});
		rows.push(...answer.data);
		const next = answer.last_id ?? null;
		if (!answer.has_more || next === null) return rows;
		if (next === after) throw stuck(listing.path);
		after = next;
	}
}
