import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ids from '../../src/editor/ids.js';

const root = join(__dirname, '../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');

interface Setting {
	readonly scope?: string;
	readonly default?: unknown;
	readonly markdownDescription?: string;
	readonly enum?: unknown[];
	readonly enumDescriptions?: unknown[];
}
interface MenuItem {
	readonly command: string;
	readonly when?: string;
}
const manifest = JSON.parse(manifestText) as {
	engines: { vscode: string };
	devDependencies: Record<string, string>;
	capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
	contributes: {
		commands: { command: string }[];
		views: Record<string, { id: string }[]>;
		viewsContainers: { activitybar: { id: string }[] };
		viewsWelcome: { view: string; contents: string; when: string }[];
		menus: Record<string, MenuItem[]>;
		configuration: { properties: Record<string, Setting> };
		walkthroughs: { id: string }[];
	};
};
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const sorted = (values: Iterable<string>): string[] => [...values].sort();

const codeIn = (folder: string): string[] =>
	readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => join(entry.parentPath, entry.name));

/** Messages that the code hands to `t`, in the order of the alphabet. */
function messagesInCode(): string[] {
	const found = codeIn('src/editor').flatMap((file) => [
		...readFileSync(file, 'utf8').matchAll(/\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g),
	]);
	return sorted(new Set(found.map((match) => (match[1] ?? match[2] ?? '').replaceAll("\\'", "'"))));
}

