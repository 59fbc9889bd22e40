import { z } from 'zod';
import { OutlayError } from '../../core/errors.js';
import { isStaleCursor, type AnthropicClient, type Query } from './anthropicClient.js';

/** One page of a listing with an opaque cursor. */
export interface Page<Row> {
	readonly rows: readonly Row[];
	/** Cursor of the next page; null after the last. */
	readonly next: string | null;
	/** How fresh the data is, where the endpoint says so. */
	readonly refreshedAtMs: number | null;
}

export interface Listing<Row extends z.ZodType> {
	readonly path: string;
	readonly row: Row;
	readonly query?: Query;
	readonly beta?: string;
}

const stuck = (path: string): OutlayError =>
	new OutlayError('environment', `Anthropic gave the same page cursor twice for GET ${path}; stopped there.`);

/** Pages of a listing that goes by `page` and `next_page`. */
export async function* cursorPages<Row extends z.ZodType>(
	client: AnthropicClient,
	listing: Listing<Row>,
): AsyncGenerator<Page<z.infer<Row>>> {
	const schema = z.object({
		data: z.array(listing.row),
		next_page: z.string().nullable(),
		data_refreshed_at: z.string().nullish(),
	});
	for (let page: string | null = null; ;) {
		const answer: z.infer<typeof schema> = await client.request(listing.path, schema, {
			query: { ...listing.query, page },
			...(listing.beta === undefined ? {} : { beta: listing.beta }),
		});
		const next: string | null = answer.next_page;
		const refreshed = Date.parse(answer.data_refreshed_at ?? '');
		yield { rows: answer.data, next, refreshedAtMs: Number.isNaN(refreshed) ? null : refreshed };
		if (next === null) return;
		if (next === page) throw stuck(listing.path);
		page = next;
	}
}

/**
 * Every row of a listing that goes by `page` and `next_page`. A cursor that goes stale on the way (410) starts the
 * listing over, twice at most.
 */
export async function allByCursor<Row extends z.ZodType>(
	client: AnthropicClient,
	listing: Listing<Row>,
): Promise<z.infer<Row>[]> {
	for (let round = 1; ; round += 1) {
		const rows: z.infer<Row>[] = [];
		try {
			for await (const page of cursorPages(client, listing)) rows.push(...page.rows);
			return rows;
		} catch (error) {
			if (!isStaleCursor(error) || round === 3) throw error;
		}
	}
}

/** Every row of a listing that goes by `after_id` and `has_more`. */
export async function allById<Row extends z.ZodType>(
	client: AnthropicClient,
	listing: Listing<Row>,
): Promise<z.infer<Row>[]> {
	const schema = z.object({
		data: z.array(listing.row),
		has_more: z.boolean(),
		last_id: z.string().nullish(),
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
