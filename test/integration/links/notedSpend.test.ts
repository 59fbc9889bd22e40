import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/model.js';
import { inspectLinks } from '../../../src/outlay/links.js';
import { tagCommits, type TaggedCommit, type TagOptions } from '../../../src/outlay/tag.js';
import { MadeRepository } from '../git/madeRepository.js';
import { runCli } from '../runCli.js';
import { contextOver, MadeSession, temporaryFolder } from './madeSession.js';

const start = Date.UTC(2026, 5, 2, 10);
const minute = 60_000;
const hour = 60 * minute;
const lines = (name: string): string[] =>
	Array.from({ length: 12 }, (_, line) => `export const ${name}${line} = compute(${line});`);
const text = (name: string): string => `${lines(name).join('\n')}\n`;

/** One developer: a clone, transcripts of its own, an identity. */
class Developer {
	readonly claudeDir = temporaryFolder();
	readonly clone: MadeRepository;
	readonly session: MadeSession;
	readonly #author: string;

	constructor(
		readonly name: string,
		origin: string,
		index: number,
	) {
		this.clone = new MadeRepository({ folder: join(temporaryFolder(), 'app') });
		execClone(this.clone, origin);
		this.#author = `${name} <${name}@example.com>`;
		const id = `11111111-0000-4000-8000-00000000000${index}`;
		this.session = new MadeSession(id, this.clone.folder, `feat/${name}`);
	}