describe('manifest', () => {
	it('declares exactly the commands that the code knows', () => {
		assert.deepEqual(sorted(commands), sorted(Object.values(ids.commandIds)));
	});

	it('declares exactly the views, the container and the walkthrough that the code knows', () => {
		const views = Object.values(contributes.views).flat();
		assert.deepEqual(sorted(views.map(({ id }) => id)), sorted(Object.values(ids.viewIds)));
		assert.deepEqual(
			contributes.viewsContainers.activitybar.map(({ id }) => id),
			[ids.viewContainerId],
		);
		assert.deepEqual(
			contributes.walkthroughs.map(({ id }) => id),
			[ids.walkthroughId],
		);
	});

	it('declares exactly the settings that the code reads, each with text, scope and default', () => {
		const { properties } = contributes.configuration;
		assert.deepEqual(
			sorted(Object.keys(properties)),
			sorted(Object.values(ids.settingIds).map((id) => `outlay.${id}`)),
		);
		for (const [id, setting] of Object.entries(properties)) {
			assert.ok(setting.markdownDescription, `${id} has no description`);
			assert.ok(setting.scope, `${id} has no scope`);
			assert.notEqual(setting.default, undefined, `${id} has no default`);
			assert.equal(setting.enum?.length, setting.enumDescriptions?.length, `${id}: a value without a text`);
		}
	});

	it('gives no path or address to a repository, and no tagging to an untrusted one', () => {
		const { properties } = contributes.configuration;
		const outward = Object.keys(properties).filter((id) => /folder|place|key|url/i.test(id));
		assert.ok(outward.length >= 5);
		for (const id of outward)
			assert.equal(properties[id]?.scope, 'machine', `${id} can be set by a repository`);
		assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('outlay.tagging'));
	});

	it('uses only commands, views and context keys that exist', () => {
		const items = Object.values(contributes.menus).flat();
		assert.deepEqual(
			items.map(({ command }) => command).filter((id) => !commands.includes(id)),
			[],
		);
		const linked = [...JSON.stringify(texts).matchAll(/command:(outlay\.\w+)/g)].map(
			(match) => match[1] ?? '',
		);
		assert.deepEqual(
			linked.filter((id) => !commands.includes(id)),
			[],
		);
		const known = new Set<string>([...Object.values(ids.contextKeys), ...Object.values(ids.viewIds)]);
		const conditions = [...items, ...contributes.viewsWelcome].map(({ when }) => when ?? '').join(' ');
		const used = [...conditions.matchAll(/\boutlay\.\w+/g)].map(([name]) => name);
		assert.deepEqual(
			used.filter((name) => !known.has(name)),
			[],
		);
	});

	it('welcomes with one text in every state of every view, each state with words of its own', () => {
		const { viewsWelcome } = manifest.contributes;
		const flags = [
			'isWorkspaceTrusted',
			'outlay.isVirtual',
			'outlay.hasUsage',
			'outlay.hasRepository',
			'outlay.signedIn',
		];
		const shown = new Set<string>();
		for (let state = 0; state < 2 ** flags.length; state++) {
			for (const phase of ['loading', 'ready', 'failed']) {
				const isSet = (flag: string): boolean => (state & (2 ** flags.indexOf(flag))) !== 0;
				const holds = (view: string, term: string): boolean => {
					const compared = /^(outlay\.\w+)State (==|!=) '(ready|failed)'$/.exec(term);
					if (compared !== null) {
						assert.equal(compared[1], view, 'a view asks for the state of another');
						return (phase === compared[3]) === (compared[2] === '==');
					}
					const flag = term.replace(/^!/, '');
					assert.ok(flags.includes(flag), term);
					return isSet(flag) !== term.startsWith('!');
				};
				for (const view of Object.values(ids.viewIds)) {
					const texts = viewsWelcome
						.filter(
							({ view: of, when }) => of === view && when.split(' && ').every((term) => holds(view, term)),
						)
						.map(({ contents }) => contents);
					// With use the Budget view has rows; in the other views an empty list says so.
					const isFull = view === ids.viewIds.budget && phase === 'ready' && isSet('outlay.hasUsage');
					// A view that failed has a sentence of its own; that git may not run is known all the same.
					const isOfGit = view === ids.viewIds.pullRequests || view === ids.viewIds.commits;
					const mayRun = isSet('isWorkspaceTrusted') && !isSet('outlay.isVirtual');
					const isTold = phase === 'failed' && (!isOfGit || mayRun);
					assert.equal(texts.length, isFull || isTold ? 0 : 1, `${view} ${phase} ${state}: ${texts.join()}`);
					texts.forEach((text) => shown.add(text));
				}
			}
		}
		assert.equal(shown.size, viewsWelcome.length);
	});

	it('has a text for every key, and no text without a key', () => {
		const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
		assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(texts)));
	});

	it('has every message of the code in the bundle that translators start from', () => {
		const file = join(root, 'media/l10n/bundle.l10n.json');
		const messages = messagesInCode();
		const bundle = Object.fromEntries(messages.map((message) => [message, message]));
		// `UPDATE_GOLDEN=1 npm run unit` writes the bundle anew.
		if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, `${JSON.stringify(bundle, null, '\t')}\n`);
		assert.ok(messages.length > 50);
		assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), bundle);
	});

	it('shows no sentence of the editor itself past the translation', () => {
		// The engine is a thread without an editor: what it says in English, the README names.
		const files = codeIn('src/editor').filter((file) => !/[\\/]engine[\\/]/.test(file));
		const shown =
			/(?:new OutlayError\(\s*'\w+',|\.show\w+Message\(|setStatusBarMessage\(|\b(?:title|placeHolder|prompt|detail|hint):)\s*(?:'[^']+'|`[^`]*[a-z]{3} [^`]*`)/g;
		const found = files.flatMap((file) => readFileSync(file, 'utf8').match(shown) ?? []);
		assert.deepEqual(found, []);
		assert.match(`throw new OutlayError('usage', 'No folder')`, shown);
	});

	it('translates only words that the engine still says', () => {
		const words = readFileSync(join(root, 'src/editor/viewModels/engineWords.ts'), 'utf8');
		const cases = [...words.matchAll(/case '([^']+)':/g)].map(([, text = '']) => text);
		assert.ok(cases.length > 15);
		const said = ['src/core', 'src/outlay'].flatMap(codeIn).map((file) => readFileSync(file, 'utf8'));
		assert.deepEqual(
			cases.filter((text) => !said.some((code) => code.includes(`'${text}'`))),
			[],
		);
	});

	it('is typed against the oldest VS Code that it promises', () => {
		assert.equal(`^${manifest.devDependencies['@types/vscode'] ?? ''}`, manifest.engines.vscode);
	});

	it('names only files that exist', () => {
		const files = [...manifestText.matchAll(/"(\.?\/?media\/[^"]+)"/g)].map((match) => match[1] ?? '');
		assert.ok(files.length > 5);
		assert.deepEqual(
			files.filter((file) => !existsSync(join(root, file))),
			[],
		);
	});
});
