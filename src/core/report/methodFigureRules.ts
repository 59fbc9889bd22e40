import * as judge from './figureJudges.js';
import { figuresOf, type FigureRule, type FigureSource, type GivenRule } from './figureRule.js';

/** The value section: what each formula is filled in with. */
export function valueFigures({ value }: FigureSource): FigureRule[] {
	const behind: Readonly<Record<string, Pick<GivenRule, 'judge' | 'population' | 'inspect'>>> = {
		'cost-per-commit': { inspect: ['outlay inspect commits'] },
		'productivity-lift': { judge: judge.isOfDeveloper, population: 'delivered' },
		'time-saved': { judge: judge.isMerged, population: 'ai' },
		'value-of-time-saved': { judge: judge.isMerged, population: 'ai' },
		'annual-value': { judge: judge.isMerged, population: 'ai' },
	};
	return figuresOf(
		'value',
		'value',
	)(
		...value.lines.map((line) => ({
			id: `value-${line.id}`,
			title: `${line.name} = ${line.formula}`,
			unit: line.unit,
			value: line.value,
			withheld: line.withheld,
			...(behind[line.id] ?? { inspect: ['outlay inspect usage'] }),
		})),
	);
}

/** What the arms rest on, and what is missing. */
export function methodFigures({ quality, arms }: FigureSource): FigureRule[] {
	const count = (id: string, title: string, value: number, given: Partial<GivenRule>): GivenRule => ({
		...{ id, title, unit: 'count', value },
		...given,
	});
	const { leftOut } = quality;
	const all = arms.ai.mergedPrs + arms.none.mergedPrs;
	return figuresOf('quality', 'arms')(
		...quality.evidence
			.filter(({ pullRequests }) => pullRequests > 0)
			.map(({ kind, pullRequests }) =>
				count(`evidence-${kind}`, `AI arm, with evidence of the kind ${kind}`, pullRequests, {
					judge: judge.restsOn(kind),
					population: 'ai',
					inspect: ['outlay inspect commits'],
				}),
			),
		...quality.sensitivity.map(({ minimumStrength, mergedAi }) =>
			count(
				`ai-from-${minimumStrength}`,
				`AI arm when evidence counts from ${minimumStrength} on`,
				mergedAi,
				{
					judge: judge.aiFrom(minimumStrength),
					population: 'delivered',
				},
			),
		),
		...(
			[
				['revert', 'reverts', 'Reverts, in no arm'],
				['bot', 'bots', 'By dependency bots, in no arm'],
				['stacked', 'stacked', 'Onto other branches, in no arm'],
			] as const
		).map(([kind, key, title]) =>
			count(`in-no-arm-${kind}`, title, leftOut[key], {
				judge: judge.countsAs(kind),
				inspect: kind === 'revert' ? ['outlay inspect reverts'] : [],
			}),
		),
		count('with-coverage', 'Merged PRs with a known coverage change', all - quality.withoutCoverage, {
			judge: judge.coverageChange,
			population: 'delivered',
		}),
		count('old-enough', 'Merged PRs old enough for the defect rate', all - quality.immature, {
			judge: judge.hadDefect,
			population: 'delivered',
		}),
		count('unpriced-calls', 'Calls on a model without a price', quality.unpricedCalls, {
			inspect: ['outlay inspect usage --group model'],
		}),
		count('partial-output-calls', 'Calls whose output is not fully recorded', quality.partialOutputCalls, {
			inspect: ['outlay inspect usage --group model,version'],
		}),
		count('sessions-without-link', 'Sessions linked to no pull request', quality.sessionsWithoutLink, {
			inspect: ['outlay inspect links'],
		}),
	);
}
