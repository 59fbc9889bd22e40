import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { installLocked } from './provideHost.js';
import { run } from './run.js';

/** Where browsers that can be driven are commonly installed. */
const usualPlaces = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/opt/google/chrome/chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Launch flags: tests run in containers, without a GPU and often as root. */
export const browserFlags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

async function runs(executable: string): Promise<boolean> {
	try {
		const browser = await chromium.launch({ executablePath: executable, args: browserFlags });
		const page = await browser.newPage();
		await page.setContent('<p>ready</p>');
		const text = await page.textContent('p');
		await browser.close();
		return text === 'ready';
	} catch (error) {
		process.stdout.write(`${executable} does not start: ${String(error).split('\n')[0] ?? ''}\n`);
		return false;
	}
}

/** The Chromium that npm carries; null where it lacks a library of the system. */
async function fromNpm(): Promise<string | null> {
	if (process.platform !== 'linux' || process.arch !== 'x64') return null;
	const folder = await installLocked('chromium');
	const entry = pathToFileURL(join(folder, 'node_modules/@sparticuz/chromium/build/esm/index.js')).href;
	const carried = (await import(entry)) as { default: { executablePath(): Promise<string> } };
	const executable = await carried.default.executablePath();
	return (await runs(executable)) ? executable : null;
}

/** Debian's package, where this user may install one. */
async function fromDebian(): Promise<string | null> {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
	process.stdout.write('Installing Debian’s chromium for the tests (once)…\n');
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await run('apt-get', ['update', '-qq'], { env });
	await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
	return (await runs('/usr/bin/chromium')) ? '/usr/bin/chromium' : null;
}

/**
 * A Chromium that starts: `OUTLAY_CHROMIUM`, an installed one, the one inside an npm package, Debian's. Throws the
 * one line to run where none can be had; a suite without its browser must fail, not shrink. Looked for once a run.
 */
export function provideChromium(): Promise<string> {
	return (found ??= findChromium());
}
let found: Promise<string> | null = null;

async function findChromium(): Promise<string> {
	const chosen = process.env['OUTLAY_CHROMIUM'];
	if (chosen !== undefined && chosen !== '') {
		if (await runs(chosen)) return chosen;
		throw new Error(`OUTLAY_CHROMIUM names ${chosen}, which does not start.`);
	}
	for (const place of usualPlaces) {
		if (existsSync(place) && (await runs(place))) return place;
	}
	const carried = (await fromNpm()) ?? (await fromDebian());
	if (carried !== null) return carried;
	throw new Error('No Chromium for the editor tests. Run: sudo apt-get install -y chromium');
}
