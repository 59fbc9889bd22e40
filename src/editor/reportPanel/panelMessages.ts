import { z } from 'zod';
import { panelFormats, type FromPanel, type PanelChoice } from '../../core/protocol.js';

const choice = z.strictObject({
	days: z.number().int().min(1).max(3660),
	repo: z.string().max(4096).nullable(),
	team: z.string().max(200).nullable(),
}) satisfies z.ZodType<PanelChoice>;

const fromPanel: z.ZodType<FromPanel> = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('ready') }),
	z.strictObject({ kind: z.literal('choose'), choice }),
	z.strictObject({ kind: z.literal('cancel') }),
	z.strictObject({ kind: z.literal('export'), format: z.enum(panelFormats) }),
	z.strictObject({ kind: z.literal('open'), url: z.string().max(2048) }),
]);

/** A message of the panel; null for anything else. */
export function readFromPanel(message: unknown): FromPanel | null {
	return fromPanel.safeParse(message).data ?? null;
}

/** The choice a panel remembered before a reload; null when it is not one of this version. */
export function readRememberedChoice(state: unknown): PanelChoice | null {
	return z.looseObject({ choice }).safeParse(state).data?.choice ?? null;
}

/** Where a link of the report may lead: a page on the web, over https. */
export function readWebLink(url: string): string | null {
	return z.url({ protocol: /^https$/ }).safeParse(url).data ?? null;
}
