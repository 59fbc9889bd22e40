import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { projectRoot } from '../harness/paths.js';
import { browserFlags, provideChromium } from '../harness/provideChromium.js';
import { runCli } from '../integration/runCli.js';

interface AxeResult {
	readonly violations: readonly {
		readonly id: string;
		readonly nodes: readonly { readonly html: string }[];
	}[];
	readonly passes: readonly unknown[];
}

/** A4 less the page's own margins, in CSS pixels. */
const paperWidth = 672;

describe('report as one HTML file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'outlay-html-'));
	const file = join(folder, 'report.html');
	let browser: Browser;
	let page: Page;
	const requests: string[] = [];
	const messages: string[] = [];

	before(async () => {
		const { code, stderr } = await runCli(['demo', '--format', 'html', '--out', file]);
		assert.equal(code, 0, stderr);
		browser = await chromium.launch({ executablePath: await provideChromium(), args: browserFlags });
	});
	after(async () => {
		await browser.close();
		rmSync(folder, { recursive: true, force: true });
	});

	async function open(scheme: 'light' | 'dark', bypassCSP = false): Promise<void> {
		page = await browser.newPage({ colorScheme: scheme, bypassCSP });
		page.on('request', (request) => requests.push(request.url()));
		page.on('console', (message) => messages.push(message.text()));
		await page.goto(pathToFileURL(file).href);
	}
	afterEach(() => page.close());

	for (const scheme of ['light', 'dark'] as const) {
		it(`has no accessibility violation in ${scheme}, everything unfolded`, async () => {
			await open(scheme, true);
			await page.evaluate(await readFile(join(projectRoot, 'node_modules/axe-core/axe.min.js'), 'utf8'));
			// The rows of a table are alike: the first ten of each stand for all.
			await page.evaluate(`document.querySelectorAll('tbody tr:nth-child(n + 11)').forEach((row) => row.remove());
				document.querySelectorAll('details').forEach((fold) => (fold.open = true));`);
			const { passes, violations } = await page.evaluate<AxeResult>('axe.run(document)');
			assert.ok(passes.length > 20);
			const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
			assert.deepEqual(found, []);
		});
	}

	it('loads nothing and breaks no rule of its own policy', async () => {
		requests.length = 0;
		messages.length = 0;
		await open('light');
		assert.deepEqual(requests, [pathToFileURL(file).href]);
		assert.deepEqual(messages, []);
		assert.ok((await page.evaluate<number>('document.styleSheets[0].cssRules.length')) > 10);
	});

	it('leads by keyboard from a figure to its pull requests', async () => {
		await open('light');
		await page.keyboard.press('Tab');
		assert.equal(await page.locator(':focus').getAttribute('class'), 'skip');
		const figure = page.locator('#outcomes a.trace[href="#behind-defect-rate-ai"]');
		await figure.focus();
		await page.keyboard.press('Enter');
		const behind = page.locator('details:has(> #behind-defect-rate-ai)');
		await behind.locator('table').waitFor({ state: 'visible' });
		assert.match(await behind.innerText(), /PRs counted; not counted: \d+ merged less than 30 days/);
		assert.match(await behind.innerText(), /Rule defect-rate-30d\/\d/);
		assert.ok((await behind.locator('tbody tr').count()) > 20);
	});

	it('prints on paper: nothing wider than the page, no navigation, dark ink on white in dark mode too', async () => {
		await open('dark');
		await page.setViewportSize({ width: paperWidth, height: 1000 });
		await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
		const wide = await page.evaluate<string[]>(
			`[...document.querySelectorAll('table,svg')].filter((one) => one.getBoundingClientRect().right > ${paperWidth} + 1).map((one) => one.textContent.slice(0, 60))`,
		);
		assert.deepEqual(wide, []);
		assert.equal(await page.locator('nav').isVisible(), false);
		assert.equal(await page.locator('.behind').first().isVisible(), false);
		const [ink, paper] = await page.evaluate<string[]>(
			'[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]',
		);
		assert.deepEqual([ink, paper], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
		assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
	});
});
