import type { Area, Developer, PlannedPullRequest } from './plan.js';
import { areas } from './plan.js';
import type { SeededRandom } from './random.js';

/** Lines that one commit added to one file; the transcripts show the same lines being written. */
export interface DemoEdit {
	readonly path: string;
	readonly addedLines: readonly string[];
}

/** A commit in the stream; `mark` becomes a SHA when git has read it. */
export interface DemoCommit {
	readonly mark: number;
	readonly message: string;
	readonly author: Developer;
	readonly atMs: number;
	readonly edits: readonly DemoEdit[];
}

/** What became of one planned pull request in the history. */
export interface DemoPullRequest {
	readonly plan: PlannedPullRequest;
	readonly commits: readonly DemoCommit[];
	readonly baseMark: number;
	readonly mergeMark: number | null;
	/** Source files with all their lines at the merge, for the coverage report. */
	readonly files: ReadonlyMap<string, readonly string[]>;
}

interface Block {
	readonly name: string;
	readonly pullRequest: number;
	lines: string[];
}

const github = { name: 'GitHub', email: 'noreply@github.com' };
export const trailer = 'Co-Authored-By: Claude Sonnet 5.5 <noreply@anthropic.com>';

/** Writes the team's history as a `git fast-import` stream, so that every clone of it has the same SHAs. */
export class HistoryWriter {
	readonly pullRequests: DemoPullRequest[] = [];
	readonly #random: SeededRandom;
	readonly #stream: string[] = [];
	readonly #blocks = new Map<string, Block[]>();
	#mark = 0;
	#tip = 0;

	constructor(random: SeededRandom) {
		this.#random = random;
	}

	get stream(): string {
		return `${this.#stream.join('')}done\n`;
	}

