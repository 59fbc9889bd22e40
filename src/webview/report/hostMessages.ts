import * as z from 'zod/mini';
import type { ToPanel } from '../../core/protocol.js';

const option = z.strictObject({ value: z.nullable(z.string()), label: z.string() });
const choice = z.strictObject({
	days: z.number(),
	repo: z.nullable(z.string()),
	team: z.nullable(z.string()),
});
const texts = z.strictObject({
	period: z.string(),
	repository: z.string(),
	team: z.string(),
	exportAs: z.string(),
	cancel: z.string(),
	retry: z.string(),
	working: z.string(),
	stopped: z.string(),
});

const toPanel: z.ZodMiniType<ToPanel> = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('setup'),
		choice,
		periods: z.array(z.strictObject({ days: z.number(), label: z.string() })),
		repos: z.array(option),
		teams: z.array(option),
		texts,
	}),
	z.strictObject({
		kind: z.literal('busy'),
		what: z.string(),
		done: z.number(),
		total: z.nullable(z.number()),
	}),
	z.strictObject({ kind: z.literal('report'), html: z.string() }),
	z.strictObject({ kind: z.literal('failed'), sentence: z.string() }),
	z.strictObject({ kind: z.literal('stopped') }),
]);

/** A message of the editor; null for anything else. */
export function readToPanel(message: unknown): ToPanel | null {
	const read = toPanel.safeParse(message);
	return read.success ? read.data : null;
}
