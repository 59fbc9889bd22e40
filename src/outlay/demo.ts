import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutlayError } from '../core/errors.js';
import { Git } from '../sources/git/git.js';

/** The demo team as sources on disk: what `outlay report` would be pointed at for a real team. */
export interface DemoSources {
	/** Bare repository, made anew from the bundled history. */
	readonly repo: string;
	readonly claudeDir: string;
	readonly pullRequestsFile: string;
	readonly coverageDir: string;
	readonly configFile: string;
	/** A fresh ledger that goes with the rest. */
	readonly ledgerDir: string;
	/** The demo's today: its data ends here. */
	readonly nowMs: number;
	readonly since: string;
	/** Removes what was made. */
	dispose(): Promise<void>;
}

/** Bundled beside `dist/`; from source it stands two folders up. */
function demoFolder(): string {
	const found = [join(__dirname, '../media/demo'), join(__dirname, '../../media/demo')].find((path) =>
		existsSync(path),
	);
	if (found === undefined) {
		throw new OutlayError('environment', 'The demo data is not part of this installation.', {
			hint: 'Run the demo from a clone of the repository: npm start.',
		});
	}
	return found;
}

/** Lays the demo out: recreates its git history with git itself; the rest is read where it is bundled. */
export async function openDemo(env: Readonly<Record<string, string | undefined>>): Promise<DemoSources> {
	const folder = demoFolder();
	const made = await mkdtemp(join(tmpdir(), 'outlay-demo-'));
	const dispose = (): Promise<void> => rm(made, { recursive: true, force: true });
	try {
		const repo = join(made, 'parcel.git');
		await new Git(made, { env }).text(['init', '--quiet', '--bare', '--initial-branch=main', repo]);
		const git = new Git(repo, { env });
		await git.text(['config', 'remote.origin.url', 'https://github.com/acme/parcel.git']);
		await git.text(['fast-import', '--quiet', '--done'], {
			input: createReadStream(join(folder, 'history.fast-import'), 'utf8') as AsyncIterable<string>,
		});
		return {
			repo,
			claudeDir: join(folder, 'claude'),
			pullRequestsFile: join(folder, 'pull-requests.ndjson'),
			coverageDir: join(folder, 'coverage'),
			configFile: join(folder, 'outlay.config.json'),
			ledgerDir: join(made, 'ledger'),
			nowMs: Date.parse('2026-11-20T18:00:00Z'),
			since: '2026-08-10',
			dispose,
		};
	} catch (error) {
		await dispose();
		throw error;
	}
}