	/** A commit that the session wrote and made, with two calls before it and one after. */
	commit(file: string, at: number, tokens: number): string {
		const { session, clone } = this;
		session
			.call(at, tokens)
			.call(at + minute, 7)
			.edit(at + 2 * minute, `src/${file}.ts`, lines(file));
		const files = { [`src/${file}.ts`]: text(file) };
		const message = `Add ${file}`;
		const sha = clone.commit({ message, files, at: at / 1000 + 180, author: this.#author });
		session.shell(at + 3 * minute, `[feat/${this.name} ${sha.slice(0, 8)}] Add ${file}`);
		session.call(at + 4 * minute, 11).write(this.claudeDir);
		return sha;
	}

	async tag(more: Partial<TagOptions> = {}): Promise<TaggedCommit[]> {
		const context = await contextOver(this.clone.folder, this.claudeDir);
		const options = { revs: [], isDryRun: false, fetchFrom: null, pushTo: null, ...more };
		return tagCommits(context, options);
	}

	remove(): void {
		rmSync(this.clone.folder, { recursive: true, force: true });
		rmSync(this.claudeDir, { recursive: true, force: true });
	}
}

function execClone(clone: MadeRepository, origin: string): void {
	mkdirSync(clone.folder, { recursive: true });
	clone.git('clone', '-q', origin, '.');
}

describe('spend recorded in notes', () => {
	let origin: string;
	let server: MadeRepository;
	let ann: Developer;
	let ben: Developer;
	let cleo: Developer;
	let lead: MadeRepository;
	const folders: string[] = [];
	const folder = (): string => {
		const made = temporaryFolder();
		folders.push(made);
		return made;
	};

	beforeEach(() => {
		const seed = new MadeRepository();
		const base = { 'src/base.ts': 'export {};\n' };
		seed.commit({
			message: 'Start',
			files: base,
			at: start / 1000 - 7200,
			author: 'Dana <dana@example.com>',
		});
		origin = join(folder(), 'app.git');
		seed.git('clone', '-q', '--bare', seed.folder, origin);
		seed.remove();
		server = new MadeRepository({ folder: join(folder(), 'app') });
		execClone(server, origin);
		[ann, ben, cleo] = ['ann', 'ben', 'cleo'].map((name, at) => new Developer(name, origin, at + 1)) as [
			Developer,
			Developer,
			Developer,
		];
		for (const { clone, name } of [ann, ben, cleo]) clone.git('checkout', '-q', '-b', `feat/${name}`);
		lead = new MadeRepository({ folder: join(folder(), 'app') });
	});
	afterEach(() => {
		for (const one of [ann, ben, cleo]) one.remove();
		for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
	});

	const landed = (): void => {
		server.git('push', '-q', 'origin', 'main', ':feat/ann', ':feat/ben', ':feat/cleo');
	};
	const mergeAll = (): void => {
		server.git('fetch', '-q', 'origin');
		for (const [index, { name }] of [ann, ben, cleo].entries()) {
			server.git('push', '-q', 'origin', `refs/remotes/origin/feat/${name}:refs/pull/${index + 1}/head`);
		}
		const at = (hours: number): { env: Record<string, string> } => {
			const time = `${(start + hours * hour) / 1000} +0000`;
			return { env: { GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time } };
		};
		const merge = 'Merge pull request #1 from acme/feat/ann';
		server.gitWith(at(10), 'merge', '-q', '--no-ff', '-m', merge, 'origin/feat/ann');
		server.git('merge', '-q', '--squash', 'origin/feat/ben');
		server.gitWith(at(11), 'commit', '-q', '-m', 'Add what Ben does (#2)');
		server.git('checkout', '-q', '--detach', 'origin/feat/cleo');
		const time = `${(start + 12 * hour) / 1000} +0000`;
		server.gitWith({ env: { GIT_COMMITTER_DATE: time } }, 'rebase', '-q', 'main');
		const head = server.head();
		server.git('checkout', '-q', 'main');
		server.git('merge', '-q', '--ff-only', head);
		landed();
	};
	/** The command line as the lead runs it. */
	const run = async (args: readonly string[], repo: string, claudeDir: string): Promise<string> => {
		const places = ['--repo', repo, '--claude-dir', claudeDir, '--no-ledger'];
		const { code, stdout, stderr } = await runCli([...args, ...places], { env: MadeRepository.env });
		assert.equal(code, 0, stderr);
		return stdout;
	};
	/** The lead's clone with heads of pull requests, and with everybody's notes. */
	const cloneWithNotes = async (heads = true): Promise<void> => {
		execClone(lead, origin);
		if (heads) lead.git('fetch', '-q', 'origin', '+refs/pull/*/head:refs/pull/*/head');
		await run(['tag', '--fetch'], lead.folder, folder());
	};
	const period = ['--since', '2026-06-01', '--until', '2026-06-20'];
	const reportOf = async (repo: string, claudeDir: string): Promise<Report> =>
		JSON.parse(
			await run(['report', '--prs', 'git', '--format', 'json', ...period], repo, claudeDir),
		) as Report;
	/** The same clone with everybody's transcripts and without a note. */
	const fromTranscripts = async (): Promise<Report> => {
		const clone = new MadeRepository({ folder: join(folder(), 'app') });
		execClone(clone, origin);
		clone.git('fetch', '-q', 'origin', '+refs/pull/*/head:refs/pull/*/head');
		const everybody = folder();
		for (const { session } of [ann, ben, cleo]) session.write(everybody);
		return reportOf(clone.folder, everybody);
	};
	const costs = ({ pullRequests }: Report): unknown =>
		pullRequests.map(({ number, arm, costMicros, costInPeriodMicros, sessions, models, hasDeveloper }) => {
			return { number, arm, costMicros, costInPeriodMicros, sessions, models, hasDeveloper };
		});
	const closes = ({ spend: { totalMicros, bridge } }: Report): void => {
		const parts = Object.values(bridge).map((micros) => micros ?? NaN);
		assert.equal(
			parts.reduce((one, two) => one + two, 0),
			totalMicros,
		);
	};
	const everybodyWorks = (): void => {
		for (const [index, one] of [ann, ben, cleo].entries()) {
			one.commit(`${one.name}One`, start + index * hour, 1000 + index);
			one.commit(`${one.name}Two`, start + index * hour + 20 * minute, 2001);
			one.clone.git('push', '-q', 'origin', `feat/${one.name}`);
		}
	};

	it('gives a lead without transcripts the costs that all transcripts give: merge, squash and rebase', async () => {
		everybodyWorks();
		for (const one of [ann, ben, cleo]) {
			await one.tag({ revs: ['main..HEAD'], fetchFrom: 'origin', pushTo: 'origin' });
		}
		mergeAll();
		await cloneWithNotes();
		const noted = await reportOf(lead.folder, folder());
		const known = await fromTranscripts();
		assert.deepEqual(
			known.pullRequests.map(({ number }) => number),
			[3, 2, 1],
		);
		assert.deepEqual(costs(noted), costs(known));
		assert.deepEqual(noted.costPerMergedPr, known.costPerMergedPr);
		assert.deepEqual(noted.spend.bridge, known.spend.bridge);
		assert.deepEqual(noted.teams, known.teams);
		assert.deepEqual(noted.models, known.models);
		assert.deepEqual(noted.weeks, known.weeks);
		closes(noted);
		assert.equal(known.spend.fromNotes, null);
		const { totalMicros } = noted.spend;
		assert.deepEqual(noted.spend.fromNotes, {
			costMicros: totalMicros,
			share: 1,
			sessions: 3,
			prices: ['list'],
		});
		assert.ok((totalMicros ?? 0) > 90_000);
		for (const form of ['text', 'md', 'html', 'csv']) {
			const said = await run(['report', '--prs', 'git', '--format', form, ...period], lead.folder, folder());
			assert.match(said, /as recorded in notes/i, form);
		}
		assert.match(await run(['inspect', 'links'], lead.folder, folder()), /as recorded in notes/);
	});

	it('counts a session once whose transcript is known, and says what comes from notes', async () => {
		everybodyWorks();
		for (const one of [ann, ben, cleo]) {
			await one.tag({ revs: ['main..HEAD'], fetchFrom: 'origin', pushTo: 'origin' });
		}
		mergeAll();
		await cloneWithNotes();
		const own = folder();
		ann.session.write(own);
		const mixed = await reportOf(lead.folder, own);
		const known = await fromTranscripts();
		assert.deepEqual(costs(mixed), costs(known));
		assert.deepEqual(mixed.spend.bridge, known.spend.bridge);
		assert.equal(mixed.spend.fromNotes?.sessions, 2);
		closes(mixed);
		const shares = mixed.pullRequests.map(({ costFromNotesMicros, costMicros }) => [
			costFromNotesMicros,
			costMicros,
		]);
		assert.deepEqual(
			shares.map(([noted, all]) => (noted === 0 ? 'transcripts' : noted === all ? 'notes' : 'both')),
			['notes', 'notes', 'transcripts'],
		);
	});

	it('never counts more than the session: one that goes on, is amended, rebased, squashed and picked', async () => {
		ann.commit('first', start, 1000);
		await ann.tag();
		// The session works on: what lay after the first commit now belongs to the second.
		ann.commit('second', start + 20 * minute, 2000);
		const [second, first] = await ann.tag();
		assert.deepEqual([second?.isUpdate, first?.isUpdate], [false, true]);
		ann.clone.git('push', '-q', 'origin', 'feat/ann');
		ann.clone.gitWith({ env: ann.clone.tick() }, 'commit', '-q', '--amend', '-m', 'Second, better');
		await ann.tag();
		// A rebase squashes both into one and joins their notes; the commits of before stay in another branch.
		ann.clone.git('branch', 'before');
		const env = { ...ann.clone.tick(), GIT_SEQUENCE_EDITOR: 'sed -i.bak -e 2s/pick/fixup/' };
		ann.clone.gitWith({ env }, 'rebase', '-q', '-i', 'main');
		ann.clone.git('checkout', '-q', '-b', 'picked', 'main');
		ann.clone.gitWith({ env: ann.clone.tick() }, 'cherry-pick', 'feat/ann');
		ann.clone.git('notes', '--ref=outlay', 'copy', 'feat/ann', 'picked');
		ann.clone.git('checkout', '-q', 'feat/ann');
		const nobody = await contextOver(ann.clone.folder, folder());
		const options = { ignore: [], prs: 'git', since: null, until: null, timezone: null };
		const found = await inspectLinks(nobody, options);
		const known = await inspectLinks(await contextOver(ann.clone.folder, ann.claudeDir), options);
		assert.equal(found.sessions.length, 1);
		assert.equal(found.bridge.totalMicros, known.bridge.totalMicros);
		const [session] = found.sessions;
		const linked = session?.links.reduce((sum, { shareMicros }) => sum + shareMicros, 0) ?? 0;
		assert.equal(linked + (session?.unlinkedMicros ?? 0), found.bridge.totalMicros);
		assert.equal(session?.unlinkedMicros, 0);
		assert.deepEqual(
			(await inspectLinks(nobody, { ...options, ignore: ['note'] })).sessions,
			[],
			'left out with the reason',
		);
	});

	it('keeps what two clones recorded on one commit', async () => {
		const shared = ann.commit('shared', start, 1000);
		ann.clone.git('push', '-q', 'origin', 'feat/ann');
		// Ben wrote the same commit's file in a session of his own, and has the commit, too.
		ben.session.call(start, 500).edit(start + minute, 'src/shared.ts', lines('shared'));
		ben.session.shell(start + 5 * minute, `[feat/ann ${shared.slice(0, 8)}] Add shared`).write(ben.claudeDir);
		ben.clone.git('fetch', '-q', 'origin');
		ben.clone.git('checkout', '-q', 'origin/feat/ann');
		await ann.tag({ pushTo: 'origin' });
		await ben.tag();
		await assert.rejects(ben.tag({ pushTo: 'origin' }), /failed in/, 'never by force');
		await ben.tag({ fetchFrom: 'origin', pushTo: 'origin' });
		await ann.tag({ fetchFrom: 'origin', pushTo: 'origin' });
		for (const { clone } of [ann, ben]) {
			const note = clone.git('notes', '--ref=outlay', 'show', shared);
			const { costMicros, sessions, spend } = JSON.parse(note) as {
				costMicros: number;
				sessions: string[];
				spend: { session: string }[];
			};
			assert.equal(sessions.length, 2);
			assert.deepEqual(spend.map(({ session }) => session).sort(), [...sessions].sort());
			assert.equal(costMicros, 10_180 + 5000);
		}
	});

	it('names what it cannot place: commits that are nowhere, notes without a record, notes that are none', async () => {
		everybodyWorks();
		for (const one of [ann, ben, cleo]) {
			await one.tag({ revs: ['main..HEAD'], fetchFrom: 'origin', pushTo: 'origin' });
		}
		mergeAll();
		await cloneWithNotes(false);
		const note = {
			schema: 'outlay.note/1',
			sessions: [],
			tool: 'claude-code',
			models: [],
			tokens: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 },
			costMicros: 5,
			files: [],
			aiLines: null,
			strength: 'high',
		};
		lead.git('notes', '--ref=outlay', 'add', '-m', JSON.stringify(note), 'HEAD');
		lead.git('notes', '--ref=outlay', 'add', '-m', '{"schema":"outlay.note/1","costMicros":1e300}', 'HEAD~1');
		const found = await reportOf(lead.folder, folder());
		const known = await fromTranscripts();
		closes(found);
		assert.equal(found.spend.totalMicros, known.spend.totalMicros);
		const [one] = found.pullRequests.filter(({ number }) => number === 1);
		assert.equal(one?.costMicros, known.pullRequests.find(({ number }) => number === 1)?.costMicros);
		const codes = found.quality.problems.map(({ code }) => code);
		assert.ok(codes.includes('git.note-commit-absent'), codes.join());
		assert.ok(codes.includes('git.note-without-spend'), codes.join());
		assert.ok(codes.includes('git.note-form'), codes.join());
	});
});
