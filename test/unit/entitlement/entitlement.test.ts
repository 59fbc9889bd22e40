import assert from 'node:assert/strict';
import { decideEntitlement, type Entitlement } from '../../../src/core/entitlement/entitlement.js';
import type {
	EntitlementSources,
	ManagedKind,
	ManagedSource,
	ModelSettings,
	OwnSource,
} from '../../../src/core/entitlement/settings.js';

const managed = (kind: ManagedKind, settings: ModelSettings, deliversPolicy = true): ManagedSource => ({
	kind,
	where: kind,
	deliversPolicy,
	settings,
});
const own = (kind: OwnSource['kind'], settings: ModelSettings): OwnSource => ({
	kind,
	where: kind,
	settings,
});
const nothing: EntitlementSources = { managed: [], own: [], client: null, env: {} };

interface Rule {
	readonly rule: string;
	readonly sources: Partial<EntitlementSources>;
	readonly current?: string;
	readonly expect: Partial<Entitlement>;
}

const rules: readonly Rule[] = [
	{
		rule: 'nothing anywhere: all models, nobody says so',
		sources: {},
		current: 'claude-opus-5-5',
		expect: { source: 'none', isUnrestricted: true, allowed: [], currentAllowed: true, default: null },
	},
	{
		rule: 'lists of local, project and user settings join',
		sources: {
			own: [
				own('local', { availableModels: ['haiku'] }),
				own('project', { availableModels: ['sonnet', 'haiku'] }),
				own('user', { availableModels: ['opus'] }),
			],
		},
		current: 'claude-fable-5-2',
		expect: { source: 'user', allowed: ['haiku', 'sonnet', 'opus'], currentAllowed: false },
	},
	{
		rule: 'a managed list wins outright',
		sources: {
			managed: [managed('file', { availableModels: ['sonnet'] })],
			own: [own('user', { availableModels: ['opus'] })],
		},
		current: 'claude-opus-5-5',
		expect: { source: 'managed', allowed: ['sonnet'], currentAllowed: false },
	},
	{
		rule: 'the first managed source wins and the others are ignored, even for keys it leaves unset',
		sources: {
			managed: [
				managed('file', { availableModels: ['haiku'], deniedModels: ['opus'] }),
				managed('remote', { model: 'sonnet' }),
			],
		},
		current: 'claude-opus-5-5',
		expect: {
			source: 'none',
			allowed: [],
			denied: [],
			currentAllowed: true,
			default: 'sonnet',
			defaultBy: 'remote',
		},
	},
	{
		rule: 'an empty server-managed document does not count',
		sources: {
			managed: [managed('remote', {}, false), managed('mdm', { availableModels: ['haiku'] })],
		},
		current: 'claude-haiku-5-5',
		expect: { source: 'managed', allowed: ['haiku'], currentAllowed: true, sources: ['mdm'] },
	},
	{
		rule: 'merge: the highest list whole, denials joined, locks at their strictest',
		sources: {
			managed: [
				managed('remote', { availableModels: ['opus', 'sonnet'], managedSourcesBehavior: 'merge' }),
				managed('mdm', { availableModels: ['haiku'], deniedModels: ['claude-opus-5-5'] }),
				managed('file', { availableModelsMatch: 'exact', deniedModels: ['mythos'] }),
			],
		},
		current: 'claude-opus-5-5',
		expect: {
			allowed: ['opus', 'sonnet'],
			denied: ['claude-opus-5-5', 'mythos'],
			match: 'exact',
			currentAllowed: false,
			sources: ['remote', 'mdm', 'file'],
		},
	},
	{
		rule: 'merge asked for by a lower source only is not heard',
		sources: {
			managed: [
				managed('remote', { availableModels: ['opus'] }),
				managed('file', { deniedModels: ['opus'], managedSourcesBehavior: 'merge' }),
			],
		},
		current: 'claude-opus-5-5',
		expect: { allowed: ['opus'], denied: [], currentAllowed: true, sources: ['remote'] },
	},
	{
		rule: 'the user-writable registry key counts only alone',
		sources: { managed: [managed('hkcu', { availableModels: ['haiku'] })] },
		current: 'claude-opus-5-5',
		expect: { source: 'managed', allowed: ['haiku'], currentAllowed: false },
	},
	{
		rule: 'the user-writable registry key never joins',
		sources: {
			managed: [
				managed('file', { model: 'sonnet', managedSourcesBehavior: 'merge' }),
				managed('hkcu', { deniedModels: ['opus'] }),
			],
		},
		current: 'claude-opus-5-5',
		expect: { denied: [], currentAllowed: true },
	},
	{
		rule: 'env joins over the admin sources, the highest value of each variable',
		sources: {
			managed: [
				managed('remote', { availableModels: ['sonnet'], env: { ANTHROPIC_MODEL: 'sonnet' } }),
				managed('file', {
					env: {
						ANTHROPIC_MODEL: 'opus',
						ANTHROPIC_DEFAULT_SONNET_MODEL: 'claude-sonnet-4-6',
					},
				}),
			],
		},
		expect: { default: 'claude-sonnet-4-6', defaultBy: 'ANTHROPIC_MODEL' },
	},
	{
		rule: 'a denied model loses though the list admits it',
		sources: {
			managed: [managed('file', { availableModels: ['opus', 'sonnet'], deniedModels: ['claude-opus-5-5'] })],
		},
		current: 'claude-opus-5-5-20260922',
		expect: { source: 'managed', currentAllowed: false },
	},
	{
		rule: 'deniedModels and availableModelsMatch outside managed settings are ignored and named',
		sources: { own: [own('user', { deniedModels: ['opus'], availableModelsMatch: 'exact' })] },
		current: 'claude-opus-5-5',
		expect: {
			source: 'none',
			denied: [],
			match: 'prefix',
			currentAllowed: true,
			notes: [
				'deniedModels and availableModelsMatch in user are ignored: they count in managed settings only.',
			],
		},
	},
	{
		rule: 'an empty list leaves the Default, whatever that is',
		sources: { managed: [managed('file', { availableModels: [] })] },
		current: 'claude-sonnet-5-5',
		expect: { source: 'managed', isUnrestricted: false, allowed: [], currentAllowed: null, default: null },
	},
	{
		rule: 'an enforced list replaces a default outside it by its first model',
		sources: {
			managed: [
				managed('file', {
					model: 'opus',
					availableModels: ['sonnet', 'haiku'],
					enforceAvailableModels: true,
				}),
			],
		},
		expect: { default: 'sonnet', defaultBy: 'first model of the enforced list' },
	},
	{
		rule: 'a list that is not enforced leaves the account default, which files do not tell',
		sources: { managed: [managed('file', { model: 'opus', availableModels: ['sonnet'] })] },
		expect: { default: null, defaultBy: null },
	},
	{
		rule: 'exact matching limits the Default too',
		sources: {
			managed: [managed('file', { availableModels: ['claude-sonnet-5'], availableModelsMatch: 'exact' })],
			own: [own('user', { model: 'claude-sonnet-5-5' })],
		},
		current: 'claude-sonnet-5-5',
		expect: { default: 'claude-sonnet-5', currentAllowed: false },
	},
	{
		rule: 'with any managed settings, enforceAvailableModels elsewhere is ignored',
		sources: {
			managed: [managed('file', { availableModels: ['sonnet'] })],
			own: [own('user', { model: 'opus', enforceAvailableModels: true })],
		},
		expect: { default: null },
	},
	{
		rule: "the organization's own restriction holds beside every list",
		sources: {
			client: { refused: ['claude-opus-5-5'], orgDefault: null, orgDefaultOverridesUser: false },
			own: [own('user', { availableModels: ['opus'] })],
		},
		current: 'claude-opus-5-5',
		expect: { source: 'organization', denied: ['claude-opus-5-5'], currentAllowed: false },
	},
	{
		rule: 'order of the default: ANTHROPIC_MODEL before settings',
		sources: { env: { ANTHROPIC_MODEL: 'haiku' }, own: [own('user', { model: 'opus' })] },
		expect: { default: 'haiku', defaultBy: 'ANTHROPIC_MODEL' },
	},
	{
		rule: 'order of the default: local before project before user',
		sources: { own: [own('local', { model: 'haiku' }), own('project', { model: 'opus' }), own('user', {})] },
		expect: { default: 'haiku', defaultBy: 'local' },
	},
	{
		rule: 'order of the default: settings before the organization default before ANTHROPIC_DEFAULT_MODEL',
		sources: {
			env: { ANTHROPIC_DEFAULT_MODEL: 'haiku' },
			client: { refused: [], orgDefault: 'claude-sonnet-5-5', orgDefaultOverridesUser: false },
		},
		expect: { default: 'claude-sonnet-5-5', defaultBy: "your organization's default" },
	},
	{
		rule: 'an organization default that overrides the user comes before own settings',
		sources: {
			own: [own('user', { model: 'opus' })],
			client: { refused: [], orgDefault: 'claude-sonnet-5-5', orgDefaultOverridesUser: true },
		},
		expect: { default: 'claude-sonnet-5-5' },
	},
	{
		rule: 'model "default" clears what stands above the account default',
		sources: { own: [own('user', { model: 'default' })] },
		expect: { default: null, defaultBy: null },
	},
	{
		rule: 'an alias follows its pin',
		sources: {
			env: { ANTHROPIC_DEFAULT_OPUS_MODEL: 'claude-opus-4-6' },
			own: [own('user', { model: 'opus' })],
		},
		expect: { default: 'claude-opus-4-6' },
	},
	{
		rule: 'variables in managed settings beat those of own settings and of the process',
		sources: {
			env: { ANTHROPIC_MODEL: 'opus' },
			own: [own('user', { env: { ANTHROPIC_MODEL: 'haiku' } })],
			managed: [managed('mdm', { env: { ANTHROPIC_MODEL: 'sonnet' } })],
		},
		expect: { default: 'sonnet' },
	},
	{
		rule: 'a prefix entry admits later versions, an exact one only its own',
		sources: { managed: [managed('file', { availableModels: ['claude-opus-5'] })] },
		current: 'claude-opus-5-5',
		expect: { match: 'prefix', currentAllowed: true },
	},
	{
		rule: 'exact in managed settings: a later version is outside',
		sources: {
			managed: [managed('file', { availableModels: ['claude-opus-5'], availableModelsMatch: 'exact' })],
		},
		current: 'claude-opus-5-5',
		expect: { match: 'exact', currentAllowed: false },
	},
	{
		rule: 'exact does not narrow an alias: the family is meant',
		sources: { managed: [managed('file', { availableModels: ['opus'], availableModelsMatch: 'exact' })] },
		current: 'claude-opus-5-5',
		expect: { currentAllowed: true },
	},
	{
		rule: 'deniedModels without a list restrict what they name and nothing else',
		sources: { managed: [managed('remote', { deniedModels: ['fable'] })] },
		current: 'claude-opus-5-5',
		expect: {
			source: 'managed',
			allowed: [],
			denied: ['fable'],
			isUnrestricted: false,
			currentAllowed: true,
		},
	},
	{
		rule: 'a denied alias denies its family in every spelling, with a long context and a fast mark',
		sources: { managed: [managed('mdm', { deniedModels: ['opus'] })] },
		current: 'claude-opus-5-5-fast[1m]',
		expect: { currentAllowed: false },
	},
	{
		rule: 'order of managed sources: server before MDM before file before HKCU',
		sources: {
			managed: [
				managed('hkcu', { availableModels: ['fable'] }),
				managed('file', { availableModels: ['haiku'] }),
				managed('mdm', { availableModels: ['opus'] }),
				managed('remote', { availableModels: ['sonnet'] }),
			],
		},
		expect: { allowed: ['sonnet'], sources: ['remote'] },
	},
	{
		rule: 'order of the default: a managed model before the organization default before own settings',
		sources: {
			managed: [managed('remote', { model: 'haiku' })],
			client: { refused: [], orgDefault: 'claude-sonnet-5-5', orgDefaultOverridesUser: true },
			own: [own('user', { model: 'opus' })],
		},
		expect: { default: 'haiku', defaultBy: 'remote' },
	},
	{
		rule: 'order of the default: own settings before an organization default that leaves the choice',
		sources: {
			client: { refused: [], orgDefault: 'claude-sonnet-5-5', orgDefaultOverridesUser: false },
			own: [own('user', { model: 'opus' })],
		},
		expect: { default: 'opus', defaultBy: 'user' },
	},
	{
		rule: 'order of the default: ANTHROPIC_DEFAULT_MODEL comes last, before the account type',
		sources: { env: { ANTHROPIC_DEFAULT_MODEL: 'haiku' } },
		expect: { default: 'haiku', defaultBy: 'ANTHROPIC_DEFAULT_MODEL' },
	},
	{
		rule: 'a default that the list forbids is named and left out',
		sources: {
			managed: [managed('file', { availableModels: ['sonnet'] })],
			env: { ANTHROPIC_MODEL: 'opus' },
		},
		expect: {
			default: null,
			notes: ['ANTHROPIC_MODEL asks for opus, which is restricted; the default is used instead.'],
		},
	},
	{
		rule: 'choices such as opusplan are no model and are not judged',
		sources: {
			managed: [managed('file', { availableModels: ['sonnet'] })],
			own: [own('user', { model: 'opusplan' })],
		},
		expect: { default: 'opusplan', defaultBy: 'user' },
	},
	...(['OPUS', 'SONNET', 'HAIKU', 'FABLE'] as const).map((family) => ({
		rule: `ANTHROPIC_DEFAULT_${family}_MODEL pins its alias and no other`,
		sources: {
			env: { [`ANTHROPIC_DEFAULT_${family}_MODEL`]: 'claude-pinned-1' },
			own: [own('user', { model: family.toLowerCase() })],
		},
		expect: { default: 'claude-pinned-1' },
	})),
	{
		rule: 'CLAUDE_CODE_SUBAGENT_MODEL changes no default and is named',
		sources: {
			env: { CLAUDE_CODE_SUBAGENT_MODEL: 'claude-haiku-5-5' },
			own: [own('user', { model: 'opus' })],
		},
		expect: { default: 'opus', notes: ['Subagents run on claude-haiku-5-5.'] },
	},
	{
		rule: 'a policy helper may say something that no file shows, and that is said',
		sources: { managed: [managed('file', { availableModels: ['opus'], hasPolicyHelper: true })] },
		expect: {
			notes: [
				'A policy helper computes the managed settings when Claude Code starts; files do not show its answer.',
			],
		},
	},
];