	/** The first commit: a file for each area. */
	begin(author: Developer, atMs: number): void {
		for (const area of areas) {
			this.#blocks.set(sourcePath(area), [
				{
					name: 'type',
					pullRequest: 0,
					lines: [`export interface ${pascal(area)} {`, '\tid: string;', '\tweight: number;', '}'],
				},
			]);
		}
		const changed = new Map([...this.#blocks.keys()].map((path) => [path, this.#text(path)]));
		changed.set('README.md', '# parcel\n\nTracks parcels. An invented project.\n');
		this.#tip = this.#commit(
			'refs/heads/main',
			'Start the parcel service',
			author,
			author,
			atMs,
			changed,
			[],
		);
	}

	/** A last commit, so that the history is known to reach this far. */
	end(author: Developer, atMs: number): void {
		const changed = new Map([['README.md', '# parcel\n\nTracks parcels. An invented project. Version 2.\n']]);
		this.#tip = this.#commit('refs/heads/main', 'chore: go to version 2', author, author, atMs, changed, [
			this.#tip,
		]);
	}

	/** Plays one pull request: head commits on its own ref, then the merge in its own way. */
	play(plan: PlannedPullRequest): void {
		const base = this.#tip;
		const steps = this.#stepsOf(plan);
		const commits: DemoCommit[] = [];
		const endMs = plan.endedAtMs ?? plan.createdAtMs + 3_600_000;
		const spanMs = Math.min(endMs - plan.createdAtMs, 3 * 3_600_000);
		let parent = base;
		steps.forEach((step, index) => {
			const atMs = plan.createdAtMs - 1_800_000 + Math.floor((spanMs * index) / (steps.length + 1));
			const message = this.#messageOf(plan, index);
			const mark = this.#commit(
				`refs/pull/${plan.number}/head`,
				message,
				plan.developer,
				plan.developer,
				atMs,
				step.changed,
				[parent],
			);
			commits.push({ mark, message, author: plan.developer, atMs, edits: step.edits });
			parent = mark;
		});
		const mergedAtMs = plan.state === 'merged' ? plan.endedAtMs : null;
		const mergeMark = mergedAtMs === null ? null : this.#merge(plan, commits, steps, mergedAtMs);
		if (mergeMark === null) this.#undo(plan);
		this.pullRequests.push({
			plan,
			commits,
			baseMark: base,
			mergeMark,
			files: new Map([...this.#blocks.keys()].map((path) => [path, this.#text(path).split('\n')])),
		});
	}

	#merge(
		plan: PlannedPullRequest,
		commits: readonly DemoCommit[],
		steps: readonly { readonly changed: ReadonlyMap<string, string> }[],
		atMs: number,
	): number {
		const all = new Map(steps.flatMap(({ changed }) => [...changed]));
		const last = commits.at(-1)?.mark ?? 0;
		if (plan.method === 'merge') {
			const message = `Merge pull request #${plan.number} from acme/${plan.branch}\n\n${plan.title}`;
			this.#tip = this.#commit('refs/heads/main', message, plan.reviewer, github, atMs, all, [
				this.#tip,
				last,
			]);
		} else if (plan.method === 'squash') {
			const body = [...new Set(commits.map(({ message }) => message.split('\n\n')[1] ?? ''))].filter(
				(text) => text !== '',
			);
			const message = [`${plan.title} (#${plan.number})`, ...body].join('\n\n');
			this.#tip = this.#commit('refs/heads/main', message, plan.developer, github, atMs, all, [this.#tip]);
		} else {
			steps.forEach((step, index) => {
				const commit = commits[index];
				this.#tip = this.#commit(
					'refs/heads/main',
					commit?.message ?? plan.title,
					plan.developer,
					github,
					atMs,
					step.changed,
					[this.#tip],
					commit?.atMs,
				);
			});
		}
		return this.#tip;
	}

	/** The commits' contents: one or two steps, each with the new text of what it changed. */
	#stepsOf(
		plan: PlannedPullRequest,
	): { readonly changed: Map<string, string>; readonly edits: DemoEdit[] }[] {
		const path = sourcePath(plan.area);
		if (plan.kind === 'revert') return [this.#removeBlocks(path, plan.mends ?? 0)];
		if (plan.kind === 'fix') return [this.#mendBlock(path, plan.mends ?? 0)];
		if (plan.kind === 'docs') return [this.#describe(plan)];
		const steps = [this.#addBlocks(path, plan)];
		if (plan.addsTests) steps.push(this.#addTest(plan));
		return steps;
	}

	#addBlocks(path: string, plan: PlannedPullRequest): { changed: Map<string, string>; edits: DemoEdit[] } {
		const blocks = this.#blocks.get(path) ?? [];
		const added: string[] = [];
		for (let index = 0; index < plan.size; index += 1) {
			const name = `${plan.kind === 'refactor' ? 'tidy' : 'handle'}${pascal(plan.area)}${plan.number}${'abcdef'[index] ?? ''}`;
			const lines = functionLines(name, plan.area, this.#random.between(2, 900));
			blocks.push({ name, pullRequest: plan.number, lines });
			added.push(...lines);
		}
		this.#blocks.set(path, blocks);
		return { changed: new Map([[path, this.#text(path)]]), edits: [{ path, addedLines: added }] };
	}

	#addTest(plan: PlannedPullRequest): { changed: Map<string, string>; edits: DemoEdit[] } {
		const path = `test/${plan.area}.test.ts`;
		const lines = [
			`test('handles ${plan.area} ${plan.number}', () => {`,
			`\tassert.equal(handle${pascal(plan.area)}${plan.number}a([]), 0);`,
			'});',
		];
		const blocks = this.#blocks.get(path) ?? [];
		blocks.push({ name: `test${plan.number}`, pullRequest: plan.number, lines });
		this.#blocks.set(path, blocks);
		return { changed: new Map([[path, this.#text(path)]]), edits: [{ path, addedLines: lines }] };
	}

	#mendBlock(path: string, mended: number): { changed: Map<string, string>; edits: DemoEdit[] } {
		const block = (this.#blocks.get(path) ?? []).find(({ pullRequest }) => pullRequest === mended);
		const added = [
			`\tif (items.length === 0) return ${mended % 7};`,
			`\tconst kept = items.filter((item) => item.weight >= ${mended});`,
		];
		if (block !== undefined) block.lines = [block.lines[0] ?? '', ...added, ...block.lines.slice(2)];
		return { changed: new Map([[path, this.#text(path)]]), edits: [{ path, addedLines: added }] };
	}

	#removeBlocks(path: string, reverted: number): { changed: Map<string, string>; edits: DemoEdit[] } {
		const changed = new Map<string, string>();
		for (const [file, blocks] of this.#blocks) {
			const kept = blocks.filter(({ pullRequest }) => pullRequest !== reverted);
			if (kept.length === blocks.length) continue;
			this.#blocks.set(file, kept);
			changed.set(file, this.#text(file));
		}
		return { changed, edits: [{ path, addedLines: [] }] };
	}

	#describe(plan: PlannedPullRequest): { changed: Map<string, string>; edits: DemoEdit[] } {
		const path = `docs/${plan.area}.md`;
		const line = `${pascal(plan.area)} batches of more than ${plan.number} parcels are split.`;
		const blocks = this.#blocks.get(path) ?? [];
		blocks.push({ name: 'text', pullRequest: plan.number, lines: [line] });
		this.#blocks.set(path, blocks);
		return { changed: new Map([[path, this.#text(path)]]), edits: [{ path, addedLines: [line] }] };
	}

	/** Takes the lines of a pull request that never landed out of the picture again. */
	#undo(plan: PlannedPullRequest): void {
		for (const [file, blocks] of this.#blocks) {
			this.#blocks.set(
				file,
				blocks.filter(({ pullRequest }) => pullRequest !== plan.number),
			);
		}
	}

	#messageOf(plan: PlannedPullRequest, index: number): string {
		const subject = index === 0 ? plan.title : `test(${plan.area}): cover the new batch`;
		if (plan.kind === 'revert') return `${subject}\n\nReverts acme/parcel#${plan.mends ?? 0}`;
		return plan.isAi && plan.number % 4 !== 0 ? `${subject}\n\n${trailer}` : subject;
	}

	#text(path: string): string {
		return `${(this.#blocks.get(path) ?? []).map(({ lines }) => lines.join('\n')).join('\n\n')}\n`;
	}

	#commit(
		ref: string,
		message: string,
		author: Pick<Developer, 'name' | 'email'>,
		committer: Pick<Developer, 'name' | 'email'>,
		atMs: number,
		changed: ReadonlyMap<string, string>,
		parents: readonly number[],
		authoredAtMs: number = atMs,
	): number {
		this.#mark += 1;
		const [first, second] = parents;
		this.#stream.push(
			`commit ${ref}\nmark :${this.#mark}\n`,
			`author ${author.name} <${author.email}> ${Math.floor(authoredAtMs / 1000)} +0000\n`,
			`committer ${committer.name} <${committer.email}> ${Math.floor(atMs / 1000)} +0000\n`,
			data(message),
			first === undefined ? '' : `from :${first}\n`,
			second === undefined ? '' : `merge :${second}\n`,
			...[...changed].map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
			'\n',
		);
		return this.#mark;
	}
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
const sourcePath = (area: Area): string => `src/${area}.ts`;
const pascal = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function functionLines(name: string, area: Area, weight: number): string[] {
	return [
		`export function ${name}(items: readonly ${pascal(area)}[]): number {`,
		`\tconst kept = items.filter((item) => item.weight > ${weight});`,
		`\tconst heaviest = Math.max(0, ...kept.map((item) => item.weight - ${weight}));`,
		`\treturn kept.reduce((sum, item) => sum + item.weight, heaviest);`,
		'}',
	];
}
