import { z } from 'zod';

/**
 * The shape of `outlay.config.json`, strict at every level: an unknown key is an error, because a misspelt budget that
 * is silently ignored is worse than a refusal. `media/outlay.config.schema.json` is generated from it for the editor.
 */

const nonEmpty = z.string().trim().min(1);

const modelPolicy = {
	allowed: z
		.array(nonEmpty)
		.describe('Models that may be used: aliases, version prefixes or full ids.')
		.optional(),
	denied: z.array(nonEmpty).describe('Models that may not be used even if allowed.').optional(),
	default: nonEmpty.describe('Model to start with.').optional(),
};

const rate = z.number().nonnegative().describe('USD per million tokens.');

const person = z.strictObject({
	name: nonEmpty,
	emails: z.array(nonEmpty).describe('Git author e-mails.').optional(),
	githubLogins: z.array(nonEmpty).optional(),
	anthropicEmails: z.array(nonEmpty).describe('E-mails of the Claude account.').optional(),
	team: nonEmpty.optional(),
});

const team = z.strictObject({
	name: nonEmpty,
	costCenter: nonEmpty.optional(),
	headcount: z
		.array(z.strictObject({ from: z.iso.date(), people: z.number().nonnegative() }))
		.describe('Planned headcount, for the forecast.')
		.optional(),
});

const budget = z.strictObject({
	scope: z.enum(['person', 'team', 'organization']),
	name: nonEmpty.describe('Person or team; without it a person budget holds for each person.').optional(),
	period: z.enum(['daily', 'weekly', 'monthly', 'quarterly']).default('monthly'),
	limit: z.number().nonnegative().nullable().describe('USD for the period; null is unlimited.'),
});

const price = z.strictObject({
	model: nonEmpty,
	from: z.iso.date().describe('First UTC day of validity.').optional(),
	input: rate,
	cacheWrite5m: rate,
	cacheWrite1h: rate,
	cacheRead: rate,
	output: rate,
});

const strength = z.enum(['high', 'medium', 'low']);

const evidence = z.strictObject({
	minimumStrength: strength.optional(),
	patterns: z
		.array(
			z.strictObject({
				tool: nonEmpty,
				trailer: nonEmpty.describe('Regular expression for one trailer line.'),
				strength: strength.default('medium'),
			}),
		)
		.optional(),
});

const formulas = z.strictObject({
	hourlyRate: z.number().nonnegative().describe('Loaded cost of an engineering hour in USD.').optional(),
	minutesSavedPerAiPr: z.number().nonnegative().optional(),
	workingDaysPerYear: z.number().positive().optional(),
});

const privacy = z.strictObject({
	k: z.number().int().min(1).describe('Smallest cell shown, in people and in pull requests.').optional(),
	pseudonyms: z.boolean().optional(),
});

export const configFileSchema = z
	.strictObject({
		$schema: z.string().optional(),
		people: z.array(person).describe('Who is who: one person behind several e-mails and logins.').optional(),
		teams: z.array(team).optional(),
		budgets: z.array(budget).optional(),
		models: z
			.strictObject({ ...modelPolicy, teams: z.record(z.string(), z.strictObject(modelPolicy)).optional() })
			.describe('Which models may be used, for everybody and for each team.')
			.optional(),
		prices: z.array(price).describe('Contract prices that replace the public ones.').optional(),
		excludePaths: z.array(nonEmpty).describe('Globs of paths that count for nothing.').optional(),
		defectLabels: z
			.array(nonEmpty)
			.describe('Regular expressions of further labels that mean a bug.')
			.optional(),
		evidence: evidence.optional(),
		formulas: formulas
			.describe('Inputs of the value section; each formula is printed with its inputs.')
			.optional(),
		privacy: privacy.optional(),
	})
	.meta({
		title: 'Outlay configuration',
		description: 'Settings of the team report, kept in the repository.',
	});

/** What a valid config file holds, before defaults. */
export type ConfigFile = z.infer<typeof configFileSchema>;

/** The JSON Schema that editors use for completion; the text of `media/outlay.config.schema.json`. */
export function configJsonSchema(): string {
	const schema = z.toJSONSchema(configFileSchema, { io: 'input', target: 'draft-7' });
	return `${JSON.stringify(schema, null, '\t')}\n`;
}