describe('entitlement', () => {
	for (const { rule, sources, current, expect } of rules) {
		it(rule, () => {
			const found = decideEntitlement({ ...nothing, ...sources }, current ?? null, []);
			for (const key of Object.keys(expect) as (keyof Entitlement)[]) {
				assert.deepEqual(found[key], expect[key], key);
			}
		});
	}

	it('judges each known model and says why', () => {
		const { models } = decideEntitlement(
			{ ...nothing, managed: [managed('file', { availableModels: ['sonnet'], deniedModels: ['mythos'] })] },
			null,
			['claude-sonnet-5-5', 'claude-mythos-5-2', 'claude-opus-5-5'],
		);
		assert.deepEqual(
			models.map(({ isAllowed, by, why }) => [isAllowed, by, why]),
			[
				[true, 'managed', 'listed as "sonnet" in file'],
				[false, 'managed', 'denied by "mythos" in file'],
				[false, 'managed', 'not listed in file'],
			],
		);
	});

	it('says that an unenforced list does not bind the Default option', () => {
		const { notes } = decideEntitlement(
			{ ...nothing, managed: [managed('file', { availableModels: ['sonnet'] })] },
			'claude-opus-5-5',
			[],
		);
		assert.match(notes.join(' '), /not enforced for the Default option/);
	});
});
