import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HistoryWriter } from './history.js';
import { developers, planPullRequests } from './plan.js';
import { SeededRandom } from './random.js';
import { coverageOf, recordOf } from './records.js';
import { sessionsOf } from './transcripts.js';

/** Every file of the demo, by path below `media/demo/`. Pure but for git, which turns the history into SHAs. */
export function generateDemo(): Map<string, string> {
	const random = new SeededRandom(7);
	const history = new HistoryWriter(random);
	const author = developers[0];
	if (author === undefined) throw new Error('the demo has no developers');
	history.begin(author, Date.parse('2026-08-10T06:00:00Z'));
	const plans = planPullRequests(111, random);
	const byEnd = plans.toSorted(
		(one, two) => (one.endedAtMs ?? Infinity) - (two.endedAtMs ?? Infinity) || one.number - two.number,
	);
	for (const plan of byEnd) history.play(plan);
	history.end(author, Date.parse('2026-11-20T15:00:00Z'));

	const shaOf = shasOf(history.stream);
	const files = new Map<string, string>();
	files.set('history.fast-import', history.stream);
	files.set('outlay.config.json', configText());
	const byNumber = history.pullRequests.toSorted((one, two) => one.plan.number - two.plan.number);
	files.set(
		'pull-requests.ndjson',
		byNumber.map((one) => `${JSON.stringify(recordOf(one, shaOf))}\n`).join(''),
	);
	for (const one of byNumber) {
		for (const { path, lines } of sessionsOf(one, shaOf, random)) {
			files.set(`claude/projects/${path}`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
		}
	}
	const covered = new Set<string>();
	for (const one of history.pullRequests) {
		if (one.mergeMark === null) continue;
		const report = coverageOf(one, covered, random);
		// One in eight builds lost its report, as builds do.
		if (one.plan.number % 8 !== 3) files.set(`coverage/${shaOf(one.mergeMark)}.info`, report);
	}
	return files;
}

/** Lets git read the stream and tell the SHA of each mark. */
function shasOf(stream: string): (mark: number) => string {
	const folder = mkdtempSync(join(tmpdir(), 'outlay-demo-'));
	try {
		execFileSync('git', ['init', '--quiet', '--bare', '--object-format=sha1', folder]);
		execFileSync(
			'git',
			['-C', folder, 'fast-import', '--quiet', '--done', `--export-marks=${join(folder, 'marks')}`],
			{
				input: stream,
			},
		);
		const marks = readFileSync(join(folder, 'marks'), 'utf8').trim().split('\n');
		const shas = new Map(
			marks.map((line) => line.split(' ')).map(([mark, sha]) => [Number(mark?.slice(1)), sha ?? '']),
		);
		return (mark) => {
			const sha = shas.get(mark);
			if (sha === undefined) throw new Error(`git does not know mark ${mark}`);
			return sha;
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function configText(): string {
	const config = {
		people: developers.map(({ name, email, login, team }) => ({
			name,
			emails: [email],
			githubLogins: [login],
			anthropicEmails: [email],
			team,
		})),
		teams: [
			{ name: 'tracking', costCenter: 'CC-100' },
			{ name: 'billing', costCenter: 'CC-200' },
		],
		budgets: [{ scope: 'person', period: 'monthly', limit: 500 }],
		formulas: { hourlyRate: 95, minutesSavedPerAiPr: 30 },
	};
	return `${JSON.stringify(config, null, '\t')}\n`;
}

/** Writes the demo into a folder, in place of what was there. */
export function writeDemo(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	for (const [path, text] of generateDemo()) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
}

if (require.main === module) writeDemo(join(__dirname, '../../media/demo'));
